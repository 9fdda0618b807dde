/** The training loop: epochs of steps, validation, callbacks, progress. Knows nothing of files. */
import type { EpochMetrics, Progress } from '../../core/protocol/engine.js';
import type { OrderStep } from '../../core/recipe/order.js';
import type { Recipe } from '../../core/recipe/types.js';
import { orderOf, type Columns, type OpenData } from '../datasets/open.js';
import { OrderStream } from '../datasets/order.js';
import type { Pass } from '../datasets/rows.js';
import { UserError } from '../errors.js';
import type { CompiledStep, Device, DeviceState, TypedArray } from '../trace/step.js';
import { batches, weightsOfSamples } from './batches.js';
import type { CallbackHooks } from './callback.js';
import type { Control } from './control.js';
import { EpochMeans, type Logs } from './means.js';
import type { Plan } from './plan.js';
import { evaluationStep, trainingStep, type SampleWeights } from './step.js';

export interface FitOptions {
  readonly plan: Plan;
  readonly device: Device;
  /** Weights and the optimizer's variables. */
  readonly state: DeviceState;
  readonly train: Columns;
  /** How its samples come in a pass. */
  readonly order: readonly OrderStep[];
  readonly validation: OrderedColumns | null;
  readonly batchSize: number;
  readonly validationBatchSize: number;
  readonly epochs: number;
  /** Steps that the run does behind this `fit`. */
  readonly stepsBehind: number;
  /** The epoch with which this `fit` begins, and the one with which it goes on (resumed trainings): counted from 0, as callbacks do. */
  readonly firstEpoch: number;
  readonly initialEpoch: number;
  /** Epochs that a run has done before its epoch 0: what is drawn at random is not to be drawn again. */
  readonly offset: number;
  /** Number of steps that the optimizer has done before. */
  readonly initialStep: number;
  readonly stepsPerEpoch: number | null;
  readonly validationSteps: number | null;
  /** See `Recipe.validationFreq`. */
  readonly validationFreq: Recipe['validationFreq'];
  readonly classWeight: { readonly [label: string]: number } | null;
  readonly seed: number;
  readonly callbacks: readonly CallbackHooks[];
  readonly control: Control;
  progress(event: Omit<Progress, 'runId'>): void;
  /** What the validation of an epoch gave for each image of a batch; `indices` are rows of the validation data. */
  validated?(indices: readonly number[], reports: Readonly<Record<string, TypedArray>>): void;
  /** After validation and callbacks; the next epoch waits for it. */
  epochEnded(metrics: EpochMetrics): Promise<void>;
  /** How many steps are done, before callbacks hear of the last: what they save says so. */
  stepDone(step: number): void;
}

export interface FitResult {
  /** Epochs done in all. */
  readonly epochs: number;
  readonly stopped: boolean;
  readonly last: EpochMetrics | null;
}

/** Compiles steps when first asked for a batch size; the last batch of an epoch is often smaller. */
export class Steps {
  private readonly compiled = new Map<string, Promise<CompiledStep>>();

  constructor(
    private readonly plan: Plan,
    private readonly device: Device,
  ) {}

  training(batch: number, weighted: SampleWeights): Promise<CompiledStep> {
    return this.once(`train ${batch} ${JSON.stringify(weighted)}`, () => this.device.compile(trainingStep(this.plan, batch, weighted)));
  }

  evaluation(batch: number, weighted: SampleWeights): Promise<CompiledStep> {
    return this.once(`evaluate ${batch} ${JSON.stringify(weighted)}`, () => this.device.compile(evaluationStep(this.plan, batch, weighted)));
  }

  async dispose(): Promise<void> {
    for (const step of this.compiled.values()) await (await step).dispose();
  }

  private once(key: string, make: () => Promise<CompiledStep>): Promise<CompiledStep> {
    const made = this.compiled.get(key) ?? make();
    this.compiled.set(key, made);
    return made;
  }
}

/** Data with what of its order is its own. */
export type OrderedColumns = Columns & Pick<OpenData, 'order' | 'dropRemainder'>;

const progressInterval = 50;

