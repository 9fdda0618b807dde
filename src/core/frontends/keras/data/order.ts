import type { DataSet } from '../../../recipe/types.js';
import type { OrderStep } from '../../../recipe/order.js';

/** The order of a pipeline so far, step by step. */
export const orderOf = ({ order, shuffle, batchSize, dropRemainder }: DataSet): readonly OrderStep[] =>
  order ?? [...(shuffle === true ? [{ op: 'shuffle', buffer: null, each: true, seed: null, span: null } as const] : []), ...(batchSize === null ? [] : [{ op: 'batch', size: batchSize, drop: dropRemainder === true, span: null } as const])];

/** The data with one more step of its order. */
export const ordered = (data: DataSet, step: OrderStep): DataSet => ({ ...data, order: [...orderOf(data), step] });

/** Whether two pipelines hand on samples of the same numbers: a shuffle does where both have its seed. The seeds of folders are looked at where they are opened. */
export function sameOrder(one: DataSet, other: DataSet): boolean {
  const folders = [one, other].every(({ x }) => x.source.kind === 'directory');
  const [a, b] = [one, other].map((data) => orderOf(data).map((step) => ({ ...step, span: null, ...(folders ? { seed: null } : {}) })));
  return JSON.stringify(a) === JSON.stringify(b) && (folders || a!.every((step) => step.op !== 'shuffle' || step.seed !== null));
}
