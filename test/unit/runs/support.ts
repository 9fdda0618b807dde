import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '../../../src/core/analyze.js';
import type { EpochMetrics, RunInfo } from '../../../src/core/protocol/engine.js';

/** A recipe as the analysis gives it, with an optimizer and a number of epochs of one's choice. */
export function recipeOf(optimizer: string, fit = 'epochs=3, batch_size=32') {
  const text = `import keras
from keras import layers
(x, y), _ = keras.datasets.mnist.load_data()
x = x.reshape((-1, 28, 28, 1)).astype("float32") / 255
model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer=${optimizer}, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, ${fit})
`;
  const recipe = analyze(text).models.at(-1)?.recipe;
  if (!recipe) throw new Error('The text has no recipe.');
  return { text, recipe };
}

export const epoch = (number: number, values: Partial<EpochMetrics> = {}): EpochMetrics => ({
  epoch: number, loss: 1 / number, metrics: { accuracy: 1 - 0.5 / number }, validation: { val_loss: 1.1 / number, val_accuracy: 1 - 0.6 / number }, seconds: 2, ...values,
});

export const runInfo = (change: Partial<RunInfo> = {}): RunInfo => ({
  id: '20261124-140211-mnist', name: '20261124-140211-mnist', directory: '/elsewhere', state: 'finished', device: 'CPU (2 threads)', model: 'model', sourceFile: '/project/mnist.py',
  data: 'MNIST', started: '2026-11-24T14:02:11.000Z', epochs: 3, epochsDone: 3, error: null, ...change,
});

export interface Written {
  readonly info?: Partial<RunInfo>;
  readonly epochs?: readonly EpochMetrics[];
  readonly optimizer?: string;
  readonly process?: number;
}

/** Writes a run's folder as the engine would, and returns its path. */
export function writeRun(runsDirectory: string, name: string, { info = {}, epochs = [epoch(1), epoch(2), epoch(3)], optimizer = '"adam"', process: pid = process.pid }: Written = {}): string {
  const directory = join(runsDirectory, name);
  const { recipe, text } = recipeOf(optimizer);
  mkdirSync(join(directory, 'checkpoints'), { recursive: true });
  for (const { epoch: done } of epochs) writeFileSync(join(directory, 'checkpoints', `epoch-${String(done).padStart(4, '0')}.keras`), '');
  writeFileSync(join(directory, 'run.json'), JSON.stringify(runInfo({ id: name, name, epochsDone: epochs.length, ...info })));
  writeFileSync(join(directory, 'recipe.json'), JSON.stringify(recipe));
  writeFileSync(join(directory, 'options.json'), JSON.stringify({ seed: 3, epochs: 3, missingDataset: null, process: pid }));
  writeFileSync(join(directory, 'metrics.jsonl'), epochs.map((line) => `${JSON.stringify(line)}\n`).join(''));
  writeFileSync(join(directory, 'source.py'), text);
  return directory;
}
