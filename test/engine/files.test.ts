import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyze } from '../../src/core/analyze.js';
import { createEagerDevice } from '../../src/engine/devices/eager.js';
import { startTraining } from '../../src/engine/training/train.js';
import { golden } from './golden.js';
import { npy } from './support/npy.js';

type Logs = { readonly [name: string]: number };
interface Golden {
  readonly arrays: { readonly [name: string]: { readonly shape: readonly number[]; readonly values: readonly number[] } };
  readonly cases: readonly { readonly text: string; readonly fits: readonly { readonly [name: string]: readonly number[] }[]; readonly test: Logs | null }[];
}

describe('whole files train as in Keras', function () {
  this.timeout(60_000);
  const { arrays, cases: plain } = golden<Golden>('files');
  const cases = [...plain, ...golden<Pick<Golden, 'cases'>>('own_losses').cases];
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'files-'));
    for (const [name, { shape, values }] of Object.entries(arrays)) writeFileSync(join(folder, `${name}.npy`), npy(shape, Float32Array.from(values)));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const { text, fits, test } of cases) {
    it(text.split('\n').slice(7).filter(Boolean).join('; '), async () => {
      const model = analyze(text).models.find(({ recipe }) => recipe !== null);
      const told: string[] = [];
      const listener = { progress: () => undefined, epochEnded: () => undefined, runChanged: () => undefined, log: (line: string) => void told.push(line) };
      const { run, done } = await startTraining({ graph: model!.graph, recipe: model!.recipe!, sourceFile: join(folder, 'a.py'), sourceText: text, runsDirectory: join(folder, 'runs') }, createEagerDevice(), listener);
      const info = await done;
      assert.deepEqual([info.error, info.warnings], [null, []]);
      const seen: Record<string, number[]> = {};
      for (const { loss, metrics, validation } of await run.metrics()) {
        for (const [name, value] of Object.entries({ loss, ...metrics, ...validation })) (seen[name] ??= []).push(value);
      }
      // Keras logs the rate beside them where a callback changes it.
      const expected: Record<string, number[]> = {};
      for (const fit of fits) for (const [name, values] of Object.entries(fit)) if (name !== 'learning_rate') (expected[name] ??= []).push(...values);
      near(seen, expected, 'epochs');
      near(listed(info.test ?? {}), listed(test ?? {}), 'evaluate');
    });
  }
});

const listed = (logs: Logs): Record<string, number[]> => Object.fromEntries(Object.entries(logs).map(([name, value]) => [name, [value]]));

function near(actual: Readonly<Record<string, readonly number[]>>, expected: Readonly<Record<string, readonly number[]>>, what: string): void {
  assert.deepEqual(Object.fromEntries(Object.entries(actual).map(([name, { length }]) => [name, length])), Object.fromEntries(Object.entries(expected).map(([name, { length }]) => [name, length])), what);
  for (const [name, values] of Object.entries(expected)) values.forEach((value, i) => assert.ok(Math.abs(actual[name]![i]! - value) <= 1e-4 * Math.max(Math.abs(value), 1e-2), `${what}: ${name}[${i}] is ${actual[name]![i]}, expected ${value}`));
}
