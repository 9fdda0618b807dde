import type { SymbolicTensor } from '../../graph/instance.js';
import { reject } from '../../graph/problem.js';
import { showShape } from '../../graph/tensors.js';
import { Undetermined } from '../arguments.js';
import { defineFamily } from '../define.js';
import { givenShape, hidden, obtainInputShape } from '../input.js';
import type { Net } from '../net.js';

/** What a cell sees: the output of the cell before it, and of the one before that. */
interface Pair {
  readonly x: SymbolicTensor;
  readonly previous: SymbolicTensor | null;
}

export default defineFamily({
  paper: 'Zoph, Vasudevan, Shlens, Le 2017: Learning Transferable Architectures for Scalable Image Recognition',
  modules: { nasnet: { functions: ['NASNetLarge', 'NASNetMobile'], preprocess: 'tf' } },
  parameters: [
    ['input_shape', null], ['include_top', true], ['weights', 'imagenet'], ['input_tensor', null], ['pooling', null], ['classes', 1000], ['classifier_activation', 'softmax'], ['name', null],
  ],
  functions: {
    NASNetMobile: { name: 'nasnet_mobile', size: 224, filters: 1056 / 24, stem: 32, repeats: 4, skipsReduction: false, fixedSize: true },
    NASNetLarge: { name: 'nasnet_large', size: 331, filters: 4032 / 24, stem: 96, repeats: 6, skipsReduction: true, fixedSize: false },
  },
  minSize: 32,
  channelsFirst: false,
  inputShape(args, { size, fixedSize }) {
    const given = givenShape(args, false) ?? (fixedSize && !args.includeTop ? [224, 224, 3] : null);
    if (given?.includes(null) && args.pretrained && !hidden(args.maybe('input_shape'))) {
      reject('open-input-shape', `The published weights of ${args.functionName} take a fixed size, but input_shape is ${showShape(given)}. Give height and width, or use weights=None.`, 'input_shape');
    }
    return obtainInputShape(args, given, size, 32, false);
  },
  build(net, image, args, { filters, stem, repeats, skipsReduction }) {
    if (image.loss) throw new Undetermined(image.loss);
    const first = net.conv(image, stem, 3, { strides: 2, useBias: false, kernelInitializer: 'he_normal', name: 'stem_conv1' });
    let pair: Pair = { x: norm(net, first, 'stem_bn1'), previous: null };
    pair = reductionCell(net, pair, filters / 4, 'stem_1');
    pair = reductionCell(net, pair, filters / 2, 'stem_2');
    for (const stage of [0, 1, 2]) {
      const width = filters * 2 ** stage;
      if (stage > 0) {
        const reduced = reductionCell(net, pair, width, `reduce_${stage * repeats}`);
        pair = { x: reduced.x, previous: skipsReduction ? pair.previous : reduced.previous };
      }
      for (let i = 0; i < repeats; i++) pair = normalCell(net, pair, width, String(stage * repeats + i + (stage > 0 ? 1 : 0)));
    }
    return net.head(relu(net, pair.x), args);
  },
});

const relu = (net: Net, x: SymbolicTensor, name?: string) => net.activation(x, 'relu', name);
const norm = (net: Net, x: SymbolicTensor, name: string) => net.batchNorm(x, { axis: net.lastAxis, momentum: 0.9997, epsilon: 1e-3, name });
const pointwise = (net: Net, x: SymbolicTensor, filters: number, name: string) => net.conv(x, filters, 1, { padding: 'same', useBias: false, kernelInitializer: 'he_normal', name });

/** Twice ReLU, separable convolution, normalisation. */
function separable(net: Net, input: SymbolicTensor, filters: number, kernelSize: number, strides: number, id: string): SymbolicTensor {
  let x = relu(net, input);
  if (strides === 2) x = net.pad(x, net.correctPad(x, kernelSize), `separable_conv_1_pad_${id}`);
  const options = { filters, kernelSize, useBias: false };
  x = net.layer('SeparableConv2D', x, { ...options, strides, padding: strides === 2 ? 'valid' : 'same', name: `separable_conv_1_${id}` });
  x = relu(net, norm(net, x, `separable_conv_1_bn_${id}`));
  x = net.layer('SeparableConv2D', x, { ...options, padding: 'same', name: `separable_conv_2_${id}` });
  return norm(net, x, `separable_conv_2_bn_${id}`);
}

