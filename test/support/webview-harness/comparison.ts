/** Runs that the comparison is shown in the harness, the same in every run. */
import { analyze } from '../../../src/core/analyze.js';
import type { EpochMetrics, RunState } from '../../../src/core/protocol/engine.js';
import { parametersOf } from '../../../src/core/runs/parameters.js';
import type { ComparedRun, ComparisonHost, ComparisonState } from '../../../src/visualizations/comparison/contract.js';
import { randomNumbers } from './scenes.js';

const text = (optimizer: string, batch: number) => `import keras
from keras import layers
(x, y), _ = keras.datasets.mnist.load_data()
x = x.reshape((-1, 28, 28, 1)).astype("float32") / 255
model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer=${optimizer}, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=20, batch_size=${batch}, validation_split=0.1)
`;

function comparedRun(title: string, { optimizer = '"adam"', batch = 128, done = 20, state = 'finished', rate = 0.25, validated = true, seed = 1 }: { optimizer?: string; batch?: number; done?: number; state?: RunState; rate?: number; validated?: boolean; seed?: number } = {}): ComparedRun {
  const random = randomNumbers(seed);
  const epochs = Array.from({ length: done }, (_, at): EpochMetrics => {
    const loss = 0.05 + 0.9 * Math.exp(-rate * at) + 0.02 * random();
    const validation = loss + 0.01 * at * rate + 0.06 * random();
    return { epoch: at + 1, loss, metrics: { accuracy: 1 - 0.3 * loss }, validation: validated ? { val_loss: validation, val_accuracy: 1 - 0.35 * validation } : {}, seconds: 4 };
  });
  const { recipe } = analyze(text(optimizer, batch)).models[0]!;
  const run = { model: 'model', device: 'CPU (2 threads)', data: 'MNIST, bundled subset (20,000 training and 2,000 test images)', epochs: 20 };
  return { id: `/runs/${title}`, title, info: { state, epochs: 20, epochsDone: done, started: '2026-11-24T14:02:11.000Z' }, epochs, parameters: parametersOf(recipe!, { seed: 0, run }) };
}

export function comparison(scene: string): ComparisonState {
  if (scene === 'gone') return { runs: [], gone: 2 };
  if (scene === 'many') return { runs: Array.from({ length: 30 }, (_, at) => comparedRun(`digits ${at + 1}`, { optimizer: `keras.optimizers.Adam(${(at + 1) / 1000})`, rate: 0.1 + at / 60, seed: at })), gone: 0 };
  if (scene === 'alike') return { runs: [comparedRun('digits 14:02'), comparedRun('digits 14:20', { seed: 2 })], gone: 1 };
  return {
    runs: [
      comparedRun('digits 14:02'),
      comparedRun('larger steps', { optimizer: 'keras.optimizers.Adam(0.01)', rate: 0.5, seed: 2 }),
      comparedRun('momentum, small batches', { optimizer: 'keras.optimizers.SGD(0.05, momentum=0.9)', batch: 32, rate: 0.18, done: 12, state: 'running', seed: 3, validated: false }),
    ],
    gone: 0,
  };
}

/** Plays the editor to the comparison. */
export const comparisonHost = (scene: string, called: (readonly [string, ...unknown[]])[]): ComparisonHost => ({
  start: async () => comparison(scene),
  compareSources: async (one, other) => void called.push(['compareSources', one, other]),
  showRun: async (id) => void called.push(['showRun', id]),
  save: async (name, bytes) => void called.push(['save', name, new TextDecoder().decode(bytes)]),
});
