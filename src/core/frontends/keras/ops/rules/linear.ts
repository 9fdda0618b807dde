import type { Dim, Shape } from '../../../../graph/types.js';
import { showShape } from '../../../../graph/tensors.js';
import { broadcast, lengthAt, promote, resolveAxis } from '../../shapes.js';
import { List, Tuple } from '../../../python/containers.js';
import { asInteger } from '../../../python/values.js';
import { op, type OpCall } from '../rule.js';

function product(call: OpCall, a: Shape | null, b: Shape | null): Shape | null {
  if (!a || !b || a.length === 0 || b.length === 0) return null;
  const inner = lengthAt(a, -1);
  const other = lengthAt(b, b.length === 1 ? 0 : -2);
  if (inner !== null && other !== null && inner !== other) {
    call.reject('matmul-mismatch', `${call.name} needs the last axis of the first tensor to equal the second-to-last of the second, but got ${showShape(a)} and ${showShape(b)}: ${inner} and ${other} differ.`);
  }
  const batch = broadcast(a.length > 2 ? a.slice(0, -2) : [], b.length > 2 ? b.slice(0, -2) : [], call.name, call.loss !== undefined)!;
  return [...batch, ...(a.length === 1 ? [] : [a.at(-2)!]), ...(b.length === 1 ? [] : [b.at(-1)!])];
}

/** `einsum`: lengths by letter. */
function einsum(call: OpCall, subscripts: string, operands: readonly (Shape | null)[]): Shape | null {
  const [left = '', right] = subscripts.replaceAll(' ', '').split('->');
  const output = right ?? [...new Set(left.replace(/[^a-zA-Z]/g, ''))].filter((c) => left.split(c).length === 2).sort().join('');
  const lengths = new Map<string, Dim>();
  const groups = left.split(',');
  let ellipsis: Shape = [];
  for (const [i, letters] of groups.entries()) {
    const shape = operands[i];
    if (!shape) return null;
    const dots = letters.indexOf('...');
    const plain = letters.replace('...', '');
    if (dots === -1 ? plain.length !== shape.length : plain.length > shape.length) {
      call.reject('einsum-mismatch', `einsum "${subscripts}" names ${plain.length} axes for operand ${i + 1}, but its shape is ${showShape(shape)}.`);
    }
    const hidden = shape.length - plain.length;
    if (dots !== -1) ellipsis = shape.slice(dots, dots + hidden);
    [...plain].forEach((letter, k) => {
      const d = lengthAt(shape, dots === -1 || k < dots ? k : k + hidden);
      const known = lengths.get(letter) ?? null;
      // Of axes that are summed over Keras asks nothing while it builds.
      if (output.includes(letter) && known !== null && d !== null && known !== d && known !== 1 && d !== 1) call.reject('einsum-mismatch', `einsum "${subscripts}" gives axis ${letter} the lengths ${known} and ${d}.`);
      lengths.set(letter, known === null || known === 1 ? (d ?? known) : known);
    });
  }
  const result: Dim[] = [];
  for (const part of output.match(/\.\.\.|./g) ?? []) {
    if (part === '...') result.push(...ellipsis);
    else result.push(lengths.get(part) ?? null);
  }
  return result;
}

export default {
  matmul: op('matmul(x1, x2)', (call) => {
    const [a, b] = [call.tensor('x1'), call.tensor('x2')];
    return call.result(product(call, a.shape, b.shape), promote(a.dtype, b.dtype));
  }),
  dot: op('dot(x1, x2)', (call) => {
    const [a, b] = [call.tensor('x1'), call.tensor('x2')];
    const dtype = promote(a.dtype, b.dtype);
    if (!a.shape || !b.shape) return call.result(null, dtype);
    if (a.shape.length === 0 || b.shape.length === 0) return call.result(broadcast(a.shape, b.shape, 'dot', true), dtype);
    const inner = lengthAt(b.shape, b.shape.length === 1 ? 0 : -2);
    const last = lengthAt(a.shape, -1);
    if (inner !== null && last !== null && inner !== last) call.reject('matmul-mismatch', `dot needs axes of one length to multiply along, but got ${showShape(a.shape)} and ${showShape(b.shape)}.`);
    return call.result([...a.shape.slice(0, -1), ...(b.shape.length === 1 ? [] : [...b.shape.slice(0, -2), b.shape.at(-1)!])], dtype);
  }),
  batch_dot: op('batch_dot(x, y, axes=None)', (call) => {
    const [a, b] = [call.tensor('x'), call.tensor('y')];
    if (!a.shape || !b.shape) return call.result(null, a.dtype);
    const given = call.integers('axes');
    const [p, q] = given === null ? [a.shape.length - 1, Math.max(1, b.shape.length - 2)] : [given[0] ?? null, given[1] ?? given[0] ?? null];
    if (p === null || q === null) return call.result(null, a.dtype);
    const [i, j] = [resolveAxis(p, a.shape.length, 'batch_dot')!, resolveAxis(q, b.shape.length, 'batch_dot')!];
    const rest = [...a.shape.filter((_, k) => k !== i), ...b.shape.filter((_, k) => k !== 0 && k !== j)];
    return call.result(rest.length === 1 ? [...rest, 1] : rest, a.dtype);
  }),
  tensordot: op('tensordot(x1, x2, axes=2)', (call) => {
    const [a, b] = [call.tensor('x1'), call.tensor('x2')];
    const axes = call.value('axes');
    if (!a.shape || !b.shape) return call.result(null, a.dtype);
    const pairs = axes instanceof List || axes instanceof Tuple ? axes.items.map((part) => (part instanceof List || part instanceof Tuple ? part.items.map((i) => asInteger(i)) : [asInteger(part)])) : null;
    if (pairs?.length === 2) {
      if (pairs.flat().includes(null)) return call.result(null, a.dtype);
      const [left, right] = [pairs[0]!.map((i) => resolveAxis(i, a.shape!.length, 'tensordot')), pairs[1]!.map((i) => resolveAxis(i, b.shape!.length, 'tensordot'))];
      return call.result([...a.shape.filter((_, i) => !left.includes(i)), ...b.shape.filter((_, i) => !right.includes(i))], a.dtype);
    }
    if (typeof axes === 'number') return call.result([...a.shape.slice(0, a.shape.length - axes), ...b.shape.slice(axes)], a.dtype);
    return call.result(null, a.dtype);
  }),
  einsum: op('einsum(subscripts, *operands)', (call) => {
    const subscripts = call.text('subscripts');
    const operands = call.tensors('operands');
    const wanted = subscripts?.split(',').length;
    if (wanted !== undefined && operands.length !== wanted && !call.loss) call.reject('einsum-mismatch', `einsum "${subscripts}" takes ${wanted} operand${wanted === 1 ? '' : 's'}, but is given ${operands.length}. ${operands.length === 1 ? 'Write the tensors of a list one by one: einsum(subscripts, *tensors)' : 'Give one for each part before the arrow'}.`);
    return call.result(subscripts === null ? null : einsum(call, subscripts, operands.map((t) => t.shape)), operands[0]?.dtype ?? 'float32');
  }),
};
