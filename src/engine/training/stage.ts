/** One `fit` of a run: from the weights that it begins with to those that it leaves, its epochs counted on from the `fit` before. */
import { readFile } from 'node:fs/promises';
import type { EpochMetrics } from '../../core/protocol/engine.js';
import type { Recipe } from '../../core/recipe/types.js';
import type { StageEpochs } from '../../core/recipe/stages.js';
import { orderOf } from '../datasets/open.js';
import { openKerasFile, optimizerFrom, weightsFrom, type KerasModelFile } from '../modelfiles/keras-file.js';
import { initialWeights, shapeOf } from '../model/initialize.js';
import type { Run } from '../runs/run.js';
import type { Device, DeviceState, TypedArray, Variable } from '../trace/step.js';
import type { CallbackHooks } from './callback.js';
import { callbackContext, type RunCallbackContext } from './callback-context.js';
import { createCallbacks, type Memories } from './callback-list.js';
import type { Control } from './control.js';
import { fit, Steps, type FitOptions, type FitResult } from './fit.js';
import { Inspector } from './inspect/inspector.js';
import { weightsAt } from './loaded-weights.js';
import { initialSlots } from './optimize.js';
import { packOptimizer, unpackOptimizer } from './optimizer-state.js';
import type { Plan } from './plan.js';
import { validationBatch, type Prepared } from './prepare.js';

/** What a `fit` leaves to the next: every variable, the optimizer's among them. */
export interface Left {
  readonly values: Readonly<Record<string, TypedArray>>;
  readonly step: number;
  readonly learningRate: number;
}

/** Where a training begins: with the first weights, after an epoch that is kept, or where the `fit` before has ended. */
export type Begin = { readonly from: 'start' } | { readonly from: 'checkpoint'; readonly epoch: number } | { readonly from: 'stage'; readonly left: Left; readonly before: Recipe };

export interface StageOptions {
  readonly run: Run;
  readonly recipe: Recipe;
  readonly prepared: Prepared;
  readonly device: Device;
  readonly control: Control;
  readonly epochs: StageEpochs;
  readonly begin: Begin;
  readonly memories: Memories;
  readonly batchSize: number;
  log(line: string): void;
}

/** What of `fit` a run takes part in; epochs are counted as the run does, from 1. */
export type StageEvents = Pick<FitOptions, 'stepsBehind' | 'progress'> & { epochEnded(metrics: EpochMetrics, kept: KerasModelFile): Promise<void> };

export class Stage {
  readonly steps: Steps;
  readonly inspector: Inspector;
  readonly skipped: readonly string[];
  private readonly context: RunCallbackContext;
  private readonly hooks: readonly CallbackHooks[];
  /** Epochs of the run before epoch 0 of this `fit`. */
  private readonly offset: number;

  private constructor(private readonly options: StageOptions, readonly state: DeviceState, private stepsDone: number) {
    const { run, recipe, prepared, device, control, epochs, memories, batchSize } = options;
    const { plan } = prepared;
    this.offset = epochs.after - recipe.initialEpoch;
    this.steps = new Steps(plan, device);
    this.inspector = new Inspector(run, recipe, prepared, device, batchSize, (line) => options.log(line));
    this.context = callbackContext({ run, plan, state, control, epochs: epochs.until - this.offset, snapshot: () => this.snapshot(), log: (line) => options.log(line) });
    ({ hooks: this.hooks, skipped: this.skipped } = createCallbacks(recipe.callbacks, this.context, memories));
  }

  static async create(options: StageOptions): Promise<Stage> {
    const { variables, step } = await startState(options);
    return new Stage(options, await options.device.createState(variables), step);
  }

  /** Why a callback has ended it. */
  get ended(): string | null {
    return this.context.ended;
  }

  /** Steps that its optimizer has done. */
  get step(): number {
    return this.stepsDone;
  }

  /** The model as it is now. */
  async snapshot(): Promise<KerasModelFile> {
    const { recipe, prepared: { plan } } = this.options;
    const values = await this.state.read();
    return { graph: plan.graph, weights: values, compiled: { recipe, optimizer: packOptimizer(plan, values, this.stepsDone, plan.learningRate.settable ? plan.learningRate.at(this.stepsDone) : null) } };
  }

