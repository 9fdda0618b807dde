import type { SymbolicTensor } from '../../graph/instance.js';
import { reject } from '../../graph/problem.js';
import { defineFamily } from '../define.js';
import { checkActivation, givenShape, obtainInputShape } from '../input.js';
import type { Net } from '../net.js';
import { fixed, squareSide } from '../rounding.js';

/** Filters and strides of the separable blocks. */
const blocks = [[64, 1], [128, 2], [128, 1], [256, 2], [256, 1], [512, 2], [512, 1], [512, 1], [512, 1], [512, 1], [512, 1], [1024, 2], [1024, 1]] as const;
const publishedSizes = [128, 160, 192, 224];
const publishedWidths = [0.25, 0.5, 0.75, 1];

export default defineFamily({
  paper: 'Howard et al. 2017: MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications',
  modules: { mobilenet: { functions: ['MobileNet'], preprocess: 'tf' } },
  parameters: [
    ['input_shape', null], ['alpha', 1], ['depth_multiplier', 1], ['dropout', 0.001], ['include_top', true], ['weights', 'imagenet'], ['input_tensor', null],
    ['pooling', null], ['classes', 1000], ['classifier_activation', 'softmax'], ['name', null],
  ],
  functions: { MobileNet: { name: null, size: 224 } },
  minSize: 32,
  inputShape(args, { size }, channelsFirst) {
    const given = givenShape(args, channelsFirst);
    return obtainInputShape(args, given, squareSide(given, publishedSizes, channelsFirst) ?? size, 32, channelsFirst);
  },
  check(args) {
    if (!args.pretrained) return;
    if (args.number('depth_multiplier') !== 1) reject('pretrained-width', `The published weights of MobileNet have depth_multiplier 1, but found ${args.number('depth_multiplier')}. Leave it at 1 or use weights=None.`, 'depth_multiplier');
    if (!publishedWidths.includes(args.number('alpha'))) reject('pretrained-width', `MobileNet's weights are published for alpha ${publishedWidths.join(', ')}, but found ${args.number('alpha')}. Take one of these or use weights=None.`, 'alpha');
  },
  defaultName(args, shape, channelsFirst) {
    const [rows, columns] = channelsFirst ? shape.slice(1) : shape;
    const side = args.pretrained && (rows !== columns || !publishedSizes.includes(rows ?? 0)) ? 224 : rows;
    return `mobilenet_${fixed(args.number('alpha'))}_${side ?? 'None'}`;
  },
  build(net, image, args) {
    const alpha = args.number('alpha');
    let x = net.given('Conv2D', image, { filters: Math.trunc(32 * alpha), kernelSize: 3, strides: 2, padding: 'same', useBias: false, name: 'conv1' });
    x = normRelu(net, x, 'conv1');
    blocks.forEach(([filters, strides], i) => {
      const halves = strides === 2;
      if (halves) x = net.pad(x, [[0, 1], [0, 1]], `conv_pad_${i + 1}`);
      const depthwise = `conv_dw_${i + 1}`;
      x = net.given('DepthwiseConv2D', x, { kernelSize: 3, strides, padding: halves ? 'valid' : 'same', depthMultiplier: args.maybe('depth_multiplier'), useBias: false, name: depthwise });
      x = normRelu(net, x, depthwise);
      const pointwise = `conv_pw_${i + 1}`;
      x = normRelu(net, net.conv(x, Math.trunc(filters * alpha), 1, { padding: 'same', useBias: false, name: pointwise }), pointwise);
    });
    if (!args.includeTop) return net.pooled(x, args);
    const classes = args.maybe('classes');
    x = net.layer('GlobalAveragePooling2D', x, { keepdims: true });
    x = net.given('Dropout', x, { rate: args.maybe('dropout'), name: 'dropout' });
    x = net.layer('Reshape', net.given('Conv2D', x, { filters: classes, kernelSize: 1, padding: 'same', name: 'conv_preds' }), { targetShape: [classes], name: 'reshape_2' });
    checkActivation(args);
    return net.given('Activation', x, { activation: args.maybe('classifier_activation'), name: 'predictions' });
  },
});

const normRelu = (net: Net, x: SymbolicTensor, name: string) => net.relu6(net.batchNorm(x, { axis: net.lastAxis, name: `${name}_bn` }), `${name}_relu`);
