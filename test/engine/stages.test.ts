/** A file that trains its model several times: one run, one stage after the other. What each stage learns is held against Keras in `files.test.ts`. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyze } from '../../src/core/analyze.js';
import type { EpochMetrics, Progress, RunInfo, TrainRequest } from '../../src/core/protocol/engine.js';
import { epochsOf, stageEpochs, stagesOf } from '../../src/core/recipe/stages.js';
import { stageOf, stageWords } from '../../src/core/runs/stages.js';
import { createEagerDevice } from '../../src/engine/devices/eager.js';
import { openKerasFile, weightsFrom } from '../../src/engine/modelfiles/keras-file.js';
import type { Run } from '../../src/engine/runs/run.js';
import { weightsAt } from '../../src/engine/training/loaded-weights.js';
import { preflight } from '../../src/engine/training/preflight/preflight.js';
import { resumeTraining, startTraining } from '../../src/engine/training/train.js';
import { npy } from './support/npy.js';

/** Features first, then all of it: with a dropout, random orders, and callbacks that both stages are given. */
const source = `import keras
import numpy as np
x, y, xv, yv = np.load("x.npy"), np.load("y.npy"), np.load("xv.npy"), np.load("yv.npy")
base = keras.Sequential([keras.Input((6,)), keras.layers.Dense(5, activation="relu"), keras.layers.BatchNormalization(), keras.layers.Dense(4, activation="relu")], name="base")
model = keras.Sequential([keras.Input((6,)), base, keras.layers.Dropout(0.3), keras.layers.Dense(3, activation="softmax")])
keep = keras.callbacks.ModelCheckpoint("best.weights.h5", save_weights_only=True, save_best_only=True, monitor="loss")
stop = keras.callbacks.EarlyStopping(monitor="loss", patience=1, min_delta=10, restore_best_weights=True)
base.trainable = False
model.compile(keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=3, batch_size=16, validation_data=(xv, yv), callbacks=[keep])
base.trainable = True
for layer in base.layers[:2]:
    layer.trainable = False
model.compile(keras.optimizers.SGD(0.01, momentum=0.9), "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=6, initial_epoch=history.epoch[-1], batch_size=16, steps_per_epoch=2, validation_data=(xv, yv), callbacks=[keep])
model.fit(x, y, epochs=2, batch_size=8)
model.evaluate(xv, yv)
`;
/** The first stage ends after its second epoch with the weights of the first. */
const stopped = source.replace('callbacks=[keep]', 'callbacks=[keep, stop]').replace('history.epoch[-1]', '2');

