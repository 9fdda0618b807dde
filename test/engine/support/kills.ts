/** Kills an engine that trains, again and again at random moments, and looks whether anything is lost or broken. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { startEngine } from '../../../src/client/index.js';
import { analyze } from '../../../src/core/analyze.js';
import type { RunInfo, TrainRequest } from '../../../src/core/protocol/engine.js';
import { openKerasFile, weightsFrom } from '../../../src/engine/modelfiles/keras-file.js';
import { Run, listRuns } from '../../../src/engine/runs/run.js';
import { generator } from '../../../src/engine/trace/random.js';
import { npy } from './npy.js';

const source = `import numpy as np
import keras
from keras import layers
data = np.load('data.npz')
model = keras.Sequential([keras.Input((8,)), layers.Dense(256, activation='relu'), layers.BatchNormalization(), layers.Dense(2, activation='softmax')])
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(data['x'], data['y'], epochs=1000, batch_size=16)
`;

export interface KillReport {
  readonly kills: number;
  /** Epochs that were finished in all runs together. */
  readonly epochs: number;
  readonly runs: number;
}

export interface KillOptions {
  /** The engine's entry: its bundle, or the one that starts it from sources. */
  readonly entry: string;
  /** An empty folder. */
  readonly folder: string;
  readonly kills: number;
  readonly seed: number;
  /** The longest time between the answer to a request and the kill. */
  readonly within: number;
}

/** Throws what is broken or lost. */
export async function killRepeatedly({ entry, folder, kills, seed, within }: KillOptions): Promise<KillReport> {
  const next = generator(seed, 0, 'kills');
  const chance = (): number => next() / 2 ** 32;
  const x = Float32Array.from({ length: 320 * 8 }, () => chance() * 2 - 1);
  const y = Uint8Array.from({ length: 320 }, (_, i) => Number(x[i * 8]! > x[i * 8 + 1]!));
  writeFileSync(join(folder, 'data.npz'), zipSync({ 'x.npy': npy([320, 8], x), 'y.npy': npy([320], y) }));
  const model = analyze(source).models[0]!;
  const request: TrainRequest = { graph: model.graph, recipe: model.recipe!, sourceFile: join(folder, 'points.py'), sourceText: source, runsDirectory: join(folder, 'runs'), seed: 1, device: 'cpu' };
  const told = new Map<string, number>();
  const engine = startEngine({ entry });
  engine.listen({ epochEnded: ({ runId, epoch }) => void told.set(runId, epoch) });
  try {
    let run: RunInfo | null = null;
    for (let kill = 0; kill < kills; kill++) {
      const gone = new Promise<void>((resolve) => {
        const unlisten = engine.listen({ stopped: () => (unlisten(), resolve()) });
      });
      // Now and then a new run, so that its beginning is met as well; else the last one goes on.
      const asked: Promise<RunInfo> = run === null || kill % 5 === 0 ? engine.api.train(request) : engine.api.continueRun({ runDirectory: run.directory, device: 'cpu' });
      const answer = asked.catch(() => null);
      // One in four is killed before it has answered, two once an epoch is finished: how long that takes differs by machine.
      const moment = chance();
      const finished = new Promise<void>((resolve) => {
        const unlisten = engine.listen({ epochEnded: () => (unlisten(), resolve()) });
      });
      if (moment < 0.75) await answer;
      if (moment < 0.5) await Promise.race([finished, gone]);
      await new Promise((resolve) => setTimeout(resolve, chance() * within));
      if (engine.pid !== null) process.kill(engine.pid, 'SIGKILL');
      await gone;
      run = (await answer) ?? run;
      for (const info of await listRuns(request.runsDirectory)) await checkRun(info, told.get(info.id) ?? 0);
    }
    const all = await listRuns(request.runsDirectory);
    const epochs = await Promise.all(all.map(async ({ directory }) => (await (await Run.open(directory)).checkpoints()).length));
    return { kills, epochs: epochs.reduce((sum, count) => sum + count, 0), runs: all.length };
  } finally {
    await engine.dispose();
  }
}

/** Every file is whole, every epoch up to the last checkpoint has its weights and its line, and none that was told is missing. */
async function checkRun(info: RunInfo, told: number): Promise<void> {
  const run = await Run.open(info.directory);
  const done = await run.checkpoints();
  const epochs = done.map((_, i) => i + 1);
  assert.deepEqual(done, epochs, `${info.id}: checkpoints of all epochs`);
  assert.ok(told <= done.length, `${info.id}: epoch ${told} was said to be finished, and the last checkpoint is ${done.length}`);
  const lines = (await run.metrics()).map(({ epoch }) => epoch);
  assert.deepEqual(lines.slice(0, done.length), epochs, `${info.id}: metrics of all epochs`);
  assert.ok(!['running', 'preparing'].includes(info.state) || info.epochsDone <= done.length);
  const files = [...epochs.slice(-3).map((epoch) => run.checkpointPath(epoch)), ...(existsSync(run.modelPath) ? [run.modelPath] : [])];
  for (const path of files) weightsFrom(await openKerasFile(readFileSync(path), path), run.graph, path);
  const folder = join(info.directory, 'checkpoints');
  for (const file of existsSync(folder) ? readdirSync(folder) : []) assert.match(file, /^epoch-\d{4}\.keras(\.\d+-\d+\.tmp)?$/);
}
