import type { SymbolicTensor } from '../../graph/instance.js';
import { reject } from '../../graph/problem.js';
import { defineFamily } from '../define.js';
import { checkActivation, givenShape, givenTensor, tooSmall } from '../input.js';
import type { Net } from '../net.js';
import { roundChannels } from '../rounding.js';
import { checkAgreement } from './mobilenet_v2.js';

/** Expansion, filters, strides, then: w(ide kernel), s(queeze and excitation), h(ard swish), which minimalistic models do without. */
type Block = readonly [expansion: number, filters: number, strides: number, extras: string];
const small: readonly Block[] = [
  [1, 16, 2, 's'], [72 / 16, 24, 2, ''], [88 / 24, 24, 1, ''], [4, 40, 2, 'wsh'], [6, 40, 1, 'wsh'], [6, 40, 1, 'wsh'], [3, 48, 1, 'wsh'], [3, 48, 1, 'wsh'],
  [6, 96, 2, 'wsh'], [6, 96, 1, 'wsh'], [6, 96, 1, 'wsh'],
];
const large: readonly Block[] = [
  [1, 16, 1, ''], [4, 24, 2, ''], [3, 24, 1, ''], [3, 40, 2, 'ws'], [3, 40, 1, 'ws'], [3, 40, 1, 'ws'], [6, 80, 2, 'h'], [2.5, 80, 1, 'h'], [2.3, 80, 1, 'h'], [2.3, 80, 1, 'h'],
  [6, 112, 1, 'sh'], [6, 112, 1, 'sh'], [6, 160, 2, 'wsh'], [6, 160, 1, 'wsh'], [6, 160, 1, 'wsh'],
];

export default defineFamily({
  paper: 'Howard et al. 2019: Searching for MobileNetV3',
  modules: { mobilenet_v3: { functions: [], preprocess: null } },
  parameters: [
    ['input_shape', null], ['alpha', 1], ['minimalistic', false], ['include_top', true], ['weights', 'imagenet'], ['input_tensor', null], ['classes', 1000], ['pooling', null],
    ['dropout_rate', 0.2], ['classifier_activation', 'softmax'], ['include_preprocessing', true], ['name', null],
  ],
  functions: {
    MobileNetV3Small: { name: 'MobileNetV3Small', size: 224, blocks: small, last: 1024 },
    MobileNetV3Large: { name: 'MobileNetV3Large', size: 224, blocks: large, last: 1280 },
  },
  minSize: 32,
  /** Unlike its elders it takes open sizes with the classifier, too, and looks at the sizes of a tensor. */
  inputShape(args, _, channelsFirst) {
    const given = givenShape(args, channelsFirst);
    const tensor = givenTensor(args)?.shape?.slice(1);
    if (given && tensor) checkAgreement(args, given, tensor, channelsFirst);
    const shape = given ?? (tensor ? (channelsFirst ? [3, tensor[2] ?? null, tensor[1] ?? null] : [tensor[1] ?? null, tensor[0] ?? null, 3]) : channelsFirst ? [3, null, null] : [null, null, 3]);
    const [rows, columns] = channelsFirst ? shape.slice(1) : shape;
    if (rows && columns && (rows < 32 || columns < 32)) tooSmall(args, 32, shape);
    return shape;
  },
  check(args) {
    if (!args.pretrained) return;
    const alpha = args.number('alpha');
    if (alpha === 1 || (alpha === 0.75 && !args.flag('minimalistic'))) return;
    reject('pretrained-width', `${args.functionName}'s weights are published for alpha 1.0 and (not minimalistic) 0.75, but found ${alpha}. Take one of these or use weights=None.`, 'alpha');
  },
  build(net, image, args, { blocks, last }) {
    const alpha = args.number('alpha');
    const minimalistic = args.flag('minimalistic');
    const activate = (x: SymbolicTensor, hard = true) => (hard && !minimalistic ? net.activation(x, 'hard_silu') : net.layer('ReLU', x));
    let x = args.flag('include_preprocessing') ? net.layer('Rescaling', image, { scale: 1 / 127.5, offset: -1 }) : image;
    x = activate(norm(net, net.conv(x, 16, 3, { strides: 2, padding: 'same', useBias: false, name: 'conv' }), 'conv_bn'));
    blocks.forEach(([expansion, filters, strides, extras], i) => {
      x = invertedResidual(net, x, { expansion, filters: roundChannels(filters * alpha), strides, wide: extras.includes('w') && !minimalistic, excited: extras.includes('s') && !minimalistic, index: i }, (y) => activate(y, extras.includes('h')));
    });
    x = net.conv(x, roundChannels(net.channels(x) * 6), 1, { padding: 'same', useBias: false, name: 'conv_1' });
    x = activate(norm(net, x, 'conv_1_bn'));
    if (!args.includeTop) return net.pooled(x, args, ['avg_pool', 'max_pool']);
    x = net.layer('GlobalAveragePooling2D', x, { keepdims: true });
    x = activate(net.conv(x, alpha > 1 ? roundChannels(last * alpha) : last, 1, { padding: 'same', name: 'conv_2' }));
    if (args.number('dropout_rate') > 0) x = net.given('Dropout', x, { rate: args.number('dropout_rate') });
    x = net.layer('Flatten', net.given('Conv2D', x, { filters: args.maybe('classes'), kernelSize: 1, padding: 'same', name: 'logits' }));
    checkActivation(args);
    return net.given('Activation', x, { activation: args.maybe('classifier_activation'), name: 'predictions' });
  },
});

