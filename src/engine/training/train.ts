/** A training from a request to its run folder: plan, data, weights, loop, checkpoints, model file, test. */
import { orderOf } from '../datasets/open.js';
import { readFile } from 'node:fs/promises';
import type { EngineListener, EpochMetrics, RunInfo, TrainRequest } from '../../core/protocol/engine.js';
import { lossWords } from '../devices/loss.js';
import { readMemory, type MemoryReading } from '../devices/memory.js';
import { UserError, isUserError } from '../errors.js';
import { openKerasFile, optimizerFrom, weightsFrom, writeKerasFile, type KerasModelFile } from '../modelfiles/keras-file.js';
import { initialWeights, shapeOf } from '../model/initialize.js';
import { writeWhole } from '../runs/files.js';
import { Run } from '../runs/run.js';
import type { Device, DeviceState, TypedArray, Variable } from '../trace/step.js';
import type { CallbackHooks } from './callback.js';
import { changedSource } from './changed-source.js';
import { callbackContext, type RunCallbackContext } from './callback-context.js';
import { createCallbacks } from './callback-list.js';
import { Control } from './control.js';
import { evaluate, fit, Steps } from './fit.js';
import { Inspector } from './inspect/inspector.js';
import { weightsAt } from './loaded-weights.js';
import { MemoryWatch, shortageBehind } from './memory-watch.js';
import { initialSlots } from './optimize.js';
import { packOptimizer, unpackOptimizer } from './optimizer-state.js';
import type { Plan } from './plan.js';
import { endUnwritten } from './unwritten.js';
import { prepare, testBatch, validationBatch, type Prepared } from './prepare.js';
import { Recorder } from './recorder.js';
import { UnreadableReport } from './unreadable.js';

/** What of the listener a training tells. */
export type TrainListener = Pick<EngineListener, 'progress' | 'epochEnded' | 'runChanged' | 'log'> & Partial<Pick<EngineListener, 'preparing'>>;

export interface RunningTraining {
  readonly run: Run;
  readonly control: Control;
  /** The run's last state; a failure of the training is told there as well as thrown to nobody. */
  readonly done: Promise<RunInfo>;
}

/** Checks everything and makes the run folder, then trains in the background. Throws a UserError where the training cannot start. */
export async function startTraining(request: TrainRequest, device: Device, listener: TrainListener, memory: () => MemoryReading = readMemory): Promise<RunningTraining> {
  const prepared = await prepare({ ...request, preparing: (line) => listener.preparing?.(line) });
  const seed = request.seed ?? 0;
  const epochs = request.epochs ?? request.recipe.epochs;
  const run = await Run.create(request, { device: device.info, data: prepared.title, epochs, seed });
  return begin(run, prepared, device, listener, null, memory);
}

/** Goes on with a run from its last checkpoint, to its own number of epochs or another. */
export async function resumeTraining(directory: string, device: Device, listener: TrainListener, epochs?: number, memory: () => MemoryReading = readMemory): Promise<RunningTraining> {
  const run = await Run.open(directory);
  refuseTrained(run);
  const { graph, recipe, sourceText, options } = run;
  const last = (await run.checkpoints()).at(-1) ?? null;
  const goal = epochs ?? run.info.epochs;
  if (last !== null && last >= goal) throw new UserError(`The run "${run.info.name}" has finished its ${goal} epochs. Give a larger number of epochs to train on.`);
  const prepared = await prepare({ graph, recipe, sourceText, sourceFile: run.info.sourceFile, missingDataset: options.missingDataset ?? undefined, preparing: (line) => listener.preparing?.(line) });
  // Reading data takes its time, in which another window may have begun to go on with it.
  refuseTrained(await Run.open(directory));
  await run.take();
  await run.update({ state: 'preparing', epochs: goal, epochsDone: last ?? 0, error: null, warnings: [], device: device.info.label, deviceId: device.info.id, deviceLost: false });
  return begin(run, { ...prepared, notes: [...await changedSource(run), ...prepared.notes] }, device, listener, last, memory);
}

function refuseTrained(run: Run): void {
  if (run.isTrainedElsewhere()) throw new UserError(`The run "${run.info.name}" is training already, in another window or terminal (process ${run.options.process}). Wait for it, or stop it there.`);
}

/** Trains to the end: for tests and the command line. */
export async function trainRun(request: TrainRequest, device: Device, listener: TrainListener): Promise<RunInfo> {
  return (await startTraining(request, device, listener)).done;
}

