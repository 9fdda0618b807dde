import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyze } from '../../src/core/analyze.js';
import type { EpochMetrics } from '../../src/core/protocol/engine.js';
import { openDevice } from '../../src/engine/devices/open.js';
import type { Device } from '../../src/engine/trace/step.js';
import { trainRun } from '../../src/engine/training/train.js';
import { golden } from './golden.js';

interface Case {
  readonly name: string;
  readonly source: string;
  readonly weights: string;
  /** By Keras's names, one number an epoch. */
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly evaluated: Readonly<Record<string, number>>;
}

describe('several inputs and outputs, and weights of samples, as Keras trains them', function () {
  this.timeout(120_000);
  let device: Device;
  let folder: string;
  before(async () => {
    device = await openDevice('cpu');
    folder = mkdtempSync(join(tmpdir(), 'convlens-outputs-'));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await device.dispose();
  });
  const { data, cases } = golden<{ data: string; cases: readonly Case[] }>('outputs');

  for (const { name, source, weights, history, evaluated } of cases) {
    it(`${name}: ${Object.keys(history).sort().join(', ')}`, async () => {
      const { models, diagnostics } = analyze(source);
      const { graph, recipe } = models.find((model) => model.recipe !== null) ?? assert.fail('the model is not compiled');
      assert.deepEqual(diagnostics.filter(({ severity }) => severity === 'error'), []);
      assert.deepEqual(recipe!.unknowns, []);
      writeFileSync(join(folder, 'data.npz'), Buffer.from(data, 'base64'));
      writeFileSync(join(folder, 'start.weights.h5'), Buffer.from(weights, 'base64'));
      const epochs: EpochMetrics[] = [];
      const request = { graph, recipe: recipe!, sourceFile: join(folder, 'model.py'), sourceText: source, runsDirectory: join(folder, 'runs') };
      const run = await trainRun(request, device, { progress: () => undefined, epochEnded: (event) => void epochs.push(event), runChanged: () => undefined, log: () => undefined });
      assert.equal(run.error, null);
      const found = epochs.map(({ loss, metrics, validation }): Record<string, number> => ({ loss, ...metrics, ...validation }));
      assert.deepEqual(Object.keys(found[0]!).sort(), Object.keys(history).sort(), 'the names of the logs');
      for (const [key, values] of Object.entries(history)) values.forEach((value, epoch) => near(found[epoch]![key]!, value, `${key} of epoch ${epoch + 1}`));
      assert.deepEqual(Object.keys(run.test ?? {}).sort(), Object.keys(evaluated).sort(), 'the names of what evaluate gives');
      for (const [key, value] of Object.entries(evaluated)) near(run.test![key]!, value, `${key} of evaluate`);
    });
  }
});

const near = (found: number, expected: number, what: string): void => assert.ok(Math.abs(found - expected) <= 1e-4 * Math.max(Math.abs(expected), 1e-2), `${what}: Keras gives ${expected}, and the training ${found}`);
