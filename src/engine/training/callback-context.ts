import { appendFile, readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { openKerasFile, weightsFrom, writeKerasFile, writeWeights, type KerasModelFile } from '../modelfiles/keras-file.js';
import { writeLegacyFile } from '../modelfiles/legacy-written.js';
import { writeWhole } from '../runs/files.js';
import type { Run } from '../runs/run.js';
import type { DeviceState } from '../trace/step.js';
import type { CallbackContext } from './callback.js';
import type { Control } from './control.js';
import { slotName } from './optimize.js';
import type { Plan } from './plan.js';

export interface ContextOptions {
  readonly run: Run;
  readonly plan: Plan;
  readonly state: DeviceState;
  readonly control: Control;
  /** As the `fit` that they belong to counts. */
  readonly epochs: number;
  snapshot(): Promise<KerasModelFile>;
  log(line: string): void;
}

export interface RunCallbackContext extends CallbackContext {
  /** Why a callback ended its `fit`; while it is told again what happened, why it did so after the epoch that it was told of last. */
  ended: string | null;
  /** The finished epoch of the run that callbacks are told of again, so that they know what they knew; they then change and write nothing. */
  replaying: number | null;
}

/** What callbacks of a run see and do. Their paths are relative to the source file. */
export function callbackContext({ run, plan, state, control, epochs, snapshot, log }: ContextOptions): RunCallbackContext {
  const names = plan.weights.map(({ name }) => name);
  const resolve = (path: string): string => (isAbsolute(path) ? path : join(dirname(run.info.sourceFile), path));
  const context: RunCallbackContext = {
    ended: null,
    replaying: null,
    epochs,
    learningRateSettable: plan.learningRate.settable,
    get learningRate() {
      return plan.learningRate.at(0);
    },
    set learningRate(rate: number) {
      plan.learningRate.set(rate);
    },
    stop(reason) {
      this.ended = reason;
      if (this.replaying === null) control.end();
    },
    async weights() {
      if (this.replaying === null) return state.read(names);
      const path = run.checkpointPath(this.replaying);
      const bytes = await readFile(path).catch(() => null);
      return bytes === null ? state.read(names) : weightsFrom(await openKerasFile(bytes, path), run.graph, path);
    },
    restore: (weights) => state.write(weights),
    averages: plan.optimizer.config.flag('useEma') ? averagesOf(plan, state, () => context.replaying !== null) : null,
    unsavable: (path) => (path.endsWith('.h5') && run.graph.kind === 'Subclass' ? `"${path}" is in Keras's older format, which is not written here for a model of a class of the file such as ${run.graph.name}: end the path in .keras` : null),
    async save(path, weightsOnly) {
      if (this.replaying !== null) return;
      const model = await snapshot();
      await writeWhole(resolve(path), weightsOnly ? await writeWeights(model.graph, model.weights) : path.endsWith('.h5') ? await writeLegacyFile(model) : await writeKerasFile(model));
    },
    async write(path, text, append) {
      if (this.replaying !== null) return;
      if (append) await appendFile(resolve(path), text);
      else await writeWhole(resolve(path), text);
    },
    log(line) {
      if (this.replaying === null) log(line);
    },
  };
  return context;
}

/** What is done again for a run that goes on has been done in its checkpoint. */
function averagesOf(plan: Plan, state: DeviceState, replaying: () => boolean): NonNullable<CallbackContext['averages']> {
  const pairs = plan.weights.filter(({ trainable }) => trainable).map(({ name }) => [name, slotName(name, 'average')] as const);
  return {
    async swap() {
      if (replaying()) return;
      const values = await state.read(pairs.flat());
      await state.write(Object.fromEntries(pairs.flatMap(([weight, average]) => [[weight, values[average]!], [average, values[weight]!]])));
    },
    async followWeights() {
      if (replaying()) return;
      const values = await state.read(pairs.map(([weight]) => weight));
      await state.write(Object.fromEntries(pairs.map(([weight, average]) => [average, values[weight]!])));
    },
  };
}
