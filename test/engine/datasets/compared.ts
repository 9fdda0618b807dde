/** What tests of data need to hold it against what a program in Python made of the same files. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { space, type Rows } from '../../../src/engine/datasets/rows.js';

/** Files of a golden file, each as base64 under its path. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, data] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), Buffer.from(data, 'base64'));
  }
}

export async function values(rows: Rows, places: ArrayLike<number>): Promise<number[]> {
  const into = space(rows, places.length);
  await rows.read(Array.from(places, (place) => place % rows.count), into);
  return [...into];
}

/** Nothing that is left of a hundred-thousandth of the range of the numbers. */
export function near(actual: readonly number[], expected: readonly number[], what: string): void {
  assert.equal(actual.length, expected.length, what);
  const range = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const at = expected.findIndex((value, i) => !(Math.abs(value - actual[i]!) <= 2e-5 * range));
  assert.equal(at, -1, `${what}: number ${at} is ${actual[at]}, expected ${expected[at]}`);
}
