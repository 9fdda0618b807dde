import type { Value } from '../../ir.js';
import type { Rule } from '../../rewrite.js';

const binary = new Set(['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'SquaredDifference']);

/** Arithmetic broadcasts by itself: an operand that was only repeated, or multiplied by ones, to reach the full shape is used unrepeated. */
const rule: Rule = (node, { make }) => {
  if (!binary.has(node.kernel)) return undefined;
  const [a, b] = [node.input('a'), node.input('b')];
  const isFull = (value: Value): boolean => value.shape.length === node.output.shape.length && value.shape.every((length, i) => length === node.output.shape[i]);
  const [smallA, smallB] = [isFull(b) ? source(a) : undefined, isFull(a) ? source(b) : undefined];
  if (smallA !== undefined) return make(node.kernel, { a: smallA, b }, node.attributes);
  return smallB && make(node.kernel, { a, b: smallB }, node.attributes);
};

function source(value: Value): Value | undefined {
  const node = value.producer;
  if (node?.kernel === 'Tile') {
    const x = node.input('x');
    const repeats = node.attributes['reps'] as readonly number[];
    return repeats.every((times, axis) => times === 1 || x.shape[axis] === 1) ? x : undefined;
  }
  if (node?.kernel !== 'Multiply') return undefined;
  const [a, b] = [node.input('a'), node.input('b')];
  if (b.splat === 1 && a.size < value.size) return a;
  return a.splat === 1 && b.size < value.size ? b : undefined;
}

export default rule;
