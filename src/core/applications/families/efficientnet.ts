import type { SymbolicTensor } from '../../graph/instance.js';
import { Undetermined } from '../arguments.js';
import { defineFamily, standardParameters } from '../define.js';
import { convInitializer, denseInitializer } from '../initializers.js';
import type { Net } from '../net.js';
import { roundChannels } from '../rounding.js';

/** Kernel, repeats, filters in and out, expansion, strides. */
const stages = [[3, 1, 32, 16, 1, 1], [3, 2, 16, 24, 6, 2], [5, 2, 24, 40, 6, 2], [3, 3, 40, 80, 6, 2], [5, 3, 80, 112, 6, 1], [5, 4, 112, 192, 6, 2], [3, 1, 192, 320, 6, 1]] as const;
const deviations = [0.229, 0.224, 0.225];
/** Share of the last blocks that training drops. */
const dropConnect = 0.2;

const variant = (index: number, width: number, depth: number, size: number, dropout: number) => ({ name: `efficientnetb${index}`, size, width, depth, dropout });

export default defineFamily({
  paper: 'Tan, Le 2019: EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks',
  modules: { efficientnet: { functions: [0, 1, 2, 3, 4, 5, 6, 7].map((i) => `EfficientNetB${i}`), preprocess: null } },
  parameters: standardParameters,
  functions: {
    EfficientNetB0: variant(0, 1, 1, 224, 0.2), EfficientNetB1: variant(1, 1, 1.1, 240, 0.2), EfficientNetB2: variant(2, 1.1, 1.2, 260, 0.3), EfficientNetB3: variant(3, 1.2, 1.4, 300, 0.3),
    EfficientNetB4: variant(4, 1.4, 1.8, 380, 0.4), EfficientNetB5: variant(5, 1.6, 2.2, 456, 0.4), EfficientNetB6: variant(6, 1.8, 2.6, 528, 0.5), EfficientNetB7: variant(7, 2, 3.1, 600, 0.5),
  },
  minSize: 32,
  weightsByName: true,
  build(net, image, args, { width, depth, dropout }) {
    const wide = (filters: number) => roundChannels(filters * width);
    const deep = (repeats: number) => Math.ceil(depth * repeats);
    let x = net.layer('Normalization', net.layer('Rescaling', image, { scale: 1 / 255 }), { axis: net.axis });
    if (args.pretrained === undefined) throw new Undetermined({ reason: `${args.functionName} has one layer more with weights="imagenet", and its weights are not known`, span: null });
    // The published weights were trained on pixels divided by the variance, where Normalization divides by its root.
    if (args.pretrained) x = net.layer('Rescaling', x, { scale: deviations.map((d) => 1 / Math.sqrt(d)) });
    x = net.pad(x, net.correctPad(x, 3), 'stem_conv_pad');
    x = net.conv(x, wide(32), 3, { strides: 2, useBias: false, kernelInitializer: convInitializer, name: 'stem_conv' });
    x = normSwish(net, x, 'stem_bn', 'stem_activation');

    const total = stages.reduce((sum, [, repeats]) => sum + deep(repeats), 0);
    let done = 0;
    stages.forEach(([kernelSize, repeats, filtersIn, filtersOut, expansion, strides], i) => {
      for (let j = 0; j < deep(repeats); j++) {
        x = block(net, x, {
          kernelSize, expansion, strides: j === 0 ? strides : 1, filtersIn: wide(j === 0 ? filtersIn : filtersOut), filtersOut: wide(filtersOut), dropRate: (dropConnect * done++) / total,
          name: `block${i + 1}${String.fromCharCode(97 + j)}_`,
        });
      }
    });
    x = net.conv(x, wide(1280), 1, { padding: 'same', useBias: false, kernelInitializer: convInitializer, name: 'top_conv' });
    return net.head(normSwish(net, x, 'top_bn', 'top_activation'), args, {
      average: 'avg_pool', pools: ['avg_pool', 'max_pool'], dense: { kernelInitializer: denseInitializer }, beforeDense: (y) => net.layer('Dropout', y, { rate: dropout, name: 'top_dropout' }),
    });
  },
});

const normSwish = (net: Net, x: SymbolicTensor, normName: string, name: string) => net.activation(net.batchNorm(x, { axis: net.axis, name: normName }), 'silu', name);

interface BlockOptions {
  readonly kernelSize: number;
  readonly expansion: number;
  readonly strides: number;
  readonly filtersIn: number;
  readonly filtersOut: number;
  readonly dropRate: number;
  readonly name: string;
}

/** An inverted residual with squeeze and excitation. */
function block(net: Net, input: SymbolicTensor, { kernelSize, expansion, strides, filtersIn, filtersOut, dropRate, name }: BlockOptions): SymbolicTensor {
  const filters = filtersIn * expansion;
  let x = input;
  if (expansion !== 1) {
    x = net.conv(x, filters, 1, { padding: 'same', useBias: false, kernelInitializer: convInitializer, name: `${name}expand_conv` });
    x = normSwish(net, x, `${name}expand_bn`, `${name}expand_activation`);
  }
  if (strides === 2) x = net.pad(x, net.correctPad(x, kernelSize), `${name}dwconv_pad`);
  x = net.layer('DepthwiseConv2D', x, { kernelSize, strides, padding: strides === 2 ? 'valid' : 'same', useBias: false, depthwiseInitializer: convInitializer, name: `${name}dwconv` });
  x = squeezeExcite(net, normSwish(net, x, `${name}bn`, `${name}activation`), filters, Math.max(1, Math.trunc(filtersIn * 0.25)), name);
  x = net.conv(x, filtersOut, 1, { padding: 'same', useBias: false, kernelInitializer: convInitializer, name: `${name}project_conv` });
  return addInput(net, input, net.batchNorm(x, { axis: net.axis, name: `${name}project_bn` }), { strides, filtersIn, filtersOut, dropRate, name });
}

/** Weighs the channels by what the whole image shows (Hu et al. 2017). */
export function squeezeExcite(net: Net, x: SymbolicTensor, filters: number, squeezed: number, name: string): SymbolicTensor {
  let weights = net.layer('GlobalAveragePooling2D', x, { name: `${name}se_squeeze` });
  weights = net.layer('Reshape', weights, { targetShape: net.channelsFirst ? [filters, 1, 1] : [1, 1, filters], name: `${name}se_reshape` });
  weights = net.conv(weights, squeezed, 1, { padding: 'same', activation: 'silu', kernelInitializer: convInitializer, name: `${name}se_reduce` });
  weights = net.conv(weights, filters, 1, { padding: 'same', activation: 'sigmoid', kernelInitializer: convInitializer, name: `${name}se_expand` });
  return net.layer('Multiply', [x, weights], { name: `${name}se_excite` });
}

/** The way around a block whose input and output are alike, which training closes now and then. */
export function addInput(net: Net, input: SymbolicTensor, x: SymbolicTensor, { strides, filtersIn, filtersOut, dropRate, name }: Omit<BlockOptions, 'kernelSize' | 'expansion'>): SymbolicTensor {
  if (strides !== 1 || filtersIn !== filtersOut) return x;
  const y = dropRate > 0 ? net.layer('Dropout', x, { rate: dropRate, noiseShape: [null, 1, 1, 1], name: `${name}drop` }) : x;
  return net.add([y, input], `${name}add`);
}
