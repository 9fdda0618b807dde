import { appendFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { writeKerasFile, writeWeights, type KerasModelFile } from '../modelfiles/keras-file.js';
import { writeWhole } from '../runs/files.js';
import type { Run } from '../runs/run.js';
import type { DeviceState } from '../trace/step.js';
import type { CallbackContext } from './callback.js';
import type { Control } from './control.js';
import type { Plan } from './plan.js';

export interface ContextOptions {
  readonly run: Run;
  readonly plan: Plan;
  readonly state: DeviceState;
  readonly control: Control;
  snapshot(): Promise<KerasModelFile>;
  log(line: string): void;
}

/** What callbacks of a run see and do; `ended` says why one of them ended the training. Their paths are relative to the source file. */
export function callbackContext({ run, plan, state, control, snapshot, log }: ContextOptions): CallbackContext & { ended: string | null } {
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
    log,
  };
}
