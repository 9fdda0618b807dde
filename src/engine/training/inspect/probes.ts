/** Two steps that look at a model without changing it: how its gradients and next updates are, and what its layers give. */
import type { Layer } from '../../../core/graph/types.js';
import { shownLayers, type ShownLayer } from '../../../visualizations/layers.js';
import { runGraph } from '../../model/forward.js';
import type { NamedWeight } from '../../model/initialize.js';
import { sizeOf, type StepDefinition } from '../../trace/step.js';
import { tf } from '../../trace/tensorflow.js';
import { applyGradients } from '../optimize.js';
import type { Plan } from '../plan.js';
import { differentiate, inputName, trainingStep, weightSpecs } from '../step.js';

/** One line of the record: a layer with weights, or one that is an activation. */
export interface InspectedLayer {
  readonly path: string;
  readonly layer: Layer;
  /** Its own weights, trained or not. */
  readonly weights: readonly NamedWeight[];
  /** Null where its output has more axes than an image's. */
  readonly shown: ShownLayer | null;
}

const pathOf = ({ name, spec }: NamedWeight): string => name.slice(0, name.length - spec.name.length - 1);
const isActivation = ({ type, config }: Layer): boolean => /^(Activation|ReLU|LeakyReLU|PReLU|ELU|Softmax)$/.test(type) || typeof config.activation === 'string';

/** In the order in which the model runs them. */
export function inspectedLayers(plan: Pick<Plan, 'graph' | 'weights'>): InspectedLayer[] {
  const byLayer = new Map<string, NamedWeight[]>();
  for (const weight of plan.weights) byLayer.set(pathOf(weight), [...(byLayer.get(pathOf(weight)) ?? []), weight]);
  const shown = shownLayers(plan.graph).filter(({ path, layer }) => byLayer.has(path) || isActivation(layer));
  const paths = new Set(shown.map(({ path }) => path));
  return [
    ...shown.map((each) => ({ path: each.path, layer: each.layer, weights: byLayer.get(each.path) ?? [], shown: each })),
    ...[...byLayer].filter(([path]) => !paths.has(path)).map(([path, weights]) => ({ path, layer: weights[0]!.layer, weights, shown: null })),
  ];
}

/** Outputs, each of shape [layers with trained weights]: sums of squares of gradients, of the optimizer's next change and of the weights. */
export const sums = ['gradient', 'update', 'weight'] as const;

export const trainedLayers = (layers: readonly InspectedLayer[]): InspectedLayer[] => layers.filter(({ weights }) => weights.some(({ trainable }) => trainable));

/** Forward and backward pass in training mode, and what the optimizer would do with it; no variable changes. */
export function gradientProbe(plan: Plan, layers: readonly InspectedLayer[], batch: number): StepDefinition {
  const { inputs, state } = trainingStep(plan, batch);
  return {
    name: `gradients of ${plan.graph.name} (batch ${batch})`, inputs, state,
    build(scope) {
      const { gradients } = differentiate(plan, scope);
      const after = applyGradients(plan.optimizer, gradients, scope.state, scope.inputs.learningRate!, scope.inputs.iteration!);
      const squares = (layer: InspectedLayer, of: (weight: NamedWeight) => tf.Tensor | undefined): tf.Tensor => {
        const found = layer.weights.flatMap((weight) => (weight.trainable ? (of(weight) ?? []) : []));
        return found.length === 0 ? tf.scalar(0) : tf.addN(found.map((values) => tf.sum(tf.square(values))));
      };
      const of = {
        gradient: ({ name }: NamedWeight) => gradients.find(({ weight }) => weight.name === name)?.gradient,
        update: ({ name }: NamedWeight) => after[name] && tf.sub(after[name], scope.state[name]!),
        weight: ({ name }: NamedWeight) => scope.state[name],
      };
      return { outputs: Object.fromEntries(sums.map((sum) => [sum, tf.stack(trainedLayers(layers).map((layer) => squares(layer, of[sum])))])) };
    },
  };
}

/** Values of one layer's output that a probe hands over. */
const mostValues = 2048;

/** Names of the outputs for the n-th layer: `peak` [channels], the greatest absolute value of each channel; `values`, some of the output. */
export const activationNames = (n: number): { readonly peak: string; readonly values: string } => ({ peak: `peak${n}`, values: `values${n}` });

/** What the layers give for a batch in inference mode. */
export function activationProbe(plan: Pick<Plan, 'graph' | 'inputs' | 'weights'>, layers: readonly InspectedLayer[], batch: number): StepDefinition {
  return {
    name: `activations of ${plan.graph.name} (batch ${batch})`,
    inputs: Object.fromEntries(plan.inputs.map(({ shape, dtype }, i) => [inputName(i), { shape: [batch, ...shape], dtype }])),
    state: weightSpecs(plan as Plan),
    build(scope) {
      const { taps } = runGraph(plan.graph, scope.state, plan.inputs.map((_, i) => scope.inputs[inputName(i)]!), { training: false, random: (spec) => scope.random(spec), taps: layers.flatMap(({ shown }) => (shown ? [shown.path] : [])), outputs: false });
      const outputs: Record<string, tf.Tensor> = {};
      layers.forEach(({ shown }, n) => {
        const tap = shown ? taps[shown.path] : undefined;
        if (shown === null || tap?.dtype !== 'float32' || tap.shape[0] !== batch) return;
        const channel = shown.channelsFirst ? 1 : tap.rank - 1;
        const { peak, values } = activationNames(n);
        outputs[peak] = tf.max(tf.abs(tap), Array.from({ length: tap.rank }, (_, axis) => axis).filter((axis) => axis !== channel));
        outputs[values] = someOf(tap, tap.shape[channel]!);
      });
      return { outputs };
    },
  };
}

/** Values at even distances, such that over and over every channel has its turn. */
function someOf(tap: tf.Tensor, channels: number): tf.Tensor {
  const size = sizeOf(tap.shape);
  const count = Math.min(size, mostValues);
  let stride = Math.floor(size / count);
  while (stride > 1 && commonDivisor(stride, channels) > 1) stride--;
  if (stride === 1) return tf.slice(tf.reshape(tap, [size]), [0], [count]);
  return tf.reshape(tf.slice(tf.reshape(tf.slice(tf.reshape(tap, [size]), [0], [count * stride]), [count, stride]), [0, 0], [count, 1]), [count]);
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));