  async leave(): Promise<Left> {
    return { values: await this.state.read(), step: this.stepsDone, learningRate: this.options.prepared.plan.learningRate.at(this.stepsDone) };
  }

  /** Tells callbacks of a run that goes on what happened before in this `fit`: the best value so far, how long there was no better one. Gives why one of them has ended it with that. */
  async replay(until: number): Promise<string | null> {
    const { run, epochs: { after } } = this.options;
    const { context, offset } = this;
    const rate = context.learningRate;
    for (const { epoch, loss, metrics, validation } of await run.metrics()) {
      if (epoch <= after) continue;
      if (epoch > until) break;
      context.replaying = epoch;
      context.ended = null;
      for (const hook of this.hooks) {
        await hook.epochBegin?.(epoch - 1 - offset);
        await hook.epochEnd?.(epoch - 1 - offset, { loss, ...metrics, ...validation });
      }
    }
    context.replaying = null;
    if (context.learningRateSettable) context.learningRate = rate;
    const { ended } = context;
    context.ended = null;
    return ended;
  }

  /** Trains the epochs behind `done` of the run, up to its last or `until`. */
  async train(done: number, until: number, events: StageEvents): Promise<FitResult> {
    const { recipe, prepared, device, control, batchSize, run } = this.options;
    const { plan, train: data, validation } = prepared;
    const { offset } = this;
    const result = await fit(
      {
        plan, device, state: this.state, train: data, order: orderOf(data, batchSize, recipe.shuffle), validation, batchSize, validationBatchSize: validationBatch(prepared, recipe, batchSize),
        epochs: until - offset, firstEpoch: recipe.initialEpoch, initialEpoch: done - offset, offset, initialStep: this.stepsDone, stepsBehind: events.stepsBehind,
        stepsPerEpoch: prepared.steps.training, validationSteps: prepared.steps.validation, validationFreq: recipe.validationFreq, classWeight: recipe.classWeight, seed: run.options.seed,
        callbacks: this.hooks, control,
        progress: (event) => events.progress({ ...event, epoch: event.epoch + 1 + offset, epochs: run.info.epochs }),
        validated: (indices, reports) => this.inspector.validated(indices, reports),
        stepDone: (steps) => void (this.stepsDone = steps),
        epochEnded: async (ended: EpochMetrics) => {
          // The loop counts from 0 as callbacks do; people and files count from 1, and a run from its first `fit` on.
          await events.epochEnded({ ...ended, epoch: ended.epoch + 1 + offset }, await this.snapshot());
        },
      },
      this.steps,
    );
    if (plan.optimizer.config.flag('useEma')) await averageWeights(plan, this.state);
    return { ...result, epochs: result.epochs + offset };
  }

  async dispose(): Promise<void> {
    await Promise.allSettled([this.steps.dispose(), this.inspector.dispose(), this.state.dispose()]);
  }
}

/** Weights and optimizer's variables at the start: fresh, those that the file loads, those of a checkpoint, or those that the `fit` before has left. */
async function startState({ run, recipe, prepared: { plan, start }, begin }: StageOptions): Promise<{ variables: Record<string, Variable>; step: number }> {
  const weights = initialWeights(plan.graph, run.options.seed);
  const trained = plan.weights.filter(({ trainable }) => trainable).map((weight) => ({ name: weight.name, shape: shapeOf(weight) }));
  const slots = initialSlots(plan.optimizer, trained);
  if (begin.from === 'start') return { variables: { ...given(weights, start ?? {}), ...slots }, step: 0 };
  if (begin.from === 'stage') {
    const { left: { values, step, learningRate }, before } = begin;
    const loaded = recipe.start ? await weightsAt(recipe.start, { graph: plan.graph, sourceFile: run.info.sourceFile, sourceText: run.sourceText }) : values;
    if (recipe.keepsOptimizer !== true) return { variables: { ...given(weights, loaded), ...slots }, step: 0 };
    // A rate that the program sets between the two counts; else it is what callbacks have made of it.
    if (plan.learningRate.settable && recipe.optimizer.config.learningRate === before.optimizer.config.learningRate) plan.learningRate.set(learningRate);
    return { variables: { ...given(weights, loaded), ...given(slots, values) }, step };
  }
  const path = run.checkpointPath(begin.epoch);
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
