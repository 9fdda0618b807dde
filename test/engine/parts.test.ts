/** Every public part of a training that Keras 3.15 has: it runs, or it is refused before the start with its line, or named and left out. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyze } from '../../src/core/analyze.js';
import type { EpochMetrics } from '../../src/core/protocol/engine.js';
import type { Recipe } from '../../src/core/recipe/types.js';
import { openDevice } from '../../src/engine/devices/open.js';
import { UserError } from '../../src/engine/errors.js';
import { initialWeights } from '../../src/engine/model/initialize.js';
import { openKerasFile, weightsFrom } from '../../src/engine/modelfiles/keras-file.js';
import { loadedWeights } from '../../src/engine/training/loaded-weights.js';
import { Run } from '../../src/engine/runs/run.js';
import type { TypedArray } from '../../src/engine/trace/step.js';
import { traceStep } from '../../src/engine/trace/trace.js';
import { createCallbacks } from '../../src/engine/training/callback-list.js';
import type { CallbackContext } from '../../src/engine/training/callback.js';
import { planTraining } from '../../src/engine/training/plan.js';
import { trainingStep } from '../../src/engine/training/step.js';
import { resumeTraining, startTraining, type TrainListener } from '../../src/engine/training/train.js';
import { difference, golden, unpack, type Packed } from './golden.js';

interface Whole {
  readonly source: string;
  readonly files: { readonly [name: string]: string };
  readonly history: { readonly [name: string]: readonly number[] };
  readonly weights: readonly Packed[];
  readonly saved: { readonly [name: string]: readonly Packed[] };
}

const { names, trainings } = golden<{ names: { readonly [module: string]: readonly string[] }; trainings: readonly Whole[] }>('parts');

/** Abstract classes, and what only holds others. */
const bases = new Set(['Optimizer', 'OptimizerMap', 'Loss', 'Metric', 'MeanMetricWrapper', 'Regularizer', 'Constraint', 'Initializer', 'Callback', 'CallbackList']);
/** What a constructor must be given. */
const given: { readonly [name: string]: string } = {
  LossScaleOptimizer: 'keras.optimizers.SGD()', MultiOptimizer: 'keras.optimizers.OptimizerMap(keras.optimizers.SGD())',
  MeanIoU: 'num_classes=3, sparse_y_pred=False, sparse_y_true=False', IoU: 'num_classes=3, target_class_ids=[0], sparse_y_pred=False, sparse_y_true=False', OneHotMeanIoU: 'num_classes=3', OneHotIoU: 'num_classes=3, target_class_ids=[0]', BinaryIoU: '',
  SensitivityAtSpecificity: '0.5', SpecificityAtSensitivity: '0.5', PrecisionAtRecall: '0.5', RecallAtPrecision: '0.5',
  BackupAndRestore: "'backup'", CSVLogger: "'log.csv'", LearningRateScheduler: 'lambda epoch, rate: 0.01', ModelCheckpoint: "'best.keras'", OrbaxCheckpoint: "'orbax'",
};
/** What Keras has and this does not: each is refused, with its line. */
const refused = {
  optimizers: ['MultiOptimizer', 'Muon', 'ScheduleFreeAdamW'],
  losses: ['CTC'],
  metrics: ['Mean', 'Sum'],
  regularizers: [],
  constraints: [],
  initializers: ['STFT'],
} as const;
/** Callbacks that are named, with a sentence, and left out. */
const leftOut = ['LambdaCallback', 'OrbaxCheckpoint', 'RemoteMonitor', 'SwapEMAWeights', 'TensorBoard'];

/** A file that trains with one part besides the usual ones. */
function sourceWith(module: string, name: string): string {
  const made = `keras.${module}.${name}(${given[name] ?? ''})`;
  const of = (which: string, otherwise: string): string => (which === module ? made : otherwise);
  const weight = { regularizers: 'kernel_regularizer', constraints: 'kernel_constraint', initializers: 'kernel_initializer' }[module];
  return `import numpy as np
import keras
from keras import layers
data = np.load('data.npz')
model = keras.Sequential([keras.Input((3,)), layers.Dense(3, activation='softmax'${weight ? `, ${weight}=${made}` : ''})])
model.compile(${of('optimizers', "'sgd'")}, ${of('losses', /^Sparse/.test(name) ? "'sparse_categorical_crossentropy'" : "'mse'")}, metrics=[${of('metrics', '')}])
model.fit(data['x'], data['y'], epochs=2, callbacks=[${of('callbacks', '')}])
`;
}

/** Why it does not run; null where it does. */
function obstacle(source: string, sparse: boolean): { readonly words: string | null; readonly recipe: Recipe } {
  const [model] = analyze(source).models;
  assert.ok(model?.recipe);
  const { graph, recipe } = model;
  assert.deepEqual(recipe.unknowns, [], source);
  try {
    const plan = planTraining(graph, recipe, [{ shape: sparse ? [] : [3], dtype: 'float32' }], source);
    initialWeights(plan.graph, 1);
    traceStep(trainingStep(plan, 2));
    return { words: null, recipe };
  } catch (error) {
    assert.ok(error instanceof UserError, `${source}\n${String((error as Error).stack)}`);
    return { words: error.message, recipe };
  }
}

