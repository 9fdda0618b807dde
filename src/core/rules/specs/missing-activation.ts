import type { Call, Layer } from '../../graph/types.js';
import { activationOf } from '../activation.js';
import type { RuleContext } from '../context.js';
import { defineRule } from '../define.js';
import type { GraphView } from '../graph-view.js';

/** Layers that leave a weighted sum a weighted sum. */
const LINEAR: ReadonlySet<string> = new Set(['Dropout', 'SpatialDropout1D', 'SpatialDropout2D', 'SpatialDropout3D', 'BatchNormalization', 'ZeroPadding1D', 'ZeroPadding2D', 'ZeroPadding3D', 'AveragePooling1D', 'AveragePooling2D', 'AveragePooling3D', 'Identity']);
const CONVOLUTIONS: ReadonlySet<string> = new Set(['Conv1D', 'Conv2D', 'Conv3D']);

export default defineRule({
  code: 'missing-activation',
  severity: 'warning',
  summary: 'Two dense layers, or two convolutions, with nothing but linear steps in between.',
  why: 'Without an activation the second layer only mixes what the first one mixed already: together they compute no more than one layer could (for convolutions: one with a larger window), at the cost of two. NeuraLint (Nikanjam et al. 2021) reports it as a missing non-linearity. A narrow linear layer in between is no mistake: it is a bottleneck (Sandler et al. 2018), and nothing is said of it.',
  bad: `model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Flatten(),
    layers.Dense(128),
#   ^^^^^^^^^^^^ missing-activation
    layers.Dense(10, activation="softmax"),
])`,
  good: `model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Flatten(),
    layers.Dense(128, activation="relu"),
    layers.Dense(10, activation="softmax"),
])`,
  alsoGood: [
    // A bottleneck, and factors of a larger window.
    `model = keras.Sequential([keras.Input((784,)), layers.Dense(8), layers.Dense(784, activation="sigmoid")])`,
    `inputs = keras.Input((32, 32, 64))
x = layers.Conv2D(16, 1)(inputs)
x = layers.Conv2D(64, 3, activation="relu", padding="same")(x)
x = layers.Conv2D(64, (1, 7), padding="same")(x)
x = layers.Conv2D(64, (7, 1), padding="same", activation="relu")(x)
x = layers.Conv2D(64, 3)(x)
x = layers.LeakyReLU()(x)
x = layers.Conv2D(64, 3)(x)
x = layers.MaxPooling2D()(x)
model = keras.Model(inputs, layers.Conv2D(8, 3)(x))`,
  ],
  *ofGraph(view, context) {
    for (const call of view.graph.calls) {
      const layer = view.layerOf(call);
      if (layer?.role !== 'layer' || view.callsOf(layer) !== 1) continue;
      const next = reader(view, call);
      if (!next) continue;
      const excess = layer.type === 'Dense' && next.layer.type === 'Dense' ? denseExcess(view, call, next.call) : CONVOLUTIONS.has(layer.type) && layer.type === next.layer.type && convolutionExcess(view, call, layer, next.layer);
      if (!excess || activationOf(layer) !== 'linear') continue;
      yield finding(context, layer, next.layer);
    }
  },
});

function finding(context: RuleContext, layer: Layer, next: Layer) {
  const what = layer.type === 'Dense' ? 'dense layers' : 'convolutions';
  return {
    span: context.place(layer), layer: layer.id,
    message: `Between the ${what} "${layer.name}" and "${next.name}" there is no activation, so together they compute no more than one layer. Give the first one an activation, for example activation="relu".`,
    related: next.span ? [{ span: next.span, message: `"${next.name}" reads it here.` }] : [],
    fixes: context.setArgument(layer, 'activation', '"relu"', 'Add activation="relu"'),
  };
}

/** The weighted layer that reads a call through linear layers only. */
function reader(view: GraphView, from: Call): { readonly call: Call; readonly layer: Layer } | null {
  for (let call = view.next(from); call; call = view.next(call)) {
    const layer = view.layerOf(call);
    if (layer?.role !== 'layer') return null;
    if (!LINEAR.has(layer.type)) return { call, layer };
  }
  return null;
}

/** True where the first of two dense layers is no narrower than what goes in or comes out: then it narrows nothing. */
function denseExcess(view: GraphView, first: Call, second: Call): boolean {
  const [before, between, after] = [view.shape(first.inputs[0]!), view.shape(first.outputs[0]!), view.shape(second.outputs[0]!)].map((shape) => shape?.at(-1) ?? null);
  return before != null && between != null && after != null && between >= Math.min(before, after);
}

function convolutionExcess(view: GraphView, first: Call, layer: Layer, next: Layer): boolean {
  const [kernel, nextKernel] = [kernelOf(layer), kernelOf(next)];
  if (!kernel || !nextKernel || layer.config.groups !== 1 || next.config.groups !== 1 || layer.config.dataFormat === 'channels_first') return false;
  const before = view.shape(first.inputs[0]!)?.at(-1) ?? null;
  const between = view.shape(first.outputs[0]!)?.at(-1) ?? null;
  const { filters } = next.config;
  if (before === null || between === null || typeof filters !== 'number') return false;
  const [single, nextSingle] = [kernel.every((k) => k === 1), nextKernel.every((k) => k === 1)];
  // Factors of one larger window (1×n and n×1) are linear on purpose, and so is a learned mix of the colours.
  if (new Set(kernel).size > 1 || new Set(nextKernel).size > 1) return false;
  if (single && !view.maker(first.inputs[0]!)) return false;
  if (single) return between >= before;
  // A window that moves by its own length cuts patches; what follows may well be linear in them.
  if (JSON.stringify(layer.config.strides) === JSON.stringify(layer.config.kernelSize)) return false;
  return nextSingle ? between >= filters : true;
}

const kernelOf = ({ config }: Layer): readonly number[] | null => (Array.isArray(config.kernelSize) && config.kernelSize.every((k) => typeof k === 'number') ? config.kernelSize : null);
