/** Reading an operation's operands: tensors of the call in their order, and constants that stand in its configuration. */
import type { ConfigValue } from '../../../core/graph/types.js';
import { tf } from '../../trace/tensorflow.js';
import { defineForward, type Forward, type ForwardCall } from '../define.js';

export type Numbers = number | readonly Numbers[];

/** An argument by its Python name, in either spelling. */
export function argument({ config }: Pick<ForwardCall, 'config'>, name: string): ConfigValue | undefined {
  return config.get(name) ?? config.get(name.replace(/_([a-z0-9])/g, (_, next: string) => next.toUpperCase()));
}

/** Operands by name: where the configuration holds a number (or numbers) that is the operand, else the next tensor. */
export function operands(call: ForwardCall, names: readonly string[]): tf.Tensor[] {
  const rest = [...call.inputs];
  return names.map((name) => {
    const constant = argument(call, name);
    if (typeof constant === 'number') return tf.scalar(constant);
    if (Array.isArray(constant)) return tf.tensor(constant as Numbers);
    return rest.shift() ?? call.config.fail(name, 'a tensor or a number');
  });
}

/** Axes as an operation takes them; null where they are None. */
export function axesOf(call: ForwardCall, name = 'axis'): number[] | null {
  const value = argument(call, name);
  const rank = call.inputs[0]!.rank;
  const list = typeof value === 'number' ? [value] : Array.isArray(value) ? (value as number[]) : null;
  return list?.map((axis) => (axis < 0 ? axis + rank : axis)) ?? null;
}

/** An argument that is a number. Fails with a sentence for the user where it is none and `fallback` is left out. */
export function numberOf(call: ForwardCall, name: string, fallback?: number): number {
  const value = argument(call, name) ?? fallback;
  return typeof value === 'number' ? value : call.config.fail(name, 'a number');
}

/** An argument that is a text; `fallback` where it is none. */
export function textOf(call: ForwardCall, name: string, fallback: string): string {
  const value = argument(call, name);
  return typeof value === 'string' ? value : fallback;
}

/** Refuses an operation that is given an argument which is not computed: a number other than its default, a tensor, a word. */
export function demandDefault(call: ForwardCall, name: string, fallback: number | boolean | null): void {
  const value = argument(call, name) ?? null;
  if (value !== null && value !== fallback) call.config.fail(name, fallback === null ? 'None' : String(fallback));
}

/** An operation of one tensor. */
export const unary = (type: string, run: (x: tf.Tensor, call: ForwardCall) => tf.Tensor): Forward => defineForward({ type, call: (call) => run(call.inputs[0]!, call) });

/** An operation of two tensors or numbers, broadcast as NumPy does. */
export const binary = (type: string, run: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Forward =>
  defineForward({
    type,
    call(call) {
      const [a, b] = operands(call, ['x1', 'x2']) as [tf.Tensor, tf.Tensor];
      return a.dtype === b.dtype ? run(a, b) : run(tf.cast(a, 'float32'), tf.cast(b, 'float32'));
    },
  });