describe('a training in stages', function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'stages-'));
    const data = (count: number, shift: number): void => {
      const name = shift === 0 ? '' : 'v';
      writeFileSync(join(folder, `x${name}.npy`), npy([count, 6], Float32Array.from({ length: count * 6 }, (_, i) => Math.sin((i + shift) * 1.7))));
      writeFileSync(join(folder, `y${name}.npy`), npy([count], Uint8Array.from({ length: count }, (_, i) => (i * 5 + shift) % 3)));
    };
    data(50, 0);
    data(20, 7);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const request = (text: string, more: Partial<TrainRequest> = {}): TrainRequest => {
    const { graph, recipe } = analyze(text).models.find((model) => model.recipe !== null)!;
    assert.deepEqual(recipe!.unknowns, []);
    return { graph, recipe: recipe!, sourceFile: join(folder, 'a.py'), sourceText: text, runsDirectory: join(folder, 'runs'), seed: 4, ...more };
  };
  interface Trained {
    readonly info: RunInfo;
    readonly run: Run;
    readonly metrics: readonly EpochMetrics[];
    readonly progress: readonly Progress[];
    readonly lines: readonly string[];
  }
  /** Trains to the end, or is stopped when an epoch is finished. */
  async function train(start: TrainRequest | string, stopAfter?: number, epochs?: number): Promise<Trained> {
    const [progress, lines]: [Progress[], string[]] = [[], []];
    let stop: () => void = () => undefined;
    const listener = { progress: (event: Progress) => void progress.push(event), epochEnded: ({ epoch }: EpochMetrics) => void (epoch === stopAfter && stop()), runChanged: () => undefined, log: (line: string) => void lines.push(line) };
    const { run, done, control } = typeof start === 'string' ? await resumeTraining(start, createEagerDevice(), listener, epochs) : await startTraining(start, createEagerDevice(), listener);
    stop = () => control.stop();
    const info = await done;
    assert.equal(info.error, null);
    return { info, run, metrics: await run.metrics(), progress, lines };
  }
  const numbers = (metrics: readonly EpochMetrics[]) => metrics.map(({ seconds: _seconds, ...rest }) => rest);
  const weights = async (run: Run) => weightsFrom(await openKerasFile(readFileSync(run.modelPath), 'm'), run.graph, 'm');

  it('is one run whose epochs are counted on; its summary and its log tell of the stages', async () => {
    const { info, metrics, progress, lines } = await train(request(source));
    assert.deepEqual([info.state, info.epochs, info.epochsDone], ['finished', 9, 9]);
    assert.deepEqual(metrics.map(({ epoch }) => epoch), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual(metrics.map(({ validation }) => Object.keys(validation).length), [2, 2, 2, 2, 2, 2, 2, 0, 0]);
    assert.deepEqual(info.stages!.map(({ after, line }) => [after, line]), [[0, 10], [3, 15], [7, 16]]);
    assert.deepEqual(info.stages!.map((_, at) => stageWords(info.stages!, at)), [
      'Stage 1 of 3, line 10: Adam(learning_rate=0.05), 15 trainable parameters.', 'Stage 2 of 3, line 15: SGD(learning_rate=0.01), 39 trainable parameters.', 'Stage 3 of 3, line 16: SGD(learning_rate=0.01), 39 trainable parameters.',
    ]);
    assert.ok(lines.includes(stageWords(info.stages!, 1)) && lines.includes(stageWords(info.stages!, 2)));
    assert.deepEqual(progress.map(({ epoch, epochs, steps }) => `${epoch}/${epochs} ${steps}`).filter((text, i, all) => text !== all[i - 1]), ['1/9 4', '2/9 4', '3/9 4', '4/9 2', '5/9 2', '6/9 2', '7/9 2', '8/9 7', '9/9 7']);
    assert.deepEqual([1, 3, 4, 7, 8, 9].map((epoch) => stageOf(info.stages, epoch)), [0, 0, 1, 1, 2, 2]);
    assert.ok(progress[0]!.remainingSeconds > 0 && progress.at(-1)!.remainingSeconds === 0);
    assert.equal(Object.keys(info.test ?? {}).length, 2);
  });

  for (const [name, text, epochs] of [['as planned', source, 9], ['with a first stage that ends early', stopped, 8]] as const) {
    it(`stopped after any epoch it goes on as if it had never stopped, ${name}`, async () => {
      const whole = await train(request(text));
      assert.deepEqual([whole.info.state, whole.info.epochs, whole.metrics.length], ['finished', epochs, epochs]);
      const best = () => weightsAt({ path: 'best.weights.h5', span: null }, { graph: whole.run.graph, sourceFile: join(folder, 'a.py'), sourceText: text });
      const kept = await best();
      for (let after = 1; after < epochs; after++) {
        const part = await train(request(text), after);
        assert.deepEqual([part.info.state, part.info.epochsDone], ['stopped', after]);
        const rest = await train(part.info.directory);
        assert.equal(rest.info.state, 'finished', `after ${after}`);
        assert.deepEqual(numbers(rest.metrics), numbers(whole.metrics), `after ${after}`);
        assert.deepEqual(await weights(rest.run), await weights(whole.run), `after ${after}`);
        assert.deepEqual([rest.info.stages, rest.info.epochs, rest.info.test], [whole.info.stages, whole.info.epochs, whole.info.test], `after ${after}`);
        assert.deepEqual(await best(), kept, `after ${after}`);
      }
    });
  }

  it('a first stage that ends early leaves its best weights, and its epochs are those it had', async () => {
    const { info, lines } = await train(request(stopped));
    assert.deepEqual(info.stages!.map(({ after }) => after), [0, 2, 6]);
    assert.ok(lines.some((line) => line.startsWith('Early stopping after epoch 2')) && lines.includes('The weights of epoch 1, the best one, were restored.'));
  });

  it('killed between two stages it goes on with the next', async () => {
    const whole = await train(request(stopped));
    const { run } = await train(request(stopped));
    for (const epoch of await run.checkpoints()) if (epoch > 2) rmSync(run.checkpointPath(epoch));
    rmSync(run.modelPath);
    await run.update({ state: 'interrupted', epochsDone: 2 });
    const rest = await train(run.directory);
    assert.deepEqual([rest.info.stages, rest.info.epochs], [whole.info.stages, whole.info.epochs]);
    assert.deepEqual(numbers(rest.metrics), numbers(whole.metrics));
  });

  it('a number of epochs is that of the whole run, and more of them are trained by its last stage', async () => {
    const short = await train(request(source, { epochs: 4 }));
    assert.deepEqual([short.info.state, short.metrics.length], ['finished', 4]);
    const whole = await train(request(source));
    const rest = await train(short.info.directory, undefined, 10);
    assert.deepEqual(numbers(rest.metrics.slice(0, 9)), numbers(whole.metrics));
    assert.deepEqual([rest.info.state, rest.info.epochsDone], ['finished', 10]);
  });

  it('an optimizer that trained other weights before is refused, as in Keras', async () => {
    const text = source.replace('model.compile(keras.optimizers.Adam(0.05)', 'opt = keras.optimizers.Adam(0.05)\nmodel.compile(opt').replace('keras.optimizers.SGD(0.01, momentum=0.9)', 'opt');
    await assert.rejects(startTraining(request(text), createEagerDevice(), { progress: () => undefined, epochEnded: () => undefined, runChanged: () => undefined, log: () => undefined }), /The model is compiled \(line 15\) with an optimizer that has trained before, when ".*kernel" was not trainable, and Keras stops there/);
  });

  it('what is said before it counts all stages', async () => {
    const device = createEagerDevice();
    const { runsDirectory: _runs, ...looked } = request(source, { runsDirectory: join(folder, 'none') });
    const said = await preflight(looked, device, [], { signal: new AbortController().signal });
    assert.deepEqual([said.epochs, said.stages!.map(({ epochs }) => epochs)], [9, [3, 4, 2]]);
    const seconds = said.stages!.reduce((sum, { epochs, secondsPerEpoch }) => sum + epochs * secondsPerEpoch, 0);
    assert.ok(Math.abs(said.secondsPerEpoch * said.epochs - seconds) < 1e-9);
    assert.ok(!existsSync(join(folder, 'none')));
  });

  it('a file of one fit is a list of one, and its run tells of no stages', async () => {
    const text = `${source.split('\n').slice(0, 10).join('\n')}\n`;
    const { recipe } = request(text);
    assert.equal(stagesOf(recipe).length, 1);
    assert.deepEqual([stageEpochs(recipe), epochsOf(recipe)], [[{ after: 0, until: 3 }], 3]);
    assert.equal((await train(request(text))).info.stages, undefined);
  });
});
