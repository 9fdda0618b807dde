/** A training from a request to its run folder: plan, data, weights, loop, checkpoints, model file, test. */
import { appendFile, readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { EngineListener, EpochMetrics, RunInfo, TrainRequest } from '../../core/protocol/engine.js';
import { openData, type DataContext, type OpenData } from '../datasets/open.js';
import { largest } from '../datasets/steps.js';
import { sliceRows } from '../datasets/rows.js';
import { UserError, atLine } from '../errors.js';
import { openKerasFile, optimizerFrom, weightsFrom, writeKerasFile, writeWeights, type KerasModelFile } from '../modelfiles/keras-file.js';
import { initialWeights, shapeOf } from '../model/initialize.js';
import { writeWhole } from '../runs/files.js';
import { Run } from '../runs/run.js';
import type { Device, DeviceState, TypedArray, Variable } from '../trace/step.js';
import type { CallbackContext } from './callback.js';
import { createCallbacks } from './callback-list.js';
import { Control } from './control.js';
import { evaluate, fit, Steps } from './fit.js';
import { initialSlots } from './optimize.js';
import { planTraining, type Plan, type TargetSpec } from './plan.js';
import { packOptimizer, unpackOptimizer } from './optimizer-state.js';

/** Checkpoints of one run may take this much together before the oldest go. */
const checkpointBytes = 2e9;

/** What of the listener a training tells. */
export type TrainListener = Pick<EngineListener, 'progress' | 'epochEnded' | 'runChanged' | 'log'>;

export interface RunningTraining {
  readonly run: Run;
  readonly control: Control;
  /** The run's last state; a failure of the training is told there as well as thrown to nobody. */
  readonly done: Promise<RunInfo>;
}

interface Prepared {
  readonly plan: Plan;
  readonly train: OpenData;
  readonly validation: Pick<OpenData, 'x' | 'y'> | null;
  readonly test: OpenData | null;
  readonly title: string;
}

/** Checks everything and makes the run folder, then trains in the background. Throws a UserError where the training cannot start. */
export async function startTraining(request: TrainRequest, device: Device, listener: TrainListener): Promise<RunningTraining> {
  const prepared = await prepare(request);
  const seed = request.seed ?? 0;
  const epochs = request.epochs ?? request.recipe.epochs;
  const run = await Run.create(request, { device: device.info.label, data: prepared.title, epochs, seed });
  return begin(run, prepared, device, listener, null);
}

/** Goes on with a run from its last checkpoint, to its own number of epochs or another. */
export async function resumeTraining(directory: string, device: Device, listener: TrainListener, epochs?: number): Promise<RunningTraining> {
  const run = await Run.open(directory);
  const { graph, recipe, sourceText, options } = run;
  const last = (await run.checkpoints()).at(-1) ?? null;
  const goal = epochs ?? run.info.epochs;
  if (last !== null && last >= goal) throw new UserError(`The run "${run.info.name}" has finished its ${goal} epochs. Give a larger number of epochs to train on.`);
  const prepared = await prepare({ graph, recipe, sourceText, sourceFile: run.info.sourceFile, missingDataset: options.missingDataset ?? undefined });
  await run.take();
  await run.update({ epochs: goal, error: null, device: device.info.label });
  return begin(run, prepared, device, listener, last);
}

/** Trains to the end: for tests and the command line. */
export async function trainRun(request: TrainRequest, device: Device, listener: TrainListener): Promise<RunInfo> {
  return (await startTraining(request, device, listener)).done;
}

type Preparable = Pick<TrainRequest, 'graph' | 'recipe' | 'sourceFile' | 'sourceText'> & { readonly missingDataset?: 'bundled' | 'download' | undefined };

async function prepare(request: Preparable): Promise<Prepared> {
  const { graph, recipe, sourceText } = request;
  const blocked = recipe.unknowns.find(({ blocks }) => blocks);
  if (blocked) throw new UserError(`The training cannot start${atLine(sourceText, blocked.span)}: ${blocked.reason}`);
  if (recipe.train === null) throw new UserError('The file does not say what to train on: no data is handed to `fit` that can be read. Call `model.fit(x, y)` with arrays from keras.datasets or a file.');
  if (graph.inputs.length !== 1) throw new UserError(`The model has ${graph.inputs.length} inputs, and training here takes one array of inputs. Train it with Keras.`);
  const context: DataContext = { sourceFile: request.sourceFile, sourceText, missingDataset: request.missingDataset };
  const whole = await openData(recipe.train, context);
  const target: TargetSpec = { shape: whole.y.shape, dtype: whole.y.dtype };
  const plan = planTraining(graph, recipe, [target], sourceText);
  await checkData(plan, whole, sourceText, recipe.train.x.span);
  const share = recipe.validation === null ? recipe.validationSplit : 0;
  const cut = share > 0 ? Math.floor(whole.x.count * (1 - share)) : whole.x.count;
  if (cut === 0 || (share > 0 && cut === whole.x.count)) throw new UserError(`\`validation_split=${share}\` leaves ${cut} of ${whole.x.count} samples for training${atLine(sourceText, recipe.fitSpan)}. Choose a share between 0 and 1 that leaves some on both sides.`);
  const train = share > 0 ? { ...whole, x: sliceRows(whole.x, 0, cut), y: sliceRows(whole.y, 0, cut) } : whole;
  const validation = recipe.validation ? await openData(recipe.validation, context) : share > 0 ? { x: sliceRows(whole.x, cut, null), y: sliceRows(whole.y, cut, null) } : null;
  const test = recipe.test === null ? null : await openData(recipe.test, context);
  return { plan, train, validation, test, title: whole.title };
}

/** Inputs must have the model's shape, labels must be among its classes. */
async function checkData(plan: Plan, { x, y }: OpenData, source: string, span: Parameters<typeof atLine>[1]): Promise<void> {
  const expected = plan.inputs[0]!.shape;
  if (expected.join() !== x.shape.join()) {
    const fitting = expected.reduce((a, b) => a * b, 1) === x.shape.reduce((a, b) => a * b, 1);
    throw new UserError(`The model takes inputs of shape (${expected.join(', ')}), and the data${atLine(source, span)} has samples of shape (${x.shape.join(', ')}). ${fitting ? `Reshape it to (-1, ${expected.join(', ')}) before \`fit\`.` : 'Change the model\'s input shape or the data.'}`);
  }
  for (const { loss, shape } of plan.outputs) {
    if (loss === null || !/^(SparseCategoricalCrossentropy)$/.test(loss.loss.className)) continue;
    const most = await largest(y);
    if (most >= shape.at(-1)!) throw new UserError(`The labels go up to ${most}, and the model's last layer has ${shape.at(-1)} units, one for each label from 0. Give it ${most + 1} units.`);
  }
}

async function begin(run: Run, prepared: Prepared, device: Device, listener: TrainListener, from: number | null): Promise<RunningTraining> {
  const control = new Control();
  const change = async (update: Parameters<Run['update']>[0]): Promise<RunInfo> => {
    const info = await run.update(update);
    listener.runChanged(info);
    return info;
  };
  const done = (async () => {
    try {
      return await train(run, prepared, device, listener, control, from, change);
    } catch (error) {
      return change({ state: 'failed', error: (error as Error).message });
    }
  })();
  return { run, control, done };
}

async function train(run: Run, prepared: Prepared, device: Device, listener: TrainListener, control: Control, from: number | null, change: (update: Parameters<Run['update']>[0]) => Promise<RunInfo>): Promise<RunInfo> {
  const { plan, train: data, validation, test } = prepared;
  const { recipe, graph } = run;
  const start = await startState(run, plan, from);
  const state = await device.createState(start.variables);
  const steps = new Steps(plan, device);
  const batchSize = data.batchSize ?? recipe.batchSize;
  let step = start.step;
  const snapshot = async (): Promise<KerasModelFile> => {
    const values = await state.read();
    return { graph, weights: values, compiled: { recipe, optimizer: packOptimizer(plan, values, step, plan.learningRate.at(step)) } };
  };
  const context = callbackContext(run, plan, state, control, listener, snapshot);
  const { hooks, skipped } = createCallbacks(recipe.callbacks, context);
  for (const line of skipped) listener.log(line);
  control.onChange = (paused) => void change({ state: paused ? 'paused' : 'running' });
  await change({ state: 'running' });
  try {
    const result = await fit(
      {
        plan, device, state, train: data, validation, batchSize, validationBatchSize: batchSize, epochs: run.info.epochs, initialEpoch: from ?? recipe.initialEpoch, initialStep: step,
        stepsPerEpoch: recipe.stepsPerEpoch, validationSteps: recipe.validationSteps, shuffle: data.shuffle ?? recipe.shuffle, classWeight: recipe.classWeight, seed: run.options.seed,
        callbacks: hooks, control,
        progress: (event) => listener.progress({ ...event, epoch: event.epoch + 1, runId: run.info.id }),
        async epochEnded(ended: EpochMetrics, steps) {
          step = steps;
          // The loop counts from 0 as callbacks do; people and files count from 1.
          const metrics = { ...ended, epoch: ended.epoch + 1 };
          await writeWhole(run.checkpointPath(metrics.epoch), await writeKerasFile(await snapshot()));
          await run.appendMetrics(metrics);
          await run.pruneCheckpoints(checkpointBytes);
          await change({ epochsDone: metrics.epoch });
          listener.epochEnded({ ...metrics, runId: run.info.id });
        },
      },
      steps,
    );
    if (plan.optimizer.config.flag('useEma')) await averageWeights(plan, state);
    await writeWhole(run.modelPath, await writeKerasFile(await snapshot()));
    const tested = test === null ? null : await evaluate(plan, steps, state, test, recipe.batchSize, null);
    if (tested) {
      listener.log(`Test: ${Object.entries({ loss: tested.loss, ...tested.metrics }).map(([name, value]) => `${name} ${value.toFixed(4)}`).join(', ')}.`);
    }
    const early = result.stopped && result.epochs < run.info.epochs && context.ended === null;
    if (context.ended !== null) listener.log(context.ended);
    return await change({ state: early ? 'stopped' : 'finished', test: tested && { loss: tested.loss, ...tested.metrics } });
  } finally {
    await steps.dispose();
    await state.dispose();
  }
}

/** Weights and optimizer's variables at the start: fresh, or those of a checkpoint. */
async function startState(run: Run, plan: Plan, from: number | null): Promise<{ variables: Record<string, Variable>; step: number }> {
  const weights = initialWeights(plan.graph, run.options.seed);
  const trained = plan.weights.filter(({ trainable }) => trainable).map((weight) => ({ name: weight.name, shape: shapeOf(weight) }));
  const slots = initialSlots(plan.optimizer, trained);
  if (from === null) return { variables: { ...weights, ...slots }, step: 0 };
  const path = run.checkpointPath(from);
  const file = await openKerasFile(await readFile(path), path);
  const optimizer = optimizerFrom(file);
  const values: Record<string, TypedArray> = { ...weightsFrom(file, plan.graph, path), ...(optimizer ? unpackOptimizer(plan, optimizer) : {}) };
  if (optimizer && plan.learningRate.settable) plan.learningRate.set(optimizer.learningRate);
  const variables = Object.fromEntries(Object.entries({ ...weights, ...slots }).map(([name, variable]) => [name, { ...variable, values: values[name] ?? variable.values }]));
  return { variables, step: optimizer?.iterations ?? 0 };
}

/** At the end of `fit` Keras puts the averages in the weights' place (`use_ema`). */
async function averageWeights(plan: Plan, state: DeviceState): Promise<void> {
  const trained = plan.weights.filter(({ trainable }) => trainable).map(({ name }) => name);
  const values = await state.read(trained.map((name) => `optimizer/${name}/average`));
  await state.write(Object.fromEntries(trained.map((name) => [name, values[`optimizer/${name}/average`]!])));
}

function callbackContext(run: Run, plan: Plan, state: DeviceState, control: Control, listener: TrainListener, snapshot: () => Promise<KerasModelFile>): CallbackContext & { ended: string | null } {
  const names = plan.weights.map(({ name }) => name);
  const resolve = (path: string): string => (isAbsolute(path) ? path : join(dirname(run.info.sourceFile), path));
  return {
    ended: null,
    epochs: run.info.epochs,
    learningRateSettable: plan.learningRate.settable,
    get learningRate() {
      return plan.learningRate.at(0);
    },
    set learningRate(rate: number) {
      plan.learningRate.set(rate);
    },
    stop(reason) {
      this.ended = reason;
      control.stop();
    },
    weights: () => state.read(names),
    restore: (weights) => state.write(weights),
    async save(path) {
      const model = await snapshot();
      await writeWhole(resolve(path), path.endsWith('.weights.h5') || path.endsWith('.h5') ? await writeWeights(model.graph, model.weights) : await writeKerasFile(model));
    },
    async write(path, text, append) {
      if (append) await appendFile(resolve(path), text);
      else await writeWhole(resolve(path), text);
    },
    log: (line) => listener.log(line),
  };
}
