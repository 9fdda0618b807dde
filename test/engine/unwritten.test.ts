/** Trainings whose files can no longer be written, and runs that another process trains. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { startEngine } from '../../src/client/index.js';
import { analyze } from '../../src/core/analyze.js';
import type { RunInfo, TrainRequest } from '../../src/core/protocol/engine.js';
import { Devices } from '../../src/engine/service/devices.js';
import { Trainings } from '../../src/engine/service/trainings.js';
import { createEagerDevice } from '../../src/engine/devices/eager.js';
import { Run } from '../../src/engine/runs/run.js';
import { resumeTraining, startTraining, trainRun, type TrainListener } from '../../src/engine/training/train.js';
import { skip } from '../support/skip.js';
import { npy } from './support/npy.js';

const entry = fileURLToPath(new URL('../support/engine-from-sources.cjs', import.meta.url));
const source = `import numpy as np
import keras
from keras import layers
data = np.load('data.npz')
model = keras.Sequential([keras.Input((4,)), layers.Dense(64, activation='relu'), layers.Dense(2, activation='softmax')])
model.compile('adam', 'sparse_categorical_crossentropy')
model.fit(data['x'], data['y'], epochs=8, batch_size=16)
`;

describe('a training whose files cannot be written', function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'unwritten-'));
    writeFileSync(join(folder, 'data.npz'), zipSync({ 'x.npy': npy([64, 4], Float32Array.from({ length: 256 }, (_, i) => Math.sin(i))), 'y.npy': npy([64], Uint8Array.from({ length: 64 }, (_, i) => i % 2)) }));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const request = (runs = 'runs'): TrainRequest => {
    const { graph, recipe } = analyze(source).models.at(-1)!;
    return { graph, recipe: recipe!, sourceFile: join(folder, 'points.py'), sourceText: source, runsDirectory: join(folder, runs), seed: 3, device: 'cpu' };
  };
  const listener = (told: Partial<TrainListener> = {}): TrainListener => ({ progress: () => undefined, epochEnded: () => undefined, runChanged: () => undefined, log: () => undefined, ...told });

  it('is interrupted with the reason and goes on once that is mended: files may grow no larger', async function () {
    if (process.platform !== 'linux') return skip(this, 'the size of files is limited by prlimit, which Linux has');
    const engine = startEngine({ entry });
    const ended = (): Promise<RunInfo> => new Promise((resolve) => engine.listen({ runChanged: (run) => (run.state === 'interrupted' || run.state === 'failed' || run.state === 'finished') && resolve(run) }));
    /** A file larger than this cannot be written by the engine from now on. */
    const limit = (bytes: string): void => void execFileSync('prlimit', ['--pid', String(engine.pid), `--fsize=${bytes}:`]);
    try {
      const end = ended();
      engine.listen({ epochEnded: ({ epoch }) => epoch === 2 && limit('2048') });
      const { directory } = await engine.api.train(request());
      const { state, error, epochsDone } = await end;
      assert.equal(state, 'interrupted', error ?? '');
      assert.ok(epochsDone >= 2 && epochsDone < 8);
      assert.equal(error, `A file became larger than this system lets it (ulimit -f), and epoch ${epochsDone + 1} could not be kept in ${directory}. Mend that, and continue the run: it goes on after epoch ${epochsDone}.`);
      assert.equal((JSON.parse(readFileSync(join(directory, 'run.json'), 'utf8')) as RunInfo).state, 'interrupted');
      assert.ok(readdirSync(join(directory, 'checkpoints')).every((file) => file.endsWith('.keras')));
      limit('unlimited');
      const again = ended();
      await engine.api.continueRun({ runDirectory: directory });
      assert.equal((await again).state, 'finished');
      assert.deepEqual(await (await Run.open(directory)).checkpoints(), [1, 2, 3, 4, 5, 6, 7, 8]);
    } finally {
      await engine.dispose();
    }
  });

  it('ends with a sentence where its folder is deleted, which stays gone', async () => {
    const states: string[] = [];
    let directory = '';
    const training = await startTraining(request(), createEagerDevice(), listener({ runChanged: ({ state }) => void states.push(state), epochEnded: ({ epoch }) => epoch === 2 && rmSync(directory, { recursive: true }) }));
    ({ directory } = training.run);
    const { state, error } = await training.done;
    assert.deepEqual([state, error], ['failed', `The run's folder ${directory} was deleted or moved while it trained. Train again; a folder that was moved can be opened where it is now.`]);
    assert.equal(states.at(-1), 'failed');
    assert.equal(existsSync(directory), false);
  });

  it('is told of a pause that cannot be written down, and does not end for it', async () => {
    const lines: string[] = [];
    const training = await startTraining(request(), createEagerDevice(), listener({ log: (line) => void lines.push(line), epochEnded: ({ epoch }) => epoch === 2 && (rmSync(training.run.directory, { recursive: true }), training.control.pause()) }));
    while (!lines.some((line) => line.startsWith('That the run is paused could not be written down'))) await new Promise((resolve) => setTimeout(resolve, 5));
    training.control.stop();
    assert.equal((await training.done).state, 'failed');
  });

  it('does not begin where its folder cannot be made, and says so', async () => {
    writeFileSync(join(folder, 'file'), '');
    await assert.rejects(startTraining(request('file/runs'), createEagerDevice(), listener()), { name: 'UserError', message: /^The run's folder could not be made in .*file.runs: .* Choose a folder that can be written to\.$/ });
  });

  describe('a run that is marked as going on', () => {
    const marked = async (options: Readonly<Record<string, unknown>>): Promise<string> => {
      const { directory } = await trainRun({ ...request(), epochs: 1 }, createEagerDevice(), listener());
      const run = await Run.open(directory);
      await run.update({ state: 'running' });
      writeFileSync(join(directory, 'options.json'), JSON.stringify({ ...run.options, ...options }));
      return directory;
    };

    it('is left to the process that trains it', async () => {
      const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      try {
        const directory = await marked({ process: other.pid, born: null });
        await assert.rejects(resumeTraining(directory, createEagerDevice(), listener(), 2), { name: 'UserError', message: new RegExp(`is training already, in another window or terminal \\(process ${other.pid}\\)`) });
        assert.deepEqual(await (await Run.open(directory)).checkpoints(), [1]);
      } finally {
        other.kill('SIGKILL');
      }
    });

    it('goes on once for two who ask for it at one time', async () => {
      const { directory } = await trainRun({ ...request(), epochs: 1 }, createEagerDevice(), listener());
      const ended: RunInfo[] = [];
      const trainings = new Trainings(new Devices(() => Promise.resolve(createEagerDevice())), { ...listener({ runChanged: (run) => run.state === 'finished' && ended.push(run) }), preparing: () => undefined, partial: () => undefined });
      const asked = await Promise.allSettled([1, 2].map(() => trainings.continue({ runDirectory: directory, device: 'cpu', epochs: 3 })));
      assert.deepEqual(asked.map(({ status }) => status), ['fulfilled', 'rejected']);
      assert.match(String((asked[1] as PromiseRejectedResult).reason), /is being continued already/);
      while (ended.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      assert.deepEqual((await (await Run.open(directory)).metrics()).map(({ epoch }) => epoch), [1, 2, 3]);
      await trainings.dispose();
    });

    it('goes on where a process of that number is another one', async function () {
      if (process.platform !== 'linux') return skip(this, 'when a process began is read from /proc, which Linux has');
      const directory = await marked({ process: process.ppid, born: 'of another start of the machine 1' });
      assert.equal((await (await resumeTraining(directory, createEagerDevice(), listener(), 2)).done).state, 'finished');
    });
  });
});
