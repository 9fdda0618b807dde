import type { Call, Layer } from '../../graph/types.js';
import { WEIGHTED } from '../activation.js';
import { defineRule } from '../define.js';
import type { GraphView } from '../graph-view.js';

const DROPOUT: ReadonlySet<string> = new Set(['Dropout', 'SpatialDropout1D', 'SpatialDropout2D', 'SpatialDropout3D', 'AlphaDropout', 'GaussianDropout']);

export default defineRule({
  code: 'dropout-after-last-layer',
  severity: 'warning',
  summary: 'Dropout on the outputs of the model itself.',
  why: 'Dropout makes a layer rely on no single input (Srivastava et al. 2014). After the last layer there is nothing left to rely on anything: it only sets predicted classes to zero while training, whatever the label says, and the loss can never become small. NeuraLint (Nikanjam et al. 2021) has the same rule.',
  bad: `model = keras.Sequential([
    keras.Input((784,)),
    layers.Dense(10, activation="softmax"),
    layers.Dropout(0.5),
#   ^^^^^^^^^^^^^^ dropout-after-last-layer
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")`,
  good: `model = keras.Sequential([
    keras.Input((784,)),
    layers.Dropout(0.5),
    layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")`,
  alsoGood: [`encoder = keras.Sequential([keras.Input((784,)), layers.Dense(32, activation="relu"), layers.Dropout(0.5)])
model = keras.Sequential([encoder, layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")`],
  *ofTrained({ model, view, recipe }, context) {
    if (recipe.losses.length === 0) return;
    for (const output of model.graph.outputs) {
      const dropout = lastDropout(view, view.maker(output));
      if (!dropout || dropout.config.rate === 0) continue;
      yield { span: context.place(dropout), layer: dropout.id, message: `"${dropout.name}" drops outputs of the model itself, so that right answers are set to zero while training. Put it before the last layer, or take it away.` };
    }
  },
});

/** Dropout between the last weighted layer and the output, an activation aside. */
function lastDropout(view: GraphView, call: Call | undefined): Layer | null {
  const layer = call && view.layerOf(call);
  if (!call || !layer) return null;
  const before = view.previous(call);
  if (layer.type === 'Activation' || layer.type === 'Softmax') return before ? lastDropout(view, before) : null;
  if (!DROPOUT.has(layer.type)) return null;
  const maker = before && view.layerOf(before);
  return maker && (WEIGHTED.has(maker.type) || maker.type === 'Activation' || maker.type === 'Softmax') ? layer : null;
}
