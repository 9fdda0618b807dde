import type { Dim, TensorInfo } from '../../../../graph/types.js';
import { showShape } from '../../../../graph/tensors.js';
import { type OpCall, op } from '../rule.js';

/** One integer for both sides, or one each. */
function pair(call: OpCall, name: string): readonly [Dim, Dim] {
  const given = call.integers(name);
  return [given?.[0] ?? null, given?.[given.length === 1 ? 0 : 1] ?? null];
}
const times = (...parts: readonly Dim[]): Dim => parts.reduce((all, d) => (all === null || d === null ? null : all * d), 1);

/** Positions of a window along one side, as PyTorch counts them. */
function positions(length: Dim, size: Dim, dilation: Dim, padding: Dim, stride: Dim): Dim {
  return length === null || size === null || dilation === null || padding === null || stride === null ? null : Math.floor((length + 2 * padding - dilation * (size - 1) - 1) / stride) + 1;
}

function known(call: OpCall, rank: number): TensorInfo {
  const x = call.tensor('x');
  if (x.shape && x.shape.length !== rank) call.reject('rank-mismatch', `${call.name} takes a tensor of ${rank} axes, but found shape ${showShape(x.shape)}.`);
  return x;
}

/** Images to columns and back (`keras/src/ops/nn.py`), channels first. */
export default {
  unfold: op('unfold(x, kernel_size, dilation=1, padding=0, stride=1)', (call) => {
    const x = known(call, 4);
    if (!x.shape) return call.result(null, x.dtype);
    const [size, dilation, padding, stride] = [pair(call, 'kernel_size'), pair(call, 'dilation'), pair(call, 'padding'), pair(call, 'stride')];
    const [batch, channels, ...sides] = x.shape as readonly [Dim, Dim, Dim, Dim];
    return call.result([batch, times(channels, ...size), times(...sides.map((d, i) => positions(d, size[i]!, dilation[i]!, padding[i]!, stride[i]!)))], x.dtype);
  }),
  fold: op('fold(x, output_size, kernel_size, dilation=1, padding=0, stride=1)', (call) => {
    const x = known(call, 3);
    if (!x.shape) return call.result(null, x.dtype);
    const area = times(...pair(call, 'kernel_size'));
    const columns: Dim = x.shape[1] ?? null;
    if (columns !== null && area !== null && columns % area !== 0) call.reject('split-mismatch', `fold cannot part ${columns} values into kernels of ${area}. The second axis must be a multiple of the kernel's size.`);
    return call.result([x.shape[0]!, columns === null || area === null ? null : columns / area, ...pair(call, 'output_size')], x.dtype);
  }),
};
