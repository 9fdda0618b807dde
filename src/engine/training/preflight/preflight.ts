/** Looks at a training before it starts: where it would run and why, whether it fits, how long an epoch will take. Leaves nothing behind. */
import { stepsIn } from '../../datasets/open.js';
import type { DeviceInfo, PreflightRequest } from '../../../core/protocol/engine.js';
import { stageEpochs, stagesOf } from '../../../core/recipe/stages.js';
import { memoryMargin, type MemoryEstimate, type Preflight } from '../../../core/protocol/preflight.js';
import { UserError } from '../../errors.js';
import { initialWeights, shapeOf } from '../../model/initialize.js';
import { Cancelled, type RequestSide } from '../../pictures/context.js';
import type { Device } from '../../trace/step.js';
import { batches, weightsOfSamples, type Batch } from '../batches.js';
import { Steps } from '../fit.js';
import { initialSlots } from '../optimize.js';
import type { Plan } from '../plan.js';
import { prepareStages, validationBatch, type Prepared } from '../prepare.js';
import { runStages } from '../run-stages.js';
import { memoryOf } from './memory.js';

/** Steps that are measured, behind the first, and how long at most. */
const mostSteps = 6;
const mostMilliseconds = 4000;

/** Throws a UserError where the training could not start, and `Cancelled`. */
export async function preflight(request: PreflightRequest, device: Device, devices: readonly DeviceInfo[], { signal }: Pick<RequestSide, 'signal'>): Promise<Preflight> {
  const prepared = await prepareStages(request);
  const recipes = stagesOf(request.recipe);
  const spans = stageEpochs(request.recipe, request.epochs);
  const counts = spans.map(({ after, until }) => Math.max(until - after, 0));
  const looks: Look[] = [];
  for (const [i, each] of prepared.entries()) looks.push(await lookAt({ ...request, recipe: recipes[i]! }, each, device, signal));
  const most = looks.reduce((a, b) => ((b.memory?.total ?? 0) > (a.memory?.total ?? 0) ? b : a));
  const epochs = counts.reduce((sum, count) => sum + count, 0);
  const seconds = looks.reduce((sum, { secondsPerEpoch }, i) => sum + secondsPerEpoch * counts[i]!, 0);
  const told = runStages(request);
  return {
    ...most, device: { id: device.info.id, label: device.info.label, memoryBytes: device.info.memoryBytes, why: whyOf(device.info, request.device, devices) },
    data: [...new Set(prepared.map(({ title }) => title))].join('; '), epochs: spans.at(-1)!.until, fits: verdict(most.memory, device.info.memoryBytes),
    ...(told ? { stages: looks.map(({ secondsPerEpoch }, i) => ({ ...told[i]!, epochs: counts[i]!, secondsPerEpoch })) } : {}),
    secondsPerEpoch: epochs > 0 ? seconds / epochs : most.secondsPerEpoch, eager: looks.find(({ eager }) => eager !== null)?.eager ?? null, notes: [...new Set(prepared.flatMap(({ notes }) => notes))],
  };
}

/** What is measured of one training. */
type Look = Pick<Preflight, 'training' | 'validation' | 'steps' | 'memory' | 'secondsPerStep' | 'secondsPerEpoch' | 'measuredSteps' | 'startSeconds' | 'eager'>;

