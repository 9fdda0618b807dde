/** Runs programs on onnxruntime and holds the variables between runs. Lives in a worker thread, because a run blocks its thread. */
import { graphNames, type Program } from '../trace/program.js';
import { drawRandom } from '../trace/random.js';
import { sizeOf, type TensorSpec, type TypedArray, type Variable } from '../trace/step.js';
import { InferenceSession, Tensor, type Session, type SessionTensor } from './onnxruntime.js';
import type { RunRequest, SessionSettings } from './protocol.js';

/** A variable and the buffer that its next value is written to: the two change places, so that no run allocates. */
interface Slot {
  readonly spec: TensorSpec;
  current: SessionTensor;
  spare: SessionTensor | null;
}

interface Step {
  readonly program: Program;
  readonly session: Session;
}

export class Runner {
  private readonly steps = new Map<number, Step>();
  private readonly states = new Map<number, Map<string, Slot>>();
  private next = 1;

  async compile({ program, settings }: { readonly program: Program; readonly settings: SessionSettings }): Promise<number> {
    const session = await InferenceSession.create(program.model, sessionOptions(settings));
    this.steps.set(this.next, { program, session });
    return this.next++;
  }

  async forget(id: number): Promise<void> {
    const step = this.steps.get(id);
    this.steps.delete(id);
    await step?.session.release();
  }

  createState(variables: Readonly<Record<string, Variable>>): number {
    const slots = Object.entries(variables).map(([name, { spec, values }]) => [name, { spec, current: tensor(spec, values), spare: null }] as const);
    this.states.set(this.next, new Map(slots));
    return this.next++;
  }

  read({ state, names }: { readonly state: number; readonly names: readonly string[] | null }): Record<string, TypedArray> {
    const slots = this.state(state);
    return Object.fromEntries((names ?? [...slots.keys()]).map((name) => [name, valuesOf(slot(slots, name).current).slice()]));
  }

  write({ state, values }: { readonly state: number; readonly values: Readonly<Record<string, TypedArray>> }): void {
    const slots = this.state(state);
    for (const [name, given] of Object.entries(values)) {
      const place = slot(slots, name);
      place.current = tensor(place.spec, given);
    }
  }

  dropState(id: number): void {
    this.states.delete(id);
  }

  async run({ step: id, state, inputs, seed, index, random }: RunRequest): Promise<Record<string, TypedArray>> {
    const step = this.steps.get(id);
    if (step === undefined) throw new Error('The step was disposed before it ran.');
    const { program, session } = step;
    const slots = this.state(state);
    const feeds: Record<string, SessionTensor> = {};
    for (const [name, spec] of Object.entries(program.inputs)) feeds[graphNames.input(name)] = tensor(spec, inputs[name]!);
    for (const name of Object.keys(program.state)) feeds[graphNames.state(name)] = slot(slots, name).current;
    for (const [name, spec] of Object.entries(program.random)) {
      feeds[graphNames.random(name)] = tensor({ ...spec, dtype: 'float32' }, random[name] ?? drawRandom(spec, seed, index, name));
    }
    const fetches: Record<string, SessionTensor> = {};
    const results: Record<string, TypedArray> = {};
    for (const [name, spec] of Object.entries(program.outputs)) {
      results[name] = empty(spec);
      fetches[graphNames.output(name)] = tensor(spec, results[name]);
    }
    for (const [name, spec] of Object.entries(program.newState)) {
      const place = slot(slots, name);
      fetches[graphNames.newState(name)] = place.spare ??= tensor(spec, empty(spec));
    }
    await session.run(feeds, fetches);
    for (const name of Object.keys(program.newState)) {
      const place = slot(slots, name);
      [place.current, place.spare] = [place.spare!, place.current];
    }
    return results;
  }

  private state(id: number): Map<string, Slot> {
    const slots = this.states.get(id);
    if (slots === undefined) throw new Error('The device state was disposed before it was used.');
    return slots;
  }
}

function slot(slots: ReadonlyMap<string, Slot>, name: string): Slot {
  const found = slots.get(name);
  if (found === undefined) throw new Error(`The device state has no variable "${name}"; it has ${[...slots.keys()].join(', ') || 'none'}.`);
  return found;
}

function tensor(spec: TensorSpec, values: TypedArray): SessionTensor {
  return new Tensor(spec.dtype, values, spec.shape);
}

function valuesOf(of: SessionTensor): TypedArray {
  return of.data as TypedArray;
}

/** Room for a result. Every value is written by the run, so that filling it with zeros first would be in vain. */
function empty({ shape, dtype }: TensorSpec): TypedArray {
  const size = sizeOf(shape);
  if (dtype === 'float32') return new Float32Array(Buffer.allocUnsafeSlow(4 * size).buffer, 0, size);
  return dtype === 'int32' ? new Int32Array(size) : new Uint8Array(size);
}

/** How long a thread that waits for the others spins before it sleeps. onnxruntime's own default is fast only on a machine that does nothing else. */
const spinMicroseconds = '30';

/** Numbers too small to be normal slow the processor down a hundredfold and mean nothing to a training: they count as zero. */
function sessionOptions({ provider, threads, profile }: SessionSettings): Session.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: { session: { set_denormal_as_zero: '1', intra_op: { spin_duration_us: spinMicroseconds } } },
    ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
  };
}