async function begin(run: Run, prepared: Prepared, device: Device, listener: TrainListener, from: number | null, memory: () => MemoryReading): Promise<RunningTraining> {
  const control = new Control();
  const change = async (update: Parameters<Run['update']>[0]): Promise<RunInfo> => {
    const info = await run.update(update);
    listener.runChanged(info);
    return info;
  };
  /** The end is told, also where it can no longer be written down. */
  const end = (update: Parameters<Run['update']>[0]): Promise<RunInfo> => change(update).catch(() => {
    listener.runChanged(run.info);
    return run.info;
  });
  const done = (async () => {
    try {
      return await train(run, prepared, device, listener, control, from, change, memory);
    } catch (error) {
      if (device.lost !== null) return end({ state: 'interrupted', deviceLost: true, error: `${lossWords(device)} ${run.info.epochsDone === 0 ? 'No epoch was finished; continue the run to begin it again.' : `Continue the run to go on after epoch ${run.info.epochsDone}.`}` });
      const unwritten = await endUnwritten(error, run);
      if (unwritten !== null) return end(unwritten);
      const { message } = error as Error;
      return end({ state: 'failed', error: shortageBehind(message, batchSizeOf(run, prepared)) ?? message });
    }
  })();
  return { run, control, done };
}

const batchSizeOf = (run: Run, { train: data }: Pick<Prepared, 'train'>): number => data.batchSize ?? run.recipe.batchSize;

async function train(run: Run, prepared: Prepared, device: Device, listener: TrainListener, control: Control, from: number | null, change: (update: Parameters<Run['update']>[0]) => Promise<RunInfo>, memory: () => MemoryReading): Promise<RunInfo> {
  const { plan, train: data, validation, test } = prepared;
  const { recipe, graph } = run;
  const start = await startState(run, prepared, from);
  const state = await device.createState(start.variables);
  const steps = new Steps(plan, device);
  const batchSize = batchSizeOf(run, prepared);
  const watch = new MemoryWatch(batchSize, memory);
  let step = start.step;
  const inspector = new Inspector(run, prepared, device, batchSize, (line) => listener.log(line));
  const recorder = new Recorder(run, device, (line) => listener.log(line));
  const snapshot = async (): Promise<KerasModelFile> => {
    const values = await state.read();
    return { graph, weights: values, compiled: { recipe, optimizer: packOptimizer(plan, values, step, plan.learningRate.settable ? plan.learningRate.at(step) : null) } };
  };
  const context = callbackContext({ run, plan, state, control, snapshot, log: (line) => listener.log(line) });
  const { hooks, skipped } = createCallbacks(recipe.callbacks, context);
  if (from !== null) await replay(hooks, context, run, from);
  const warn = async (lines: readonly string[]): Promise<void> => {
    for (const line of lines) listener.log(line);
    await change({ warnings: [...new Set([...(run.info.warnings ?? []), ...lines])] });
  };
  const unreadable = new UnreadableReport(run, () => prepared.unreadable());
  control.onChange = (paused) => void change({ state: paused ? 'paused' : 'running' }).catch((error: unknown) => listener.log(`That the run is ${paused ? 'paused' : 'going on'} could not be written down: ${(error as Error).message}`));
  await change({ state: 'running' });
  await warn([...prepared.notes, ...skipped]);
  try {
    const result = await fit(
      {
        plan, device, state, train: data, order: orderOf(data, batchSize, recipe.shuffle), validation, batchSize, validationBatchSize: validationBatch(prepared, recipe, batchSize), epochs: run.info.epochs, initialEpoch: from ?? recipe.initialEpoch, initialStep: step,
        stepsPerEpoch: prepared.steps.training, validationSteps: prepared.steps.validation, validationFreq: recipe.validationFreq, classWeight: recipe.classWeight, seed: run.options.seed,
        callbacks: hooks, control,
        progress(event) {
          listener.progress({ ...event, epoch: event.epoch + 1, runId: run.info.id });
          const short = watch.look();
          if (short !== null) void warn([short]);
        },
        validated: (indices, reports) => inspector.validated(indices, reports),
        stepDone: (done) => void (step = done),
        async epochEnded(ended: EpochMetrics) {
          // The loop counts from 0 as callbacks do; people and files count from 1.
          const metrics = { ...ended, epoch: ended.epoch + 1 };
          // The checkpoint is what makes an epoch finished; killed before it, the epoch is trained again and its line replaced.
          await run.appendMetrics(metrics);
          const kept = await snapshot();
          await writeWhole(run.checkpointPath(metrics.epoch), await writeKerasFile(kept));
          await inspector.epochEnded(metrics, state, kept.weights, step);
          await recorder.record(metrics.epoch, kept.weights);
          await run.pruneCheckpoints();
          await change({ epochsDone: metrics.epoch });
          await warn(await unreadable.news());
          listener.epochEnded({ ...metrics, runId: run.info.id });
        },
      },
      steps,
    );
    if (plan.optimizer.config.flag('useEma')) await averageWeights(plan, state);
    const left = await snapshot();
    await writeWhole(run.modelPath, await writeKerasFile(left));
    await recorder.record('final', left.weights);
    const seen = inspector.test();
    // All epochs are done by now: a device that is lost here takes the evaluation along, and not the training.
    const tested = test === null || !(await readyForTest(run, state, warn)) ? null : await evaluate(plan, steps, state, test, testBatch(prepared, recipe), prepared.steps.test, { seed: run.options.seed, epoch: run.info.epochs }, seen).catch(async (error: unknown) => {
      if (device.lost === null) throw error;
      await warn([`${lossWords(device)} The model is kept; the test data was not evaluated.`]);
      return null;
    });
    if (tested) {
      await seen.done(run.info.epochsDone);
      listener.log(`Test: ${Object.entries({ loss: tested.loss, ...tested.metrics }).map(([name, value]) => `${name} ${value.toFixed(4)}`).join(', ')}.`);
    }
    const early = result.stopped && result.epochs < run.info.epochs && context.ended === null;
    if (context.ended !== null) listener.log(context.ended);
    return await change({ state: early ? 'stopped' : 'finished', test: tested && { loss: tested.loss, ...tested.metrics } });
  } finally {
    await Promise.allSettled([steps.dispose(), inspector.dispose(), recorder.dispose(), state.dispose()]);
  }
}