async function lookAt(request: PreflightRequest, { plan, train, validation, steps: limits }: Prepared, device: Device, signal: AbortSignal): Promise<Look> {
  const { recipe } = request;
  const batchSize = Math.min(train.batchSize ?? recipe.batchSize, train.x.count);
  const memory = estimate(plan, batchSize, device.info.id);
  const weights = initialWeights(plan.graph, request.seed ?? 0);
  const slots = initialSlots(plan.optimizer, plan.weights.filter(({ trainable }) => trainable).map((weight) => ({ name: weight.name, shape: shapeOf(weight) })));
  const state = await device.createState({ ...weights, ...slots });
  const steps = new Steps(plan, device);
  const check = (): void => {
    if (signal.aborted) throw new Cancelled();
  };
  const read = (data: typeof train, size: number, limit: number): AsyncGenerator<Batch> => batches(data, { order: Uint32Array.from({ length: Math.min(data.x.count, size * limit) }, (_, i) => i), batchSize: size, inputs: plan.inputs, targets: plan.targets, classWeight: data === train ? recipe.classWeight : null, pass: { seed: request.seed ?? 0, epoch: 0 } });
  try {
    const before = performance.now();
    let first = before;
    let [last, done, eager] = [before, 0, null as string | null];
    for await (const batch of read(train, batchSize, mostSteps + 1)) {
      check();
      if (done > 0 && batch.size !== batchSize) break;
      const compiled = await steps.training(batch.size, weightsOfSamples(train, recipe.classWeight));
      await compiled.run(state, { ...batch.inputs, learningRate: Float32Array.of(plan.learningRate.at(done)), iteration: Float32Array.of(done) }, { seed: request.seed ?? 0, index: done });
      last = performance.now();
      if (done++ === 0) [first, eager] = [last, compiled.eager];
      else if (last - first > mostMilliseconds) break;
    }
    if (done === 0) throw new UserError('None of the training data could be read. Check the files.');
    // With one batch only its time is known, compiling included: better than none, and said by the number of measured steps.
    const secondsPerStep = (done > 1 ? (last - first) / (done - 1) : first - before) / 1000;
    const validationSize = validation === null ? 0 : Math.min(validationBatch({ validation }, recipe, batchSize), validation.x.count);
    const validationSteps = validation === null ? 0 : stepsIn(limits.validation, validation, validationSize);
    const perValidation = validation === null ? 0 : await timeOf(read(validation, validationSize, 3), async (batch) => {
      check();
      await (await steps.evaluation(batch.size, weightsOfSamples(validation))).run(state, batch.inputs);
    });
    const perEpoch = stepsIn(limits.training, train, batchSize);
    return {
      training: train.x.count, validation: validation?.x.count ?? 0, steps: perEpoch, memory,
      secondsPerStep, secondsPerEpoch: secondsPerStep * perEpoch + perValidation * validationSteps, measuredSteps: Math.max(done - 1, 0), startSeconds: (first - before) / 1000, eager,
    };
  } finally {
    await Promise.allSettled([steps.dispose(), state.dispose()]);
  }
}

/** Mean seconds of what is done with each item behind the first, or of the only one. */
async function timeOf<T>(items: AsyncIterable<T>, work: (item: T) => Promise<void>): Promise<number> {
  const times: number[] = [];
  let before = performance.now();
  for await (const item of items) {
    await work(item);
    times.push((performance.now() - before) / 1000);
    before = performance.now();
  }
  const counted = times.length > 1 ? times.slice(1) : times;
  return counted.reduce((sum, time) => sum + time, 0) / Math.max(counted.length, 1);
}

function estimate(plan: Plan, batch: number, device: string): MemoryEstimate | null {
  try {
    return memoryOf(plan, batch, device === 'cpu' ? 'cpu' : 'portable');
  } catch {
    return null;
  }
}

export function verdict(memory: MemoryEstimate | null, available: number | null): Preflight['fits'] {
  if (memory === null || available === null) return 'unknown';
  if (memory.total > available) return 'no';
  return memory.total * memoryMargin > available ? 'tight' : 'yes';
}

/** One or two sentences. `devices` are in order of preference. */
export function whyOf({ id }: Pick<DeviceInfo, 'id'>, asked: string | undefined, devices: readonly DeviceInfo[]): string {
  if (asked !== undefined) return 'It was chosen.';
  const before = devices.slice(0, Math.max(devices.findIndex((device) => device.id === id), 0)).filter(({ usable }) => !usable);
  const reasons = before.map(({ label, reason }) => `${label}: ${reason ?? 'not usable'}`);
  return `It is the first usable device in the order of speed.${reasons.length === 0 ? '' : ` Not usable before it: ${reasons.map((reason) => reason.replace(/\.$/, '')).join('; ')}.`}`;
}