/** Brings the output of the cell before last to the size and width of the last one's. */
function adjust(net: Net, { x, previous }: Pair, filters: number, id: string): SymbolicTensor {
  if (!previous) return x;
  if (previous.shape?.at(-2) !== x.shape?.at(-2)) {
    const p = relu(net, previous, `adjust_relu_1_${id}`);
    const half = Math.floor(filters / 2);
    const even = pointwise(net, net.averagePool(p, 1, 2, { name: `adjust_avg_pool_1_${id}` }), half, `adjust_conv_1_${id}`);
    const shifted = net.layer('Cropping2D', net.pad(p, [[0, 1], [0, 1]]), { cropping: [[1, 0], [1, 0]] });
    const odd = pointwise(net, net.averagePool(shifted, 1, 2, { name: `adjust_avg_pool_2_${id}` }), half, `adjust_conv_2_${id}`);
    return norm(net, net.concatenate([even, odd], net.lastAxis), `adjust_bn_${id}`);
  }
  if (net.channels(previous) === filters) return previous;
  return norm(net, pointwise(net, relu(net, previous), filters, `adjust_conv_projection_${id}`), `adjust_bn_${id}`);
}

/** Figure 4 of the paper, left. */
function normalCell(net: Net, pair: Pair, filters: number, id: string): Pair {
  const p = adjust(net, pair, filters, id);
  const h = norm(net, pointwise(net, relu(net, pair.x), filters, `normal_conv_1_${id}`), `normal_bn_1_${id}`);
  const smooth = (x: SymbolicTensor, name: string) => net.averagePool(x, 3, 1, { padding: 'same', name: `normal_${name}_${id}` });
  const sum = (index: number, a: SymbolicTensor, b: SymbolicTensor) => net.add([a, b], `normal_add_${index}_${id}`);
  const x1 = sum(1, separable(net, h, filters, 5, 1, `normal_left1_${id}`), separable(net, p, filters, 3, 1, `normal_right1_${id}`));
  const x2 = sum(2, separable(net, p, filters, 5, 1, `normal_left2_${id}`), separable(net, p, filters, 3, 1, `normal_right2_${id}`));
  const x3 = sum(3, smooth(h, 'left3'), p);
  const x4 = sum(4, smooth(p, 'left4'), smooth(p, 'right4'));
  const x5 = sum(5, separable(net, h, filters, 3, 1, `normal_left5_${id}`), h);
  return { x: net.concatenate([p, x1, x2, x3, x4, x5], net.lastAxis, `normal_concat_${id}`), previous: pair.x };
}

/** Figure 4 of the paper, right: halves the image. */
function reductionCell(net: Net, pair: Pair, filters: number, id: string): Pair {
  const p = adjust(net, pair, filters, id);
  const h = norm(net, pointwise(net, relu(net, pair.x), filters, `reduction_conv_1_${id}`), `reduction_bn_1_${id}`);
  const padded = net.pad(h, net.correctPad(h, 3), `reduction_pad_1_${id}`);
  const right = (index: number, kernelSize: number) => separable(net, p, filters, kernelSize, 2, `reduction_right${index}_${id}`);
  const pooled = (kind: 'maxPool' | 'averagePool', name: string) => net[kind](padded, 3, 2, { name: `reduction_${name}_${id}` });
  const x1 = net.add([separable(net, h, filters, 5, 2, `reduction_left1_${id}`), right(1, 7)], `reduction_add_1_${id}`);
  const x2 = net.add([pooled('maxPool', 'left2'), right(2, 7)], `reduction_add_2_${id}`);
  const x3 = net.add([pooled('averagePool', 'left3'), right(3, 5)], `reduction_add3_${id}`);
  const x4 = net.add([x2, net.averagePool(x1, 3, 1, { padding: 'same', name: `reduction_left4_${id}` })]);
  const x5 = net.add([separable(net, x1, filters, 3, 1, `reduction_left4_${id}`), pooled('maxPool', 'right5')], `reduction_add4_${id}`);
  return { x: net.concatenate([x2, x3, x4, x5], net.lastAxis, `reduction_concat_${id}`), previous: pair.x };
}
