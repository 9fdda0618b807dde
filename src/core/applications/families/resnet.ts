import type { SymbolicTensor } from '../../graph/instance.js';
import { defineFamily, standardParameters } from '../define.js';
import type { Net } from '../net.js';

const depths = { 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3] } as const;
const variant = (depth: keyof typeof depths, preactivated: boolean) => ({ name: `resnet${depth}${preactivated ? 'v2' : ''}`, size: 224, blocks: depths[depth], preactivated });

export default defineFamily({
  paper: 'He, Zhang, Ren, Sun 2015: Deep Residual Learning for Image Recognition; 2016: Identity Mappings in Deep Residual Networks (V2)',
  modules: {
    resnet: { functions: ['ResNet50', 'ResNet101', 'ResNet152'], preprocess: 'caffe' },
    resnet50: { functions: ['ResNet50'], preprocess: 'caffe' },
    resnet_v2: { functions: ['ResNet50V2', 'ResNet101V2', 'ResNet152V2'], preprocess: 'tf' },
  },
  parameters: standardParameters,
  functions: {
    ResNet50: variant(50, false), ResNet101: variant(101, false), ResNet152: variant(152, false),
    ResNet50V2: variant(50, true), ResNet101V2: variant(101, true), ResNet152V2: variant(152, true),
  },
  minSize: 32,
  build(net, image, args, { blocks, preactivated }) {
    let x = net.conv(net.pad(image, 3, 'conv1_pad'), 64, 7, { strides: 2, name: 'conv1_conv' });
    if (!preactivated) x = normRelu(net, x, 'conv1_bn', 'conv1_relu');
    x = net.maxPool(net.pad(x, 1, 'pool1_pad'), 3, 2, { name: 'pool1_pool' });
    blocks.forEach((count, stage) => {
      for (let i = 1; i <= count; i++) {
        const name = `conv${stage + 2}_block${i}`;
        const filters = 64 * 2 ** stage;
        // The first kind halves the image where a stage begins, the second kind where it ends.
        if (preactivated) x = blockV2(net, x, filters, i === count && stage < 3 ? 2 : 1, i === 1, name);
        else x = blockV1(net, x, filters, i === 1 && stage > 0 ? 2 : 1, i === 1, name);
      }
    });
    if (preactivated) x = normRelu(net, x, 'post_bn', 'post_relu');
    return net.head(x, args, { average: 'avg_pool', pools: ['avg_pool', 'max_pool'] });
  },
});

const norm = (net: Net, x: SymbolicTensor, name: string) => net.batchNorm(x, { axis: net.axis, epsilon: 1.001e-5, name });
const normRelu = (net: Net, x: SymbolicTensor, normName: string, reluName: string) => net.activation(norm(net, x, normName), 'relu', reluName);

function blockV1(net: Net, x: SymbolicTensor, filters: number, strides: number, projected: boolean, name: string): SymbolicTensor {
  const shortcut = projected ? norm(net, net.conv(x, 4 * filters, 1, { strides, name: `${name}_0_conv` }), `${name}_0_bn`) : x;
  let y = normRelu(net, net.conv(x, filters, 1, { strides, name: `${name}_1_conv` }), `${name}_1_bn`, `${name}_1_relu`);
  y = normRelu(net, net.conv(y, filters, 3, { padding: 'same', name: `${name}_2_conv` }), `${name}_2_bn`, `${name}_2_relu`);
  y = norm(net, net.conv(y, 4 * filters, 1, { name: `${name}_3_conv` }), `${name}_3_bn`);
  return net.activation(net.add([shortcut, y], `${name}_add`), 'relu', `${name}_out`);
}

function blockV2(net: Net, x: SymbolicTensor, filters: number, strides: number, projected: boolean, name: string): SymbolicTensor {
  const active = normRelu(net, x, `${name}_preact_bn`, `${name}_preact_relu`);
  const shortcut = projected ? net.conv(active, 4 * filters, 1, { strides, name: `${name}_0_conv` }) : strides > 1 ? net.maxPool(x, 1, strides) : x;
  let y = normRelu(net, net.conv(active, filters, 1, { useBias: false, name: `${name}_1_conv` }), `${name}_1_bn`, `${name}_1_relu`);
  y = net.conv(net.pad(y, 1, `${name}_2_pad`), filters, 3, { strides, useBias: false, name: `${name}_2_conv` });
  y = net.conv(normRelu(net, y, `${name}_2_bn`, `${name}_2_relu`), 4 * filters, 1, { name: `${name}_3_conv` });
  return net.add([shortcut, y], `${name}_out`);
}
