import type { SymbolicTensor } from '../../graph/instance.js';
import { defineFamily, standardParameters } from '../define.js';
import type { Net } from '../net.js';

/** A convolution of a branch: filters, kernel, and whether it halves the image. */
type Step = readonly [filters: number, kernel: number | readonly [number, number], halves?: 'halve'];

export default defineFamily({
  paper: 'Szegedy, Vanhoucke, Ioffe, Shlens, Wojna 2015: Rethinking the Inception Architecture for Computer Vision',
  modules: { inception_v3: { functions: ['InceptionV3'], preprocess: 'tf' } },
  parameters: standardParameters,
  functions: { InceptionV3: { name: 'inception_v3', size: 299 } },
  minSize: 75,
  build(net, image, args) {
    let x = convNormRelu(net, image, 32, 3, 2, 'valid');
    x = convNormRelu(net, x, 32, 3, 1, 'valid');
    x = net.maxPool(convNormRelu(net, x, 64, 3), 3, 2);
    x = convNormRelu(net, x, 80, 1, 1, 'valid');
    x = net.maxPool(convNormRelu(net, x, 192, 3, 1, 'valid'), 3, 2);

    [32, 64, 64].forEach((pooled, i) => {
      x = mix(net, x, `mixed${i}`, [[[64, 1]], [[48, 1], [64, 5]], [[64, 1], [96, 3], [96, 3]]], pooled);
    });
    x = mix(net, x, 'mixed3', [[[384, 3, 'halve']], [[64, 1], [96, 3], [96, 3, 'halve']]]);
    [128, 160, 160, 192].forEach((n, i) => {
      x = mix(net, x, `mixed${i + 4}`, [[[192, 1]], [[n, 1], [n, [1, 7]], [192, [7, 1]]], [[n, 1], [n, [7, 1]], [n, [1, 7]], [n, [7, 1]], [192, [1, 7]]]], 192);
    });
    x = mix(net, x, 'mixed8', [[[192, 1], [320, 3, 'halve']], [[192, 1], [192, [1, 7]], [192, [7, 1]], [192, 3, 'halve']]]);
    for (const i of [0, 1]) x = fan(net, x, i);
    return net.head(x, args, { average: 'avg_pool' });
  },
});

function convNormRelu(net: Net, x: SymbolicTensor, filters: number, kernelSize: Step[1], strides = 1, padding = 'same'): SymbolicTensor {
  const y = net.conv(x, filters, kernelSize, { strides, padding, useBias: false });
  return net.activation(net.batchNorm(y, { axis: net.axis, scale: false }), 'relu');
}

const chain = (net: Net, x: SymbolicTensor, steps: readonly Step[]): SymbolicTensor =>
  steps.reduce((y, [filters, kernel, halves]) => convNormRelu(net, y, filters, kernel, halves ? 2 : 1, halves ? 'valid' : 'same'), x);

/** Branches side by side, and beside them a mean with a projection, or (where the branches halve the image) a maximum. */
function mix(net: Net, x: SymbolicTensor, name: string, branches: readonly (readonly Step[])[], pooled?: number): SymbolicTensor {
  const outputs = branches.map((steps) => chain(net, x, steps));
  const pool = pooled === undefined ? net.maxPool(x, 3, 2) : convNormRelu(net, net.averagePool(x, 3, 1, { padding: 'same' }), pooled, 1);
  return net.concatenate([...outputs, pool], net.axis, name);
}

/** The two last blocks, in which branches fork once more. */
function fan(net: Net, x: SymbolicTensor, i: number): SymbolicTensor {
  const fork = (y: SymbolicTensor, name?: string) => net.concatenate([convNormRelu(net, y, 384, [1, 3]), convNormRelu(net, y, 384, [3, 1])], net.axis, name);
  const narrow = convNormRelu(net, x, 320, 1);
  const single = fork(convNormRelu(net, x, 384, 1), `mixed9_${i}`);
  const double = fork(chain(net, x, [[448, 1], [384, 3]]));
  const pool = convNormRelu(net, net.averagePool(x, 3, 1, { padding: 'same' }), 192, 1);
  return net.concatenate([narrow, single, double, pool], net.axis, `mixed${9 + i}`);
}
