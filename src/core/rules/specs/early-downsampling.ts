import { defineRule } from '../define.js';
import type { Call } from '../../graph/types.js';
import { axes } from '../numbers.js';
import type { GraphView } from '../graph-view.js';

/** Shrinking an axis by this factor before the second convolution; published stems shrink it by at most 8 (AlexNet). */
const FACTOR = 16;

export default defineRule({
  code: 'early-downsampling',
  severity: 'info',
  summary: 'An image that is shrunk to a sixteenth of its height before a second convolution sees it.',
  why: 'What a few filters did not keep is lost to every layer after them. Szegedy et al. (2016, "Rethinking the Inception Architecture", section 2) call it a representational bottleneck and advise to shrink gently; published stems go down by 4 (ResNet) to 8 (AlexNet) before their second convolution. Cutting an image into patches (Dosovitskiy et al. 2021) is another design, of which nothing is said.',
  bad: `model = keras.Sequential([
    keras.Input((128, 128, 3)),
    layers.Conv2D(16, 3, strides=4, padding="same", activation="relu"),
    layers.MaxPooling2D(4),
    layers.Conv2D(32, 3, activation="relu"),
#   ^^^^^^^^^^^^^ early-downsampling
    layers.GlobalAveragePooling2D(),
    layers.Dense(10, activation="softmax"),
])`,
  good: `model = keras.Sequential([
    keras.Input((128, 128, 3)),
    layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
    layers.MaxPooling2D(2),
    layers.Conv2D(32, 3, activation="relu"),
    layers.MaxPooling2D(4),
    layers.Conv2D(64, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10, activation="softmax"),
])`,
  *ofGraph(view, context) {
    const [input] = view.graph.inputs;
    if (input === undefined || view.graph.inputs.length !== 1) return;
    const found = secondConvolution(view, view.readers(input)[0]);
    const [before, after] = [view.shape(input), found && view.shape(found.inputs[0]!)];
    const layer = found && view.layerOf(found);
    if (!layer || before?.length !== 4 || after?.length !== 4) return;
    const factor = Math.min(...[1, 2].map((axis) => (before[axis] ?? 0) / (after[axis] ?? Infinity)));
    if (factor < FACTOR) return;
    yield { span: context.place(layer), layer: layer.id, message: `The image of ${before[1]}×${before[2]} is down to ${after[1]}×${after[2]} before its second convolution "${layer.name}". Shrink it more gently: take smaller strides or pooling windows before it.` };
  },
});

/** The second convolution with a window on a straight way from the input; null where patches are cut or the way branches. */
function secondConvolution(view: GraphView, from: Call | undefined): Call | null {
  let seen = 0;
  for (let call = from; call; call = view.next(call)) {
    const layer = view.layerOf(call);
    if (layer?.role !== 'layer' || layer.type === 'Resizing' || layer.type === 'CenterCrop' || layer.type === 'Cropping2D') return null;
    if (!/Conv2D$/.test(layer.type)) continue;
    const [kernel, strides] = [axes(layer.config.kernelSize), axes(layer.config.strides)];
    if (!kernel || !strides || kernel.every((k, i) => k > 1 && k === (strides[i] ?? strides[0]))) return null;
    if (seen++ === 1) return kernel.some((k) => k > 1) ? call : null;
  }
  return null;
}
