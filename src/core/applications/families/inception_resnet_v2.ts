import type { SymbolicTensor } from '../../graph/instance.js';
import { defineFamily, standardParameters } from '../define.js';
import type { Net, Options } from '../net.js';

/** A convolution of a branch: filters, kernel, and whether it halves the image. */
type Step = readonly [filters: number, kernel: number | readonly [number, number], halves?: 'halve'];

const residualBlocks = {
  block35: [[[32, 1]], [[32, 1], [32, 3]], [[32, 1], [48, 3], [64, 3]]],
  block17: [[[192, 1]], [[128, 1], [160, [1, 7]], [192, [7, 1]]]],
  block8: [[[192, 1]], [[192, 1], [224, [1, 3]], [256, [3, 1]]]],
} as const satisfies { readonly [kind: string]: readonly (readonly Step[])[] };

export default defineFamily({
  paper: 'Szegedy, Ioffe, Vanhoucke, Alemi 2016: Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning',
  modules: { inception_resnet_v2: { functions: ['InceptionResNetV2'], preprocess: 'tf' } },
  parameters: standardParameters,
  functions: { InceptionResNetV2: { name: 'inception_resnet_v2', size: 299 } },
  minSize: 75,
  build(net, image, args) {
    let x = conv(net, image, 32, 3, { strides: 2, padding: 'valid' });
    x = conv(net, x, 32, 3, { padding: 'valid' });
    x = net.maxPool(conv(net, x, 64, 3), 3, 2);
    x = conv(net, x, 80, 1, { padding: 'valid' });
    x = net.maxPool(conv(net, x, 192, 3, { padding: 'valid' }), 3, 2);

    const branches = [chain(net, x, [[96, 1]]), chain(net, x, [[48, 1], [64, 5]]), chain(net, x, [[64, 1], [96, 3], [96, 3]])];
    const pool = conv(net, net.averagePool(x, 3, 1, { padding: 'same' }), 64, 1);
    x = net.concatenate([...branches, pool], net.axis, 'mixed_5b');
    for (let i = 1; i <= 10; i++) x = residual(net, x, 'block35', i, 0.17);
    x = reduce(net, x, 'mixed_6a', [[[384, 3, 'halve']], [[256, 1], [256, 3], [384, 3, 'halve']]]);
    for (let i = 1; i <= 20; i++) x = residual(net, x, 'block17', i, 0.1);
    x = reduce(net, x, 'mixed_7a', [[[256, 1], [384, 3, 'halve']], [[256, 1], [288, 3, 'halve']], [[256, 1], [288, 3], [320, 3, 'halve']]]);
    for (let i = 1; i <= 9; i++) x = residual(net, x, 'block8', i, 0.2);
    x = residual(net, x, 'block8', 10, 1, false);

    const name = 'conv_7b';
    x = net.batchNorm(net.conv(x, 1536, 1, { padding: 'same', useBias: false, name }), { axis: net.axis, scale: false, name: `${name}_bn` });
    return net.head(net.activation(x, 'relu', `${name}_ac`), args, { average: 'avg_pool' });
  },
});

function conv(net: Net, x: SymbolicTensor, filters: number, kernelSize: Step[1], options: Options = {}): SymbolicTensor {
  const y = net.conv(x, filters, kernelSize, { padding: 'same', useBias: false, ...options });
  return net.activation(net.batchNorm(y, { axis: net.axis, scale: false }), 'relu');
}

const chain = (net: Net, x: SymbolicTensor, steps: readonly Step[]): SymbolicTensor =>
  steps.reduce((y, [filters, kernel, halves]) => conv(net, y, filters, kernel, halves && { strides: 2, padding: 'valid' }), x);

function reduce(net: Net, x: SymbolicTensor, name: string, branches: readonly (readonly Step[])[]): SymbolicTensor {
  const outputs = branches.map((steps) => chain(net, x, steps));
  return net.concatenate([...outputs, net.maxPool(x, 3, 2)], net.axis, name);
}

/** Branches whose projection is added to the input, scaled down so that training stays stable. */
function residual(net: Net, x: SymbolicTensor, kind: keyof typeof residualBlocks, index: number, scale: number, activated = true): SymbolicTensor {
  const name = `${kind}_${index}`;
  const mixed = net.concatenate(residualBlocks[kind].map((steps) => chain(net, x, steps)), net.axis, `${name}_mixed`);
  const up = net.conv(mixed, net.channels(x), 1, { padding: 'same', name: `${name}_conv` });
  const sum = net.layer('CustomScaleLayer', [x, up], { scale });
  return activated ? net.activation(sum, 'relu', `${name}_ac`) : sum;
}
