import type { SymbolicTensor } from '../../graph/instance.js';
import { defineFamily, standardParameters } from '../define.js';
import type { Net } from '../net.js';

const growthRate = 32;

export default defineFamily({
  paper: 'Huang, Liu, van der Maaten, Weinberger 2016: Densely Connected Convolutional Networks',
  modules: { densenet: { functions: ['DenseNet121', 'DenseNet169', 'DenseNet201'], preprocess: 'torch' } },
  parameters: standardParameters,
  functions: {
    DenseNet121: { name: 'densenet121', size: 224, blocks: [6, 12, 24, 16] },
    DenseNet169: { name: 'densenet169', size: 224, blocks: [6, 12, 32, 32] },
    DenseNet201: { name: 'densenet201', size: 224, blocks: [6, 12, 48, 32] },
  },
  minSize: 32,
  channelsFirst: false,
  build(net, image, args, { blocks }) {
    let x = net.conv(net.pad(image, 3), 64, 7, { strides: 2, useBias: false, name: 'conv1_conv' });
    x = normRelu(net, x, 'conv1_bn', 'conv1_relu');
    x = net.maxPool(net.pad(x, 1), 3, 2, { name: 'pool1' });
    blocks.forEach((count, i) => {
      for (let j = 1; j <= count; j++) x = grow(net, x, `conv${i + 2}_block${j}`);
      if (i < 3) x = halve(net, x, `pool${i + 2}`);
    });
    return net.head(normRelu(net, x, 'bn', 'relu'), args, { average: 'avg_pool', pools: ['avg_pool', 'max_pool'] });
  },
});

const normRelu = (net: Net, x: SymbolicTensor, normName: string, reluName: string) =>
  net.activation(net.batchNorm(x, { axis: net.axis, epsilon: 1.001e-5, name: normName }), 'relu', reluName);

function grow(net: Net, x: SymbolicTensor, name: string): SymbolicTensor {
  let y = net.conv(normRelu(net, x, `${name}_0_bn`, `${name}_0_relu`), 4 * growthRate, 1, { useBias: false, name: `${name}_1_conv` });
  y = net.conv(normRelu(net, y, `${name}_1_bn`, `${name}_1_relu`), growthRate, 3, { padding: 'same', useBias: false, name: `${name}_2_conv` });
  return net.concatenate([x, y], net.axis, `${name}_concat`);
}

/** Half the channels, half the height and width. */
function halve(net: Net, x: SymbolicTensor, name: string): SymbolicTensor {
  const y = net.conv(normRelu(net, x, `${name}_bn`, `${name}_relu`), Math.trunc(net.channels(x) / 2), 1, { useBias: false, name: `${name}_conv` });
  return net.averagePool(y, 2, 2, { name: `${name}_pool` });
}