const norm = (net: Net, x: SymbolicTensor, name: string) => net.batchNorm(x, { axis: net.lastAxis, epsilon: 1e-3, momentum: 0.999, name });

interface BlockOptions {
  readonly expansion: number;
  readonly filters: number;
  readonly strides: number;
  readonly wide: boolean;
  readonly excited: boolean;
  readonly index: number;
}

function invertedResidual(net: Net, input: SymbolicTensor, { expansion, filters, strides, wide, excited, index }: BlockOptions, activate: (x: SymbolicTensor) => SymbolicTensor): SymbolicTensor {
  const prefix = index === 0 ? 'expanded_conv_' : `expanded_conv_${index}_`;
  const kernelSize = wide ? 5 : 3;
  const widened = roundChannels(net.channels(input) * expansion);
  let x = input;
  if (index > 0) x = activate(norm(net, net.conv(x, widened, 1, { padding: 'same', useBias: false, name: `${prefix}expand` }), `${prefix}expand_bn`));
  if (strides === 2) x = net.pad(x, net.correctPad(x, kernelSize), `${prefix}depthwise_pad`);
  x = net.layer('DepthwiseConv2D', x, { kernelSize, strides, padding: strides === 1 ? 'same' : 'valid', useBias: false, name: `${prefix}depthwise` });
  x = activate(norm(net, x, `${prefix}depthwise_bn`));
  if (excited) x = squeezeExcite(net, x, widened, `${prefix}squeeze_excite`);
  x = norm(net, net.conv(x, filters, 1, { padding: 'same', useBias: false, name: `${prefix}project` }), `${prefix}project_bn`);
  return strides === 1 && net.channels(input) === filters ? net.add([input, x], `${prefix}add`) : x;
}

/** Weighs the channels by what the whole image shows (Hu et al. 2017), with a hard sigmoid: relu6(x + 3) / 6. */
function squeezeExcite(net: Net, x: SymbolicTensor, filters: number, name: string): SymbolicTensor {
  let weights = net.layer('GlobalAveragePooling2D', x, { keepdims: true, name: `${name}_avg_pool` });
  weights = net.conv(weights, roundChannels(filters * 0.25), 1, { padding: 'same', name: `${name}_conv` });
  weights = net.conv(net.layer('ReLU', weights, { name: `${name}_relu` }), filters, 1, { padding: 'same', name: `${name}_conv_1` });
  weights = net.operation('multiply', net.relu6(net.operation('add', weights, 3)), 1 / 6);
  return net.layer('Multiply', [x, weights], { name: `${name}_mul` });
}
