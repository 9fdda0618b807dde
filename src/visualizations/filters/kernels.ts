import { UserError } from '../../core/protocol/failure.js';
import type { ComputeContext } from '../compute.js';
import type { ShownLayer } from '../layers.js';
import type { FiltersPicture } from './contract.js';

/** The kernels of a layer over two axes, filter by filter. Throws a UserError for a layer that has none. */
export function kernelsOf({ path, layer }: ShownLayer, context: ComputeContext): Pick<FiltersPicture, 'layer' | 'height' | 'width' | 'channels' | 'total' | 'patterns' | 'kernels'> {
  const weight = context.weight(`${path}/kernel`) ?? context.weight(`${path}/depthwise_kernel`);
  if (weight?.shape.length !== 4) throw new UserError(`"${path}" is a ${layer.type} and has no kernels over height and width; choose a convolution, or look at its patterns.`);
  const [height = 1, width = 1, third = 1, fourth = 1] = weight.shape;
  // A depthwise kernel has one channel and as many filters as channels times their multiplier; a transposed one has its axes exchanged.
  const deep = layer.type.includes('Depthwise') || layer.type.includes('Separable');
  const transposed = layer.type.includes('Transpose');
  const [channels, filters] = deep ? [1, third * fourth] : transposed ? [fourth, third] : [third, fourth];
  const values = new Float32Array(weight.values.length);
  const places = height * width;
  for (let place = 0; place < places; place++) {
    for (let c = 0; c < third; c++) {
      for (let f = 0; f < fourth; f++) {
        const [filter, channel] = deep ? [c * fourth + f, 0] : transposed ? [c, f] : [f, c];
        values[(filter * places + place) * channels + channel] = weight.values[(place * third + c) * fourth + f]!;
      }
    }
  }
  return { layer: path, height, width, channels, total: filters, patterns: [], kernels: { height, width, channels, values } };
}
