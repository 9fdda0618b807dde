import type { Rule } from '../../rewrite.js';

/** Casts to the same type, reshapes to the same shape, and products with one that change no shape do nothing. */
const rule: Rule = (node) => {
  const isSameShape = (shape: readonly number[]): boolean => shape.length === node.output.shape.length && shape.every((length, i) => length === node.output.shape[i]);
  if (node.kernel === 'Cast' && node.input('x').dtype === node.output.dtype) return node.input('x');
  if (node.kernel === 'Reshape' && isSameShape(node.input('x').shape)) return node.input('x');
  if (node.kernel === 'Tile' && isSameShape(node.input('x').shape)) return node.input('x');
  if (node.kernel === 'Multiply') {
    const [a, b] = [node.input('a'), node.input('b')];
    if (b.splat === 1 && isSameShape(a.shape)) return a;
    if (a.splat === 1 && isSameShape(b.shape)) return b;
  }
  return undefined;
};

export default rule;
