import type { Curve } from './contract.js';

type Column = (number | null | undefined)[];

/**
 * One curve as columns that share their x: batches within epochs (thin), and the values at the ends of epochs of
 * training and validation. `null` breaks a line (a loss that is not a number, the start of the next epoch's running mean),
 * `undefined` only says that this line has no point there.
 */
export function curveColumns({ steps, training, validation }: Curve): { readonly x: number[]; readonly running: Column; readonly training: Column; readonly validation: Column } {
  const rows = new Map<number, { running?: number | null; training?: number | null; validation?: number | null }>();
  const at = (x: number) => {
    const row = rows.get(x) ?? {};
    rows.set(x, row);
    return row;
  };
  steps.x.forEach((x, index) => {
    const before = steps.x[index - 1];
    // What is counted over an epoch begins anew with each; a line from the old one to the new one would be a fall that never was.
    if (before !== undefined && Math.ceil(before) !== Math.ceil(x)) at((before + x) / 2).running ??= null;
    at(x).running = finite(steps.y[index]);
  });
  training.forEach((value, epoch) => (at(epoch + 1).training = finite(value)));
  validation.forEach((value, epoch) => {
    if (!Number.isNaN(value) || validation.some((other) => !Number.isNaN(other))) at(epoch + 1).validation = finite(value);
  });
  const x = [...rows.keys()].sort((a, b) => a - b);
  return { x, running: x.map((key) => rows.get(key)?.running), training: x.map((key) => rows.get(key)?.training), validation: x.map((key) => rows.get(key)?.validation) };
}

const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
