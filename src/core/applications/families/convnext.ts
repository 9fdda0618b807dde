import type { SymbolicTensor } from '../../graph/instance.js';
import { defineFamily } from '../define.js';
import { checkActivation } from '../input.js';
import type { Net } from '../net.js';

const variant = (size: string, widths: readonly number[], third = 27) => ({ name: `convnext_${size}`, size: 224, widths, blocks: [3, 3, third, 3] });
const epsilon = 1e-6;

export default defineFamily({
  paper: 'Liu, Mao, Wu, Feichtenhofer, Darrell, Xie 2022: A ConvNet for the 2020s',
  modules: { convnext: { functions: ['Tiny', 'Small', 'Base', 'Large', 'XLarge'].map((size) => `ConvNeXt${size}`), preprocess: null } },
  parameters: [
    ['include_top', true], ['include_preprocessing', true], ['weights', 'imagenet'], ['input_tensor', null], ['input_shape', null], ['pooling', null], ['classes', 1000],
    ['classifier_activation', 'softmax'], ['name', null],
  ],
  functions: {
    ConvNeXtTiny: variant('tiny', [96, 192, 384, 768], 9), ConvNeXtSmall: variant('small', [96, 192, 384, 768]), ConvNeXtBase: variant('base', [128, 256, 512, 1024]),
    ConvNeXtLarge: variant('large', [192, 384, 768, 1536]), ConvNeXtXLarge: variant('xlarge', [256, 512, 1024, 2048]),
  },
  minSize: 32,
  channelsFirst: false,
  weightsByName: true,
  firstInputOnly: true,
  build(net, image, args, { name: defaultName, widths, blocks }, shape) {
    const name = args.text('name') ?? defaultName;
    let x = args.flag('include_preprocessing') && shape[2] === 3 ? normalise(net, image, name) : image;
    const steps = widths.map((filters, i) =>
      i === 0
        ? net.sequential(`${name}_stem`, [['Conv2D', { filters, kernelSize: 4, strides: 4, name: `${name}_stem_conv` }], ['LayerNormalization', { epsilon, name: `${name}_stem_layernorm` }]])
        : net.sequential(`${name}_downsampling_block_${i - 1}`, [
            ['LayerNormalization', { epsilon, name: `${name}_downsampling_layernorm_${i - 1}` }],
            ['Conv2D', { filters, kernelSize: 2, strides: 2, name: `${name}_downsampling_conv_${i - 1}` }],
          ]),
    );
    blocks.forEach((count, stage) => {
      x = steps[stage]!(x);
      for (let j = 0; j < count; j++) x = block(net, x, widths[stage]!, `${name}_stage_${stage}_block_${j}`);
    });
    if (!args.includeTop) return net.layer('LayerNormalization', net.pooled(x, args), { epsilon });
    checkActivation(args);
    x = net.layer('GlobalAveragePooling2D', x, { name: `${name}_head_gap` });
    x = net.layer('LayerNormalization', x, { epsilon, name: `${name}_head_layernorm` });
    return net.given('Dense', x, { units: args.maybe('classes'), activation: args.maybe('classifier_activation'), name: `${name}_head_dense` });
  },
});

/** To the mean and deviation of ImageNet's colours. */
const normalise = (net: Net, image: SymbolicTensor, name: string): SymbolicTensor =>
  net.layer('Normalization', image, {
    mean: [0.485 * 255, 0.456 * 255, 0.406 * 255], variance: [(0.229 * 255) ** 2, (0.224 * 255) ** 2, (0.225 * 255) ** 2], name: `${name}_prestem_normalization`,
  });

function block(net: Net, input: SymbolicTensor, filters: number, name: string): SymbolicTensor {
  let x = net.conv(input, filters, 7, { padding: 'same', groups: filters, name: `${name}_depthwise_conv` });
  x = net.layer('LayerNormalization', x, { epsilon, name: `${name}_layernorm` });
  x = net.activation(net.dense(x, 4 * filters, { name: `${name}_pointwise_conv_1` }), 'gelu', `${name}_gelu`);
  x = net.dense(x, filters, { name: `${name}_pointwise_conv_2` });
  x = net.layer('LayerScale', x, { initValues: 1e-6, projectionDim: filters, name: `${name}_layer_scale` });
  return net.operation('add', input, net.activation(x, 'linear', `${name}_identity`));
}