/** Trains. Throws what a device or a data source throws; pausing and stopping come through `control`. */
export async function fit(options: FitOptions, steps: Steps): Promise<FitResult> {
  const { plan, train, state, batchSize, control, seed, offset } = options;
  const stream = new OrderStream({ count: train.x.count, steps: options.order, batchSize }, seed, options.stepsPerEpoch, offset);
  const { perEpoch } = stream;
  // A training that goes on does so behind the batches that it has had.
  for (let had = options.firstEpoch; options.stepsPerEpoch !== null && had < options.initialEpoch; had++) stream.next(had + offset);
  let step = options.initialStep;
  let last: EpochMetrics | null = null;
  let epoch = options.initialEpoch;
  for (const callback of options.callbacks) await callback.trainBegin?.();
  for (; epoch < options.epochs && !control.isStopped(); epoch++) {
    const started = performance.now();
    for (const callback of options.callbacks) await callback.epochBegin?.(epoch);
    const means = new EpochMeans(plan);
    const { order, sizes, batches: whole } = stream.next(epoch + offset);
    const clock = new Clock();
    let done = 0;
    const source = batches(train, { order, sizes, batchSize, inputs: plan.inputs, targets: plan.targets, classWeight: options.classWeight, pass: { seed, epoch: epoch + offset } });
    for await (const batch of source) {
      await clock.pause(control.gate());
      if (control.isStopped()) break;
      const compiled = await clock.pause(steps.training(batch.size, weightsOfSamples(train, options.classWeight)));
      const learningRate = plan.learningRate.at(step);
      const scalars = { learningRate: Float32Array.of(learningRate), iteration: Float32Array.of(step) };
      means.add(await compiled.run(state, { ...batch.inputs, ...scalars }, { seed: seed + offset, index: step }), batch.size);
      step++;
      options.stepDone(step);
      done++;
      clock.tick(batch.size);
      const { loss, metrics } = means.logs;
      for (const callback of options.callbacks) await callback.batchEnd?.(done - 1, { loss, ...metrics });
      if (clock.due(progressInterval) || done === perEpoch) {
        options.progress({ epoch, epochs: options.epochs, step: done, steps: perEpoch, loss, metrics, learningRate, imagesPerSecond: clock.rate, remainingSeconds: clock.perStep * (perEpoch - done + perEpoch * (options.epochs - epoch - 1) + options.stepsBehind) });
      }
    }
    if (done === 0 && !control.isStopped()) throw new UserError('None of the training data could be read. Check the files that the log names.');
    if (done === 0) break;
    const stoppedEarly = control.isStopped() && done < whole;
    const looks = options.validation !== null && !stoppedEarly && validates(epoch, options.validationFreq);
    if (looks) for (const callback of options.callbacks) await callback.testBegin?.();
    const validation = options.validation === null || !looks ? null : await evaluate(plan, steps, state, options.validation, options.validationBatchSize, options.validationSteps, { seed, epoch: epoch + offset }, { control, seen: (indices, reports) => options.validated?.(indices, reports) });
    if (looks) for (const callback of options.callbacks) await callback.testEnd?.();
    const { loss, metrics } = means.logs;
    const logs: Record<string, number> = { loss, ...metrics, ...(validation ? prefixed(validation) : {}) };
    if (!stoppedEarly) for (const callback of options.callbacks) await callback.epochEnd?.(epoch, logs);
    last = { epoch, loss, metrics, validation: validation ? prefixed(validation) : {}, seconds: (performance.now() - started) / 1000 };
    if (stoppedEarly) break;
    await options.epochEnded(last);
  }
  for (const callback of options.callbacks) await callback.trainEnd?.();
  return { epochs: epoch, stopped: control.isStopped(), last };
}

/** Whether the validation is after this epoch, counted from 0 (`Trainer._should_eval`). */
const validates = (epoch: number, frequency: FitOptions['validationFreq']): boolean => (frequency === undefined ? true : typeof frequency === 'number' ? (epoch + 1) % frequency === 0 : frequency.includes(epoch + 1));

const prefixed = ({ loss, metrics }: Logs): Record<string, number> => Object.fromEntries(Object.entries({ loss, ...metrics }).map(([name, value]) => [`val_${name}`, value]));

/** Loss and metrics over all samples, in inference mode; where the file augments this data too, so does its pass. Null when the training was stopped meanwhile. */
export async function evaluate(
  plan: Plan,
  steps: Steps,
  state: DeviceState,
  data: OrderedColumns,
  batchSize: number,
  limit: number | null,
  pass: Pass,
  watch: { readonly control?: Control; seen?(indices: readonly number[], reports: Readonly<Record<string, TypedArray>>): void } = {},
): Promise<Logs | null> {
  const means = new EpochMeans(plan);
  const { order, sizes } = new OrderStream({ count: data.x.count, steps: orderOf({ ...data, shuffle: false, numbered: false }, batchSize, false), batchSize }, pass.seed, limit).next(pass.epoch);
  for await (const batch of batches(data, { order, sizes, batchSize, inputs: plan.inputs, targets: plan.targets, pass })) {
    await watch.control?.gate();
    if (watch.control?.isStopped()) return null;
    const compiled = await steps.evaluation(batch.size, weightsOfSamples(data));
    const reports = await compiled.run(state, batch.inputs);
    means.add(reports, batch.size);
    watch.seen?.(batch.indices, reports);
  }
  return means.logs;
}

/** Time spent on steps alone: pauses and compiling do not count. */
class Clock {
  private started = performance.now();
  private shown = 0;
  private samples = 0;
  private steps = 0;

  async pause<T>(work: Promise<T>): Promise<T> {
    const before = performance.now();
    const result = await work;
    this.started += performance.now() - before;
    return result;
  }

  tick(samples: number): void {
    this.samples += samples;
    this.steps++;
  }

  due(milliseconds: number): boolean {
    const now = performance.now();
    if (now - this.shown < milliseconds) return false;
    this.shown = now;
    return true;
  }

  get rate(): number {
    return this.samples / Math.max((performance.now() - this.started) / 1000, 1e-9);
  }

  get perStep(): number {
    return (performance.now() - this.started) / 1000 / Math.max(this.steps, 1);
  }
}
