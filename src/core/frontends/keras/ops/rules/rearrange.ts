import type { Dim } from '../../../../graph/types.js';
import { showShape } from '../../../../graph/tensors.js';
import { Dict } from '../../../python/containers.js';
import { asInteger } from '../../../python/values.js';
import { type OpCall, op } from '../rule.js';

/** `b (h w) c`: names, those in brackets as one axis. Null for what einops itself would take and Keras does not. */
function axesOf(side: string): readonly (readonly string[])[] | null {
  const found = side.match(/\w+|\([^()]*\)/g) ?? [];
  const rest = side.replace(/\w+|\([^()]*\)/g, '').trim();
  return rest === '' ? found.map((axis) => axis.replace(/[()]/g, '').split(/\s+/).filter(Boolean)) : null;
}

/** Lengths of the names on the left, one of each bracket worked out from the others. */
function lengths(call: OpCall, left: readonly (readonly string[])[], shape: readonly Dim[], given: ReadonlyMap<string, Dim>): Map<string, Dim> {
  const found = new Map<string, Dim>(given);
  left.forEach((names, i) => {
    const whole = shape[i] ?? null;
    const open = names.filter((name) => !found.has(name));
    const known = names.filter((name) => found.has(name)).reduce<Dim>((size, name) => (size === null || found.get(name) === null ? null : size * found.get(name)!), 1);
    if (whole !== null && known !== null && known > 0 && (open.length === 0 ? whole !== known : whole % known !== 0)) {
      call.reject('reshape-mismatch', `rearrange cannot part axis ${i} of ${showShape(shape)} into (${names.join(' ')}) with ${known} of it given: ${whole} ${open.length === 0 ? `is not ${known}` : `is not a multiple of ${known}`}.`);
    }
    open.forEach((name) => found.set(name, open.length > 1 || whole === null || known === null || known === 0 ? null : whole / known));
  });
  return found;
}

export default {
  /** `keras/src/ops/einops.py`. */
  rearrange: op('rearrange(tensor, pattern, **axes_lengths)', (call) => {
    const x = call.tensor('tensor');
    const sides = call.text('pattern')?.split('->').map(axesOf);
    const [left, right] = sides?.length === 2 ? sides : [];
    const given = call.value('axes_lengths');
    if (!x.shape || !left || !right) {
      call.loss ??= { reason: 'How the axes are rearranged is not known.', span: null };
      return call.result(right ? right.map(() => null) : null, x.dtype);
    }
    if (left.length !== x.shape.length) call.reject('rank-mismatch', `rearrange names ${left.length} axes, but the tensor has shape ${showShape(x.shape)}. Name each of its axes.`);
    const sizes = new Map<string, Dim>(given instanceof Dict ? [...given.entries.values()].map(([name, value]) => [typeof name === 'string' ? name : '', asInteger(value)]) : []);
    const all = lengths(call, left, x.shape, sizes);
    return call.result(right.map((names) => names.reduce<Dim>((size, name) => (size === null ? null : all.get(name) === null || !all.has(name) ? null : size * all.get(name)!), 1)), x.dtype);
  }),
};
