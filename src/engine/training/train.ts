/** A training from a request to its run folder: every `fit` of its recipe one after the other, checkpoints, model file, test. */
import type { EngineListener, RunInfo, TrainRequest } from '../../core/protocol/engine.js';
import { epochsOf, stageEpochs, stagesOf, type StageEpochs } from '../../core/recipe/stages.js';
import type { Recipe } from '../../core/recipe/types.js';
import { stageOf, stageWords } from '../../core/runs/stages.js';
import { stepsIn } from '../datasets/open.js';
import { lossWords } from '../devices/loss.js';
import { readMemory, type MemoryReading } from '../devices/memory.js';
import { UserError, isUserError } from '../errors.js';
import { writeKerasFile } from '../modelfiles/keras-file.js';
import { writeWhole } from '../runs/files.js';
import { Run } from '../runs/run.js';
import type { Device, DeviceState } from '../trace/step.js';
import type { Memories } from './callback-list.js';
import { changedSource } from './changed-source.js';
import { Control } from './control.js';
import { evaluate } from './fit.js';
import { weightsAt } from './loaded-weights.js';
import type { Logs } from './means.js';
import { MemoryWatch, shortageBehind } from './memory-watch.js';
import { prepareStages, testBatch, type Prepared } from './prepare.js';
import { Recorder } from './recorder.js';
import { runStages } from './run-stages.js';
import { Stage, type Begin } from './stage.js';
import { UnreadableReport } from './unreadable.js';
import { endUnwritten } from './unwritten.js';

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
  const prepared = await prepareStages({ ...request, preparing: (line) => listener.preparing?.(line) });
  const seed = request.seed ?? 0;
  const epochs = request.epochs ?? epochsOf(request.recipe);
  const run = await Run.create(request, { device: device.info, data: [...new Set(prepared.map(({ title }) => title))].join('; '), epochs, stages: runStages(request), seed });
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
  const prepared = await prepareStages({ graph, recipe, sourceText, sourceFile: run.info.sourceFile, missingDataset: options.missingDataset ?? undefined, preparing: (line) => listener.preparing?.(line) });
  // Reading data takes its time, in which another window may have begun to go on with it.
  refuseTrained(await Run.open(directory));
  await run.take();
  const changed = await changedSource(run);
  await run.update({ state: 'preparing', epochs: goal, epochsDone: last ?? 0, error: null, warnings: [], device: device.info.label, deviceId: device.info.id, deviceLost: false });
  return begin(run, prepared.map((each, i) => (i === 0 ? { ...each, notes: [...changed, ...each.notes] } : each)), device, listener, last, memory);
}

function refuseTrained(run: Run): void {
  if (run.isTrainedElsewhere()) throw new UserError(`The run "${run.info.name}" is training already, in another window or terminal (process ${run.options.process}). Wait for it, or stop it there.`);
}

/** Trains to the end: for tests and the command line. */
export async function trainRun(request: TrainRequest, device: Device, listener: TrainListener): Promise<RunInfo> {
  return (await startTraining(request, device, listener)).done;
}

async function begin(run: Run, prepared: readonly Prepared[], device: Device, listener: TrainListener, from: number | null, memory: () => MemoryReading): Promise<RunningTraining> {
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
      return end({ state: 'failed', error: shortageBehind(message, Math.max(...prepared.map((each, i) => batchSizeOf(each, stagesOf(run.recipe)[i]!)))) ?? message });
    }
  })();
  return { run, control, done };
}

const batchSizeOf = ({ train: data }: Pick<Prepared, 'train'>, recipe: Recipe): number => data.batchSize ?? recipe.batchSize;

