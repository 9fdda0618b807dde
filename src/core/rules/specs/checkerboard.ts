import { defineRule } from '../define.js';
import { axes } from '../numbers.js';

export default defineRule({
  code: 'checkerboard',
  severity: 'hint',
  summary: 'A transposed convolution whose kernel is not a multiple of its stride.',
  why: 'The windows of a transposed convolution overlap. Where the kernel is no multiple of the stride, some output positions are written by more windows than their neighbours, and images show a checkerboard (Odena, Dumoulin & Olah 2016, "Deconvolution and Checkerboard Artifacts"). A kernel of 4 at stride 2 overlaps evenly; so does UpSampling2D followed by a convolution.',
  bad: `inputs = keras.Input((16, 16, 64))
x = layers.Conv2DTranspose(32, 3, strides=2, padding="same", activation="relu")(inputs)
#                              ^ checkerboard
model = keras.Model(inputs, x)`,
  good: `inputs = keras.Input((16, 16, 64))
x = layers.Conv2DTranspose(32, 4, strides=2, padding="same", activation="relu")(inputs)
model = keras.Model(inputs, x)`,
  needs: ['Conv1DTranspose', 'Conv2DTranspose', 'Conv3DTranspose'],
  *ofGraph(view, context) {
    for (const layer of view.graph.layers) {
      if (layer.role !== 'layer' || !/^Conv[123]DTranspose$/.test(layer.type)) continue;
      const [kernel, strides] = [axes(layer.config.kernelSize), axes(layer.config.strides)];
      if (!kernel || !strides) continue;
      const axis = kernel.findIndex((k, i) => strides[i]! > 1 && k > strides[i]! && k % strides[i]! !== 0);
      if (axis < 0) continue;
      const even = kernel.map((k, i) => Math.ceil(k / strides[i]!) * strides[i]!);
      const text = even.every((k) => k === even[0]) ? String(even[0]) : `(${even.join(', ')})`;
      yield {
        span: context.place(layer, 'kernel_size'), layer: layer.id,
        message: `A kernel of ${kernel[axis]} is no multiple of the stride ${strides[axis]}, so windows overlap unevenly and images may show a checkerboard. Take a kernel of ${text}, or upsample and convolve.`,
        fixes: context.setArgument(layer, 'kernel_size', text, `Change the kernel to ${text}`),
      };
    }
  },
});