describe('parts of a training', function () {
  this.timeout(120_000);

  for (const [module, list] of Object.entries(names)) {
    it(`keras.${module}: ${list.length} classes, each runs or is told of`, () => {
      const found: string[] = [];
      for (const name of list.filter((each) => !bases.has(each))) {
        const { words, recipe } = obstacle(sourceWith(module, name), /^Sparse|^CategoricalGeneralized|^Circle/.test(name));
        if (module === 'callbacks') {
          assert.equal(words, null, name);
          const context = { epochs: 2, learningRate: 0.1, learningRateSettable: true, averages: null, unsavable: () => null } as unknown as CallbackContext;
          const { skipped } = createCallbacks(recipe.callbacks, context);
          if (skipped.length > 0) found.push(name);
          for (const sentence of skipped) assert.match(sentence, new RegExp(`${name}.*\\.$`));
        } else if (words !== null) {
          found.push(name);
          assert.match(words, /\(line [56]\)/, name);
        }
      }
      assert.deepEqual(found, module === 'callbacks' ? leftOut : refused[module as keyof typeof refused]);
    });
  }

  for (const [what, kernel] of [['regularizer', 'kernel_regularizer=Own()'], ['constraint', 'kernel_constraint=Own()'], ['initializer', 'kernel_initializer=Own()'], ['regularizer', 'activity_regularizer=Own()']] as const) {
    it(`a ${what} that the file defines is refused before the start: ${kernel}`, () => {
      const source = sourceWith('losses', 'MeanSquaredError').replace("activation='softmax'", `activation='softmax', ${kernel}`).replace('data = np', `class Own(keras.${what}s.${what[0]!.toUpperCase()}${what.slice(1)}):\n    def __call__(self, x):\n        return x\ndata = np`);
      assert.match(obstacle(source, false).words ?? '', new RegExp(`^The layer "dense" \\(Dense\\) \\(line 8\\): the ${what} of its .* is defined in the file, and cannot be run here\\.`));
    });
  }

  it('of a layer that does not train, a regularizer of the file\'s own changes nothing', () => {
    const source = sourceWith('losses', 'MeanSquaredError').replace("activation='softmax'", "activation='softmax', trainable=False, kernel_regularizer=Own()").replace("'softmax', trainable", "'softmax', trainable").replace('keras.Input((3,)), ', 'keras.Input((3,)), layers.Dense(3), ').replace('data = np', 'class Own(keras.regularizers.Regularizer):\n    def __call__(self, x):\n        return x\ndata = np');
    assert.equal(obstacle(source, false).words, null);
  });

  describe('by whole files, as Keras runs them', () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'parts-'))));
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    for (const { source, files, history, weights, saved } of trainings) {
      const callbacks = /callbacks=\[(.*)\]/.exec(source)?.[1] ?? '';
      for (const interrupted of [false, true]) {
        it(`${/compile\((.*?\)+),/.exec(source)?.[1] ?? ''} ${callbacks}${interrupted ? ', going on after two epochs' : ''}`, async () => {
          for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), Buffer.from(bytes, 'base64'));
          const [model] = analyze(source).models;
          assert.ok(model?.recipe);
          const epochs: EpochMetrics[] = [];
          const lines: string[] = [];
          const listener: TrainListener = { progress: () => undefined, epochEnded: (event) => void epochs.push(event), runChanged: () => undefined, log: (line) => void lines.push(line) };
          const device = await openDevice('cpu');
          const training = await startTraining({ graph: model.graph, recipe: model.recipe, sourceFile: join(folder, 'net.py'), sourceText: source, runsDirectory: join(folder, 'runs'), seed: 1 }, device, {
            ...listener,
            epochEnded(event) {
              epochs.push(event);
              if (interrupted && event.epoch === 2) training.control.stop();
            },
          });
          let info = await training.done;
          if (interrupted) {
            assert.deepEqual([info.state, info.epochsDone], ['stopped', 2], info.error ?? '');
            info = await (await resumeTraining(info.directory, device, listener)).done;
          }
          assert.deepEqual([info.state, info.error], ['finished', null]);
          for (const [name, values] of Object.entries(history)) {
            // What decides over it shows in the losses.
            if (name === 'learning_rate') continue;
            const found = epochs.map(({ loss, metrics, validation }) => ({ loss, ...metrics, ...validation })[name] ?? NaN);
            values.forEach((value, i) => assert.ok(Math.abs(found[i]! - value) <= 1e-3 * Math.max(Math.abs(value), 0.05), `${name} of epoch ${i + 1}: ${value} in Keras, ${found[i]}`));
          }
          const expectWeights = (path: string, values: readonly TypedArray[], expected: readonly Packed[]): void => {
            assert.equal(values.length, expected.length);
            expected.forEach((each, i) => assert.ok(difference(values[i]!, unpack(each)) < 2e-3, `weight ${i} of ${path} differs by ${difference(values[i]!, unpack(each))}`));
          };
          const { modelPath } = await Run.open(info.directory);
          expectWeights(modelPath, Object.values(weightsFrom(await openKerasFile(readFileSync(modelPath), modelPath), model.graph, modelPath)), weights);
          for (const [name, expected] of Object.entries(saved)) {
            assert.ok(existsSync(join(folder, name)), name);
            const loaded = await loadedWeights({ graph: model.graph, recipe: { ...model.recipe, start: { path: join(folder, name), span: null } }, sourceFile: join(folder, 'net.py'), sourceText: '' });
            expectWeights(name, Object.values(loaded!), expected);
          }
          if (callbacks.includes('LambdaCallback')) assert.ok(lines.some((line) => line.includes('LambdaCallback')));
          await device.dispose();
        });
      }
    }
  });
});
