import type { SymbolicTensor } from '../../graph/instance.js';
import { defineFamily, standardParameters } from '../define.js';
import type { Net } from '../net.js';

export default defineFamily({
  paper: 'Chollet 2016: Xception: Deep Learning with Depthwise Separable Convolutions',
  modules: { xception: { functions: ['Xception'], preprocess: 'tf' } },
  parameters: standardParameters,
  functions: { Xception: { name: 'xception', size: 299 } },
  minSize: 71,
  build(net, image, args) {
    let x = plainConv(net, image, 32, 2, 'block1_conv1');
    x = plainConv(net, x, 64, 1, 'block1_conv2');
    x = reduction(net, x, 2, [128, 128], false);
    x = reduction(net, x, 3, [256, 256]);
    x = reduction(net, x, 4, [728, 728]);
    for (let block = 5; block <= 12; block++) x = net.add([separables(net, x, block, [728, 728, 728]), x]);
    x = reduction(net, x, 13, [728, 1024]);
    for (const [i, filters] of [1536, 2048].entries()) {
      const name = `block14_sepconv${i + 1}`;
      x = net.activation(separable(net, x, filters, name), 'relu', `${name}_act`);
    }
    return net.head(x, args, { average: 'avg_pool' });
  },
});

const norm = (net: Net, x: SymbolicTensor, name?: string) => net.batchNorm(x, { axis: net.lastAxis, name });

const plainConv = (net: Net, x: SymbolicTensor, filters: number, strides: number, name: string) =>
  net.activation(norm(net, net.conv(x, filters, 3, { strides, useBias: false, name }), `${name}_bn`), 'relu', `${name}_act`);

const separable = (net: Net, x: SymbolicTensor, filters: number, name: string) =>
  norm(net, net.layer('SeparableConv2D', x, { filters, kernelSize: 3, padding: 'same', useBias: false, name }), `${name}_bn`);

/** Separable convolutions, each after a ReLU; the very first block begins without one. */
function separables(net: Net, x: SymbolicTensor, block: number, filters: readonly number[], startsActive = true): SymbolicTensor {
  filters.forEach((count, i) => {
    const name = `block${block}_sepconv${i + 1}`;
    if (i > 0 || startsActive) x = net.activation(x, 'relu', `${name}_act`);
    x = separable(net, x, count, name);
  });
  return x;
}

/** Separable convolutions beside a strided shortcut that halve the image. */
function reduction(net: Net, x: SymbolicTensor, block: number, filters: readonly number[], startsActive = true): SymbolicTensor {
  const shortcut = norm(net, net.conv(x, filters.at(-1)!, 1, { strides: 2, padding: 'same', useBias: false }));
  const y = net.maxPool(separables(net, x, block, filters, startsActive), 3, 2, { padding: 'same', name: `block${block}_pool` });
  return net.add([y, shortcut]);
}
