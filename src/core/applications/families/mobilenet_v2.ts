import type { SymbolicTensor } from '../../graph/instance.js';
import { reject } from '../../graph/problem.js';
import { showShape } from '../../graph/tensors.js';
import type { Arguments } from '../arguments.js';
import { defineFamily } from '../define.js';
import { givenShape, givenTensor, obtainInputShape } from '../input.js';
import type { Net } from '../net.js';
import { fixed, roundChannels, squareSide } from '../rounding.js';

/** Filters, strides and how often: the first block expands nothing, all others widen their input six times. */
const stages = [[16, 1, 1], [24, 2, 2], [32, 2, 3], [64, 2, 4], [96, 1, 3], [160, 2, 3], [320, 1, 1]] as const;
const publishedSizes = [96, 128, 160, 192, 224];
const publishedWidths = [0.35, 0.5, 0.75, 1, 1.3, 1.4];

export default defineFamily({
  paper: 'Sandler, Howard, Zhu, Zhmoginov, Chen 2018: MobileNetV2: Inverted Residuals and Linear Bottlenecks',
  modules: { mobilenet_v2: { functions: ['MobileNetV2'], preprocess: 'tf' } },
  parameters: [
    ['input_shape', null], ['alpha', 1], ['include_top', true], ['weights', 'imagenet'], ['input_tensor', null], ['pooling', null], ['classes', 1000],
    ['classifier_activation', 'softmax'], ['name', null],
  ],
  functions: { MobileNetV2: { name: null, size: 224 } },
  minSize: 32,
  inputShape(args, { size }, channelsFirst) {
    const given = givenShape(args, channelsFirst);
    const tensor = givenTensor(args)?.shape?.slice(1);
    if (given && tensor) checkAgreement(args, given, tensor, channelsFirst);
    return obtainInputShape(args, given, squareSide(given ?? tensor ?? null, publishedSizes, channelsFirst) ?? size, 32, channelsFirst);
  },
  check(args) {
    if (args.pretrained && !publishedWidths.includes(args.number('alpha'))) {
      reject('pretrained-width', `MobileNetV2's weights are published for alpha ${publishedWidths.join(', ')}, but found ${args.number('alpha')}. Take one of these or use weights=None.`, 'alpha');
    }
  },
  defaultName(args, shape, channelsFirst) {
    const [rows, columns] = channelsFirst ? shape.slice(1) : shape;
    const side = args.pretrained && (rows !== columns || !publishedSizes.includes(rows ?? 0)) ? 224 : rows;
    return `mobilenetv2_${fixed(args.number('alpha'))}_${side ?? 'None'}`;
  },
  build(net, image, args) {
    const alpha = args.number('alpha');
    let x = net.conv(image, roundChannels(32 * alpha), 3, { strides: 2, padding: 'same', useBias: false, name: 'Conv1' });
    x = net.relu6(norm(net, x, 'bn_Conv1'), 'Conv1_relu');
    let block = 0;
    for (const [filters, strides, repeats] of stages) {
      for (let i = 0; i < repeats; i++) x = invertedResidual(net, x, roundChannels(Math.trunc(filters * alpha)), i === 0 ? strides : 1, block++);
    }
    x = net.conv(x, alpha > 1 ? roundChannels(1280 * alpha) : 1280, 1, { useBias: false, name: 'Conv_1' });
    return net.head(net.relu6(norm(net, x, 'Conv_1_bn'), 'out_relu'), args);
  },
});

const norm = (net: Net, x: SymbolicTensor, name: string) => net.batchNorm(x, { axis: net.lastAxis, epsilon: 1e-3, momentum: 0.999, name });

function invertedResidual(net: Net, input: SymbolicTensor, filters: number, strides: number, block: number): SymbolicTensor {
  const prefix = block === 0 ? 'expanded_conv_' : `block_${block}_`;
  let x = input;
  if (block > 0) {
    x = net.conv(x, 6 * net.channels(x), 1, { padding: 'same', useBias: false, name: `${prefix}expand` });
    x = net.relu6(norm(net, x, `${prefix}expand_BN`), `${prefix}expand_relu`);
  }
  if (strides === 2) x = net.pad(x, net.correctPad(x, 3), `${prefix}pad`);
  x = net.layer('DepthwiseConv2D', x, { kernelSize: 3, strides, padding: strides === 1 ? 'same' : 'valid', useBias: false, name: `${prefix}depthwise` });
  x = net.relu6(norm(net, x, `${prefix}depthwise_BN`), `${prefix}depthwise_relu`);
  x = norm(net, net.conv(x, filters, 1, { padding: 'same', useBias: false, name: `${prefix}project` }), `${prefix}project_BN`);
  return strides === 1 && net.channels(input) === filters ? net.add([input, x], `${prefix}add`) : x;
}

/** Keras compares one length of the two, the width (with channels first: the height with the channels). */
export function checkAgreement(args: Arguments, given: readonly (number | null)[], tensor: readonly (number | null)[], channelsFirst: boolean): void {
  if ((channelsFirst ? tensor[0] : tensor[1]) === given[1]) return;
  reject('input-shape-conflict', `${args.functionName} gets input_shape ${showShape(given)}, but its input_tensor has ${showShape(tensor)} without the batch. Leave input_shape out.`, 'input_shape');
}
