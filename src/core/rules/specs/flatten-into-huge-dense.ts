import { grouped } from '../../graph/show.js';
import { countLayer, countParameters } from '../../graph/count.js';
import { defineRule } from '../define.js';
import type { Call } from '../../graph/types.js';
import type { GraphView } from '../graph-view.js';

/** Below this number of parameters a dense layer is no burden, whatever its share. */
const LEAST = 1_000_000;
const SHARE = 0.5;

export default defineRule({
  code: 'flatten-into-huge-dense',
  severity: 'info',
  summary: 'A dense layer behind Flatten that holds most of all parameters.',
  why: 'Flatten gives every position of the feature map weights of its own. Such a layer easily outweighs all convolutions together, overfits, and ties the model to one image size. Averaging each channel first (Lin et al. 2014, Network in Network) keeps what was found and forgets only where.',
  bad: `model = keras.Sequential([
    keras.Input((128, 128, 3)),
    layers.Conv2D(32, 3, activation="relu"),
    layers.Flatten(),
    layers.Dense(256, activation="relu"),
#   ^^^^^^^^^^^^ flatten-into-huge-dense
    layers.Dense(10, activation="softmax"),
])`,
  good: `model = keras.Sequential([
    keras.Input((128, 128, 3)),
    layers.Conv2D(32, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(256, activation="relu"),
    layers.Dense(10, activation="softmax"),
])`,
  alsoGood: [`model = keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(32, 3, activation="relu"), layers.Flatten(), layers.Dense(10, activation="softmax")])`],
  needs: ['Flatten'],
  *ofGraph(view, context) {
    // The share is told of whole models, not of a custom layer's part.
    if (!context.isModel(view.graph)) return;
    for (const call of view.graph.calls) {
      const layer = view.layerOf(call);
      if (layer?.type !== 'Dense') continue;
      const own = countLayer(layer).total;
      const flatten = own !== null && own >= LEAST ? flattenBefore(view, call) : null;
      if (own === null || !flatten) continue;
      const { total } = countParameters(view.graph);
      if (total === null || own / total < SHARE) continue;
      const flat = view.layerOf(flatten);
      const map = view.shape(flatten.inputs[0]!);
      const features = view.shape(flatten.outputs[0]!)?.at(-1);
      if (!flat || map?.length !== 4 || features == null) continue;
      const written = context.callOf(flat);
      yield {
        span: context.place(layer), layer: layer.id,
        message: `"${layer.name}" reads ${grouped(features)} flattened values and holds ${grouped(own)} of all ${grouped(total)} parameters (${own === total ? 100 : Math.floor((100 * own) / total)} %). GlobalAveragePooling2D instead of Flatten would leave ${grouped((map.at(-1) ?? 0) * (layer.weights[0]?.shape[1] ?? 0) + (layer.weights[1]?.shape[0] ?? 0))}.`,
        related: flat.span ? [{ span: flat.span, message: 'The map is flattened here.' }] : [],
        fixes: written?.name === 'Flatten' && written.arguments.length === 0 ? [{ title: 'Replace Flatten by GlobalAveragePooling2D', edits: [{ span: { from: written.nameFrom, to: written.calleeTo }, text: 'GlobalAveragePooling2D' }] }] : [],
      };
    }
  },
});

/** The Flatten whose values a dense layer reads, dropout and normalization aside. */
function flattenBefore(view: GraphView, dense: Call): Call | null {
  for (let call = view.previous(dense); call; call = view.previous(call)) {
    const type = view.layerOf(call)?.type;
    if (type === 'Flatten') return view.next(call) ? call : null;
    if (type !== 'Dropout' && type !== 'BatchNormalization') return null;
  }
  return null;
}
