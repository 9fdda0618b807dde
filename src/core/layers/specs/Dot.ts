import { showShape } from '../../graph/tensors.js';
import { jointBatch, product } from '../sizes.js';
import { axes, defineLayer, flag, reject } from '../define.js';

export default defineLayer({
  type: 'Dot',
  summary: 'Multiplies two tensors and sums over one axis of each.',
  params: { axes: axes(), normalize: flag(false) },
  check({ axes: pair }) {
    if (pair && pair.length > 2) reject('argument-type', `Dot's axes must be one integer or two, but found ${pair.length}. Name one axis of each input.`, 'axes');
  },
  mergeShape({ axes: pair }, shapes, { computed }) {
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
    if (i === 0 || j === 0) fail('axis 0 is the batch');
    if (a[i] !== null && b[j] !== null && a[i] !== b[j]) fail(`their lengths are ${a[i]} and ${b[j]}`);
    if (a[0] !== null && b[0] !== null && a[0] !== b[0]) fail('their batches differ');
    const rest = [computed ? jointBatch([a, b]) : (a[0] ?? null), ...a.filter((_, k) => k !== i && k !== 0), ...b.filter((_, k) => k !== j && k !== 0)];
    return rest.length === 1 ? [...rest, 1] : rest;
  },
  work({ axes: pair }, { inputs: [a], outputs: [out] }) {
    const axis = pair?.[0];
    return axis == null ? null : product([...out!, a?.at(axis) ?? null]);
  },
  reach: () => 'unknown',
});
