import { defineRule } from '../define.js';
import { axes } from '../numbers.js';

export default defineRule({
  code: 'window-on-one-position',
  severity: 'warning',
  summary: 'A convolution or pooling over a map that has shrunk to a single position.',
  why: 'With padding "same" a window still fits on a map of 1×1, but all of it except the middle looks at padding: 8 of the 9 weights of a 3×3 kernel never see a value, and pooling changes nothing. The map was shrunk before the depth of the network could be used; take away strides or pooling layers earlier on.',
  bad: `inputs = keras.Input((8, 8, 3))
x = layers.Conv2D(32, 3, strides=8, padding="same", activation="relu")(inputs)
x = layers.Conv2D(64, 3, padding="same", activation="relu")(x)
#   ^^^^^^^^^^^^^ window-on-one-position
model = keras.Model(inputs, x)`,
  good: `inputs = keras.Input((8, 8, 3))
x = layers.Conv2D(32, 3, strides=2, padding="same", activation="relu")(inputs)
x = layers.Conv2D(64, 3, padding="same", activation="relu")(x)
model = keras.Model(inputs, x)`,
  alsoGood: [`inputs = keras.Input((8, 8, 32))
x = layers.GlobalAveragePooling2D(keepdims=True)(inputs)
x = layers.Conv2D(8, 1, activation="relu")(x)
model = keras.Model(inputs, layers.Conv2D(32, 1, activation="sigmoid")(x))`],
  *ofGraph(view, context) {
    for (const call of view.graph.calls) {
      const shape = view.shape(call.inputs[0]!);
      if (shape?.length !== 4 || shape[1] !== 1 || shape[2] !== 1) continue;
      const layer = view.layerOf(call);
      if (layer?.role !== 'layer' || view.callsOf(layer) !== 1 || !/^(Separable|Depthwise)?Conv2D$|^(Max|Average)Pooling2D$/.test(layer.type)) continue;
      const window = axes(layer.config.kernelSize ?? layer.config.poolSize);
      // Where nothing is padded, Keras rejects such a window by itself.
      if (!window || layer.config.padding !== 'same' || layer.config.dataFormat === 'channels_first') continue;
      if (window.length !== 2 || window.every((w) => w === 1)) continue;
      const size = window.join('×');
      const effect = layer.type.endsWith('Pooling2D') ? `the ${size} window of "${layer.name}" changes nothing` : `${window[0]! * window[1]! - 1} of the ${window[0]! * window[1]!} positions of the kernel of "${layer.name}" see padding only`;
      yield { span: context.place(layer), layer: layer.id, message: `The map is 1×1 here, so ${effect}. Shrink it later, or take this layer away.` };
    }
  },
});