async function train(run: Run, prepared: readonly Prepared[], device: Device, listener: TrainListener, control: Control, from: number | null, change: (update: Parameters<Run['update']>[0]) => Promise<RunInfo>, memory: () => MemoryReading): Promise<RunInfo> {
  const log = (line: string): void => listener.log(line);
  const recipes = stagesOf(run.recipe);
  const sizes = prepared.map((each, i) => batchSizeOf(each, recipes[i]!));
  const recorder = new Recorder(run, device, log);
  const memories: Memories = new Map();
  const warn = async (lines: readonly string[]): Promise<void> => {
    for (const line of lines) listener.log(line);
    await change({ warnings: [...new Set([...(run.info.warnings ?? []), ...lines])] });
  };
  const unreadable = new UnreadableReport(run, () => new Map(prepared.flatMap((each) => [...each.unreadable()])));
  control.onChange = (paused) => void change({ state: paused ? 'paused' : 'running' }).catch((error: unknown) => listener.log(`That the run is ${paused ? 'paused' : 'going on'} could not be written down: ${(error as Error).message}`));
  const stageAt = (i: number, begin: Begin): Promise<Stage> => Stage.create({ run, recipe: recipes[i]!, prepared: prepared[i]!, device, control, epochs: epochsAt(run, i), begin, memories, batchSize: sizes[i]!, log });
  let at = from === null ? 0 : stageOf(run.info.stages, from);
  // What its callbacks remember goes on from one `fit` to the next.
  const remembered = recipes[at]!.callbacks.some(({ again }) => again === true);
  for (let i = 0; remembered && i < at; i++) {
    const past = await stageAt(i, { from: 'start' });
    await past.replay(epochsAt(run, i + 1).after);
    await past.dispose();
  }
  let stage = await stageAt(at, from === null ? { from: 'start' } : { from: 'checkpoint', epoch: from });
  try {
    let done = from ?? epochsAt(run, 0).after;
    // It was told to end, and what comes behind it had not begun; the last one goes on to as many epochs as are asked for.
    let over = from === null ? null : await stage.replay(from);
    await change({ state: 'running' });
    await warn([...new Set(prepared.flatMap(({ notes }) => notes)), ...stage.skipped]);
    for (;;) {
      const last = at === recipes.length - 1;
      const watch = new MemoryWatch(sizes[at]!, memory);
      const { until } = epochsAt(run, at);
      const result = await stage.train(done, !last && over !== null ? done : until, {
        stepsBehind: recipes.slice(at + 1).reduce((sum, _, i) => sum + stepsOfStage(run, prepared, sizes, at + 1 + i), 0),
        progress(event) {
          listener.progress({ ...event, runId: run.info.id });
          const short = watch.look();
          if (short !== null) void warn([short]);
        },
        async epochEnded(metrics, kept) {
          // The checkpoint is what makes an epoch finished; killed before it, the epoch is trained again and its line replaced.
          await run.appendMetrics(metrics);
          await writeWhole(run.checkpointPath(metrics.epoch), await writeKerasFile(kept));
          await stage.inspector.epochEnded(metrics, stage.state, kept.weights, stage.step);
          await recorder.record(metrics.epoch, kept.weights);
          await run.pruneCheckpoints();
          await change({ epochsDone: metrics.epoch });
          await warn(await unreadable.news());
          listener.epochEnded({ ...metrics, runId: run.info.id });
        },
      });
      done = result.epochs;
      if (stage.ended !== null) listener.log(stage.ended);
      if (last || control.wasStopped() || (stage.ended === null && over === null && done >= run.info.epochs)) break;
      over = null;
      // Epochs that it has left out are none of the run's.
      await change(earlier(run, at, epochsAt(run, at + 1).after - done));
      const left = await stage.leave();
      await stage.dispose();
      control.begin();
      stage = await stageAt(at + 1, { from: 'stage', left, before: recipes[at]! });
      at++;
      listener.log(stageWords(run.info.stages!, at));
      await warn(stage.skipped);
    }
    const left = await stage.snapshot();
    await writeWhole(run.modelPath, await writeKerasFile(left));
    await recorder.record('final', left.weights);
    const tested = await testStage(run, stage, { at, prepared, device, warn });
    if (tested) listener.log(`Test: ${Object.entries({ loss: tested.loss, ...tested.metrics }).map(([name, value]) => `${name} ${value.toFixed(4)}`).join(', ')}.`);
    const early = control.wasStopped() && done < run.info.epochs && (stage.ended === null || at < recipes.length - 1);
    return await change({ state: early ? 'stopped' : 'finished', test: tested && { loss: tested.loss, ...tested.metrics } });
  } finally {
    await Promise.allSettled([stage.dispose(), recorder.dispose()]);
  }
}

/** What `evaluate` gives of the model as it was left; null where it is not evaluated. */
async function testStage(run: Run, stage: Stage, { at, prepared, device, warn }: { readonly at: number; readonly prepared: readonly Prepared[]; readonly device: Device; warn(lines: readonly string[]): Promise<void> }): Promise<Logs | null> {
  const { test, steps } = prepared.at(-1)!;
  if (test === null || !(await readyForTest(run, stage.state, warn))) return null;
  const seen = stage.inspector.test();
  // All epochs are done by now: a device that is lost here takes the evaluation along, and not the training.
  const tested = await evaluate(prepared[at]!.plan, stage.steps, stage.state, test, testBatch({ test }, run.recipe), steps.test, { seed: run.options.seed, epoch: run.info.epochs }, seen).catch(async (error: unknown) => {
    if (device.lost === null) throw error;
    await warn([`${lossWords(device)} The model is kept; the test data was not evaluated.`]);
    return null;
  });
  if (tested) await seen.done(run.info.epochsDone);
  return tested;
}

/** The epochs of the run that a `fit` of it does. The last one goes on to the run's end; none goes beyond it. */
function epochsAt({ info, recipe }: Run, at: number): StageEpochs {
  const planned = stageEpochs(recipe);
  const { after, until } = planned[at]!;
  const begins = info.stages?.[at]?.after ?? after;
  return { after: begins, until: at === planned.length - 1 ? info.epochs : Math.min(begins + until - after, info.epochs) };
}

/** All later ones begin earlier. */
function earlier({ info }: Run, at: number, by: number): Pick<RunInfo, 'epochs' | 'stages'> {
  return { epochs: info.epochs - by, ...(info.stages ? { stages: info.stages.map((stage, i) => (i > at ? { ...stage, after: stage.after - by } : stage)) } : {}) };
}

function stepsOfStage(run: Run, prepared: readonly Prepared[], sizes: readonly number[], at: number): number {
  const { after, until } = epochsAt(run, at);
  const { train: data, steps } = prepared[at]!;
  return Math.max(until - after, 0) * stepsIn(steps.training, data, sizes[at]!);
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
