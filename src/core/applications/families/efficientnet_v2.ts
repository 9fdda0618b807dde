import type { SymbolicTensor } from '../../graph/instance.js';
import { reject } from '../../graph/problem.js';
import { showValue } from '../../graph/show.js';
import { defineFamily, standardParameters } from '../define.js';
import { convInitializer, denseInitializer } from '../initializers.js';
import type { Net } from '../net.js';
import { addInput, squeezeExcite } from './efficientnet.js';

/** Repeats, filters, expansion, strides; the first three stages are fused, the others have squeeze and excitation. */
type Stage = readonly [repeats: number, filters: number, expansion: number, strides: number];
const b: readonly Stage[] = [[1, 16, 1, 1], [2, 32, 4, 2], [2, 48, 4, 2], [3, 96, 4, 2], [5, 112, 6, 1], [8, 192, 6, 2]];
const stages: { readonly [name: string]: { readonly stem: number; readonly stages: readonly Stage[] } } = {
  'efficientnetv2-b0': { stem: 32, stages: b }, 'efficientnetv2-b1': { stem: 32, stages: b }, 'efficientnetv2-b2': { stem: 32, stages: b }, 'efficientnetv2-b3': { stem: 32, stages: b },
  'efficientnetv2-s': { stem: 24, stages: [[2, 24, 1, 1], [4, 48, 4, 2], [4, 64, 4, 2], [6, 128, 4, 2], [9, 160, 6, 1], [15, 256, 6, 2]] },
  'efficientnetv2-m': { stem: 24, stages: [[3, 24, 1, 1], [5, 48, 4, 2], [5, 80, 4, 2], [7, 160, 4, 2], [14, 176, 6, 1], [18, 304, 6, 2], [5, 512, 6, 1]] },
  'efficientnetv2-l': { stem: 32, stages: [[4, 32, 1, 1], [7, 64, 4, 2], [7, 96, 4, 2], [10, 192, 4, 2], [19, 224, 6, 1], [25, 384, 6, 2], [7, 640, 6, 1]] },
};
const dropConnect = 0.2;
const momentum = 0.9;

const variant = (name: string, size: number, width = 1, depth = 1) => ({ name: `efficientnetv2-${name}`, size, width, depth });

export default defineFamily({
  paper: 'Tan, Le 2021: EfficientNetV2: Smaller Models and Faster Training',
  modules: { efficientnet_v2: { functions: ['B0', 'B1', 'B2', 'B3', 'S', 'M', 'L'].map((size) => `EfficientNetV2${size}`), preprocess: null } },
  parameters: [...standardParameters.slice(0, -1), ['include_preprocessing', true], ['name', null]],
  functions: {
    EfficientNetV2B0: variant('b0', 224), EfficientNetV2B1: variant('b1', 240, 1, 1.1), EfficientNetV2B2: variant('b2', 260, 1.1, 1.2), EfficientNetV2B3: variant('b3', 300, 1.2, 1.4),
    EfficientNetV2S: variant('s', 384), EfficientNetV2M: variant('m', 480), EfficientNetV2L: variant('l', 480),
  },
  minSize: 32,
  weightsByName: true,
  /** Keras looks the stages up by the model's name, so no other name will do. */
  check(args, { name }) {
    if (!((args.text('name') ?? '') in stages)) reject('application-name', `${args.functionName} takes its stages from its name, which must be "${name}", but found ${showValue(args.maybe('name'))}. Leave name out and rename the model afterwards (model._name).`, 'name');
  },
  build(net, image, args, { width, depth }, shape) {
    const name = args.text('name')!;
    const wide = (filters: number) => Math.max(8, Math.floor(Math.trunc(filters * width + 4) / 8) * 8);
    const { stem, stages: list } = stages[name]!;
    let x = args.flag('include_preprocessing') ? preprocess(net, image, name.split('-').at(-1)!.startsWith('b') && shape[net.axis - 1] === 3) : image;
    x = net.conv(x, wide(stem), 3, { strides: 2, padding: 'same', useBias: false, kernelInitializer: convInitializer, name: 'stem_conv' });
    x = normSwish(net, x, 'stem_bn', 'stem_activation');

    const total = list.reduce((sum, [repeats]) => sum + repeats, 0);
    let done = 0;
    let filtersIn = wide(stem);
    list.forEach(([repeats, filters, expansion, strides], i) => {
      for (let j = 0; j < Math.ceil(depth * repeats); j++) {
        const options = { expansion, strides: j === 0 ? strides : 1, filtersIn, filtersOut: wide(filters), dropRate: (dropConnect * done++) / total, name: `block${i + 1}${String.fromCharCode(97 + j)}_` };
        x = i < 3 ? fusedBlock(net, x, options) : block(net, x, options);
        filtersIn = wide(filters);
      }
    });
    x = net.conv(x, wide(1280), 1, { padding: 'same', useBias: false, kernelInitializer: convInitializer, name: 'top_conv' });
    return net.head(normSwish(net, x, 'top_bn', 'top_activation'), args, {
      average: 'avg_pool', pools: ['avg_pool', 'max_pool'], dense: { kernelInitializer: denseInitializer, biasInitializer: { className: 'Constant', config: { value: 0 } } },
      beforeDense: (y) => net.layer('Dropout', y, { rate: 0.2, name: 'top_dropout' }),
    });
  },
});

