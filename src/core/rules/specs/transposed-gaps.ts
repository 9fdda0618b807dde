import { defineRule } from '../define.js';
import { axes } from '../numbers.js';

export default defineRule({
  code: 'transposed-gaps',
  severity: 'warning',
  summary: 'A transposed convolution whose kernel is smaller than its stride.',
  why: 'Each input position writes one window of the kernel\'s size, and windows stand a stride apart. Where the kernel is smaller, positions between the windows are written by none: they hold the bias alone, whatever the image.',
  bad: `inputs = keras.Input((16, 16, 64))
x = layers.Conv2DTranspose(32, 2, strides=4, activation="relu")(inputs)
#                              ^ transposed-gaps
model = keras.Model(inputs, x)`,
  good: `inputs = keras.Input((16, 16, 64))
x = layers.Conv2DTranspose(32, 4, strides=4, activation="relu")(inputs)
model = keras.Model(inputs, x)`,
  needs: ['Conv1DTranspose', 'Conv2DTranspose', 'Conv3DTranspose'],
  *ofGraph(view, context) {
    for (const layer of view.graph.layers) {
      if (layer.role !== 'layer' || !/^Conv[123]DTranspose$/.test(layer.type)) continue;
      const [kernel, strides] = [axes(layer.config.kernelSize), axes(layer.config.strides)];
      const axis = kernel && strides ? kernel.findIndex((k, i) => k < strides[i]!) : -1;
      if (!kernel || !strides || axis < 0) continue;
      const wide = kernel.map((k, i) => Math.max(k, strides[i]!));
      const text = wide.every((k) => k === wide[0]) ? String(wide[0]) : `(${wide.join(', ')})`;
      yield {
        span: context.place(layer, 'kernel_size'), layer: layer.id,
        message: `A kernel of ${kernel[axis]} at a stride of ${strides[axis]} leaves output positions that no window writes. Take a kernel of at least ${strides[axis]}.`,
        fixes: context.setArgument(layer, 'kernel_size', text, `Change the kernel to ${text}`),
      };
    }
  },
});