/** Loads what the file loads before it evaluates. False, with a warning, where that cannot be had: other weights would give other scores. */
async function readyForTest({ recipe: { testStart }, graph, info, sourceText }: Run, state: DeviceState, warn: (lines: readonly string[]) => Promise<void>): Promise<boolean> {
  if (!testStart) return true;
  try {
    await state.write(await weightsAt(testStart, { graph, sourceFile: info.sourceFile, sourceText }));
    return true;
  } catch (error) {
    if (!isUserError(error)) throw error;
    await warn([`The test data was not evaluated. ${error.message}`]);
    return false;
  }
}

/** Tells callbacks of a run that goes on what happened before: the best value so far, how long there was no better one. */
async function replay(hooks: readonly CallbackHooks[], context: RunCallbackContext, run: Run, until: number): Promise<void> {
  const rate = context.learningRate;
  for (const { epoch, loss, metrics, validation } of await run.metrics()) {
    if (epoch > until) break;
    context.replaying = epoch;
    for (const hook of hooks) {
      await hook.epochBegin?.(epoch - 1);
      await hook.epochEnd?.(epoch - 1, { loss, ...metrics, ...validation });
    }
  }
  context.replaying = null;
  if (context.learningRateSettable) context.learningRate = rate;
}

/** Weights and optimizer's variables at the start: fresh, those that the file loads, or those of a checkpoint. */
async function startState(run: Run, { plan, start }: Pick<Prepared, 'plan' | 'start'>, from: number | null): Promise<{ variables: Record<string, Variable>; step: number }> {
  const weights = initialWeights(plan.graph, run.options.seed);
  const trained = plan.weights.filter(({ trainable }) => trainable).map((weight) => ({ name: weight.name, shape: shapeOf(weight) }));
  const slots = initialSlots(plan.optimizer, trained);
  if (from === null) return { variables: { ...given(weights, start ?? {}), ...slots }, step: 0 };
  const path = run.checkpointPath(from);
  const file = await openKerasFile(await readFile(path), path);
  const optimizer = optimizerFrom(file);
  const values: Record<string, TypedArray> = { ...weightsFrom(file, plan.graph, path), ...(optimizer ? unpackOptimizer(plan, optimizer) : {}) };
  if (optimizer?.learningRate != null && plan.learningRate.settable) plan.learningRate.set(optimizer.learningRate);
  return { variables: given({ ...weights, ...slots }, values), step: optimizer?.iterations ?? 0 };
}

const given = (variables: Readonly<Record<string, Variable>>, values: Readonly<Record<string, TypedArray>>): Record<string, Variable> =>
  Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, { ...variable, values: values[name] ?? variable.values }]));

/** At the end of `fit` Keras puts the averages in the weights' place (`use_ema`). */
async function averageWeights(plan: Plan, state: DeviceState): Promise<void> {
  const trained = plan.weights.filter(({ trainable }) => trainable).map(({ name }) => name);
  const values = await state.read(trained.map((name) => `optimizer/${name}/average`));
  await state.write(Object.fromEntries(trained.map((name) => [name, values[`optimizer/${name}/average`]!])));
}