/** The small models normalise colour by colour as ImageNet was, all others to between -1 and 1. */
function preprocess(net: Net, image: SymbolicTensor, byColour: boolean): SymbolicTensor {
  if (!byColour) return net.layer('Rescaling', image, { scale: 1 / 128, offset: -1 });
  return net.layer('Normalization', net.layer('Rescaling', image, { scale: 1 / 255 }), { mean: [0.485, 0.456, 0.406], variance: [0.229 ** 2, 0.224 ** 2, 0.225 ** 2], axis: net.axis });
}

const norm = (net: Net, x: SymbolicTensor, name: string) => net.batchNorm(x, { axis: net.axis, momentum, name });
const normSwish = (net: Net, x: SymbolicTensor, normName: string, name: string) => net.activation(norm(net, x, normName), 'silu', name);

interface BlockOptions {
  readonly expansion: number;
  readonly strides: number;
  readonly filtersIn: number;
  readonly filtersOut: number;
  readonly dropRate: number;
  readonly name: string;
}

/** An inverted residual with squeeze and excitation. */
function block(net: Net, input: SymbolicTensor, options: BlockOptions): SymbolicTensor {
  const { expansion, strides, filtersIn, filtersOut, name } = options;
  const filters = filtersIn * expansion;
  let x = net.conv(input, filters, 1, { padding: 'same', useBias: false, kernelInitializer: convInitializer, name: `${name}expand_conv` });
  x = normSwish(net, x, `${name}expand_bn`, `${name}expand_activation`);
  x = net.layer('DepthwiseConv2D', x, { kernelSize: 3, strides, padding: 'same', useBias: false, depthwiseInitializer: convInitializer, name: `${name}dwconv2` });
  x = squeezeExcite(net, normSwish(net, x, `${name}bn`, `${name}activation`), filters, Math.max(1, Math.trunc(filtersIn * 0.25)), name);
  x = net.conv(x, filtersOut, 1, { padding: 'same', useBias: false, kernelInitializer: convInitializer, name: `${name}project_conv` });
  return addInput(net, input, norm(net, x, `${name}project_bn`), options);
}

/** The same with one plain convolution in place of the expansion and the depthwise one. */
function fusedBlock(net: Net, input: SymbolicTensor, options: BlockOptions): SymbolicTensor {
  const { expansion, strides, filtersIn, filtersOut, name } = options;
  let x = input;
  if (expansion !== 1) {
    x = net.conv(x, filtersIn * expansion, 3, { strides, padding: 'same', useBias: false, kernelInitializer: convInitializer, name: `${name}expand_conv` });
    x = normSwish(net, x, `${name}expand_bn`, `${name}expand_activation`);
  }
  const [kernelSize, step] = expansion === 1 ? [3, strides] : [1, 1];
  x = norm(net, net.conv(x, filtersOut, kernelSize, { strides: step, padding: 'same', useBias: false, kernelInitializer: convInitializer, name: `${name}project_conv` }), `${name}project_bn`);
  if (expansion === 1) x = net.activation(x, 'silu', `${name}project_activation`);
  return addInput(net, input, x, options);
}
