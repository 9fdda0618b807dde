import { showShape } from '../../graph/tensors.js';
import { fixedBatches, jointBatch, product } from '../sizes.js';
import { axes, defineLayer, flag, reject } from '../define.js';

export default defineLayer({
  type: 'Dot',
  summary: 'Multiplies two tensors and sums over one axis of each.',
  params: { axes: axes(), normalize: flag(false) },
  check({ axes: pair }) {
    if (pair && pair.length > 2) reject('argument-type', `Dot's axes must be one integer or two, but found ${pair.length}. Name one axis of each input.`, 'axes');
  },
  mergeShape({ axes: pair }, shapes, { computed, built, lost }) {
    if (shapes.length !== 2) reject('input-count', `Dot takes exactly 2 inputs, but got ${shapes.length}. Pass two tensors.`);
    const [a, b] = shapes;
    if (!a || !b) return null;
    const [first, second] = pair ? (pair.length === 1 ? [pair[0], pair[0]] : pair) : [null, null];
    if (first === null || first === undefined || second === null || second === undefined) return null;
    const position = (axis: number, rank: number): number => (axis < 0 ? ((axis % rank) + rank) % rank : axis);
    const [i, j] = [position(first, a.length), position(second, b.length)];
    const fail = (why: string): never => reject('merge-shape-mismatch', `Dot cannot multiply ${showShape(a)} and ${showShape(b)} over axes ${i} and ${j}: ${why}. Change axes or the layers before.`, 'axes');
    if (a.length < 2 || b.length < 2) fail('both inputs must have an axis besides the batch');
    if (i >= a.length || j >= b.length) fail('there is no such axis');
    // Building compares the axes, an open one with a length as well, and computing compares what is known.
    const [left, right] = [a[i] ?? null, b[j] ?? null];
    const open = left === null || right === null;
    if (left !== right && (open ? !built && !lost : !built || computed)) fail(`their lengths are ${left ?? 'open'} and ${right ?? 'open'}`);
    if (computed && (i === 0 || j === 0)) fail('axis 0 is the batch');
    if (computed && fixedBatches([a, b]).length > 1) fail('their batches differ');
    const rest = [...a.filter((_, k) => k !== i), ...b.filter((_, k) => k !== j).slice(1)];
    if (computed) rest[0] = jointBatch([a, b]);
    return rest.length === 1 ? [...rest, 1] : rest;
  },
  work({ axes: pair }, { inputs: [a], outputs: [out] }) {
    const axis = pair?.[0];
    return axis == null ? null : product([...out!, a?.at(axis) ?? null]);
  },
  reach: () => 'unknown',
});
