/** Runs programs on onnxruntime and holds the variables between runs. Lives in a worker thread, because a run blocks its thread. */
import { graphNames, type Program } from '../trace/program.js';
import { drawRandom } from '../trace/random.js';
import { inOrder, storedShape } from '../trace/stored.js';
import { mapValues, sizeOf, type TensorSpec, type TypedArray, type Variable } from '../trace/step.js';
import { InferenceSession, Tensor, type Session, type SessionTensor } from './onnxruntime.js';
import { FixedResults } from './fixed.js';
import { runInto } from './into.js';
import { Updates } from './updates.js';
import type { RunReply, RunRequest, SessionSettings } from './protocol.js';

/** A variable and the buffer that its next value is written to: the two change places, so that no run allocates. */
interface Slot {
  readonly spec: TensorSpec;
  current: SessionTensor;
  spare: SessionTensor | null;
}

/** Variables, and what steps made of those that no run changes. */
interface State {
  readonly slots: Map<string, Slot>;
  readonly fixed: FixedResults;
  /** Room for what steps hand to the updates of these variables, by name and length: steps of several batch sizes share it. */
  readonly handed: Map<string, TypedArray>;
  /** Whether updates that write over old values failed between two pieces: some variables are then of this step and some of the one before. */
  torn: boolean;
}

type KeptTensors = Readonly<Record<string, SessionTensor>>;

interface Step {
  readonly program: Program;
  readonly session: Session;
  readonly fixed: Session | null;
  readonly updates: Updates;
  /** Room of kept results that were let go: the next run writes there, for fresh memory costs more than the writing. */
  spare: KeptTensors | null;
}

export class Runner {
  private readonly steps = new Map<number, Step>();
  private readonly states = new Map<number, State>();
  private readonly kept = new Map<number, { readonly step: Step; readonly tensors: KeptTensors }>();
  private next = 1;

  async compile({ program, settings }: { readonly program: Program; readonly settings: SessionSettings }): Promise<number> {
    const session = await InferenceSession.create(program.model, sessionOptions(settings));
    const fixed = program.fixed && (await InferenceSession.create(program.fixed.model, sessionOptions({ provider: settings.provider, threads: settings.threads })));
    const updates = await Updates.create(program.updates, (model) => InferenceSession.create(model, { ...sessionOptions(settings), graphOptimizationLevel: 'disabled', enableProfiling: false }));
    this.steps.set(this.next, { program, session, fixed, updates, spare: null });
    return this.next++;
  }

  async forget(id: number): Promise<void> {
    const step = this.steps.get(id);
    this.steps.delete(id);
    await step?.session.release();
    await step?.fixed?.release();
    await step?.updates.release();
  }

  createState(variables: Readonly<Record<string, Variable>>): number {
    const own = apart();
    const slots = Object.entries(variables).map(([name, { spec, values }]) => [name, { spec, current: tensor(spec, own(values)), spare: null }] as const);
    this.states.set(this.next, { slots: new Map(slots), fixed: new FixedResults(), handed: new Map(), torn: false });
    return this.next++;
  }

  read({ state, names }: { readonly state: number; readonly names: readonly string[] | null }): Record<string, TypedArray> {
    const { slots } = this.state(state);
    return Object.fromEntries((names ?? [...slots.keys()]).map((name) => [name, valuesOf(slot(slots, name).current).slice()]));
  }

  write({ state, values }: { readonly state: number; readonly values: Readonly<Record<string, TypedArray>> }): void {
    const { slots, fixed } = this.state(state);
    const own = apart();
    for (const [name, given] of Object.entries(values)) {
      const place = slot(slots, name);
      place.current = tensor(place.spec, own(given));
    }
    fixed.forget(Object.keys(values));
  }

  dropState(id: number): void {
    this.states.delete(id);
  }

  async run({ step: id, state, inputs, seed, index, random, keep }: RunRequest): Promise<RunReply> {
    const step = this.steps.get(id);
    if (step === undefined) throw new Error('The step was disposed before it ran.');
    const { program, session } = step;
    const variables = this.state(state);
    const { slots, fixed, handed: rooms } = variables;
    const current = (name: string): SessionTensor => slot(slots, name).current;
    const feeds: Record<string, SessionTensor> = program.fixed && step.fixed ? await fixed.of(program.fixed, step.fixed, current) : {};
    for (const [name, spec] of Object.entries(program.inputs)) feeds[graphNames.input(name)] = tensor(spec, inputs[name]!);
    for (const name of Object.keys(program.state)) feeds[graphNames.state(name)] = current(name);
    for (const [name, spec] of Object.entries(program.random)) {
      feeds[graphNames.random(name)] = tensor({ ...spec, dtype: 'float32' }, random[name] ?? drawRandom(spec, seed, index, name));
    }
    const fetches: Record<string, SessionTensor> = {};
    const outputs: Record<string, TypedArray> = {};
    for (const [name, spec] of Object.entries(program.outputs)) {
      outputs[name] = empty(spec);
      fetches[graphNames.output(name)] = tensor(spec, outputs[name]);
    }
    const kept = step.spare ?? mapValues(program.kept, (stored) => tensor({ ...stored, shape: storedShape(stored) }, empty(stored)));
    step.spare = null;
    for (const [name, room] of Object.entries(kept)) fetches[graphNames.kept(name)] = room;
    for (const [name, spec] of Object.entries(program.newState)) {
      const place = slot(slots, name);
      fetches[graphNames.newState(name)] = place.spare ??= tensor(spec, empty(spec));
    }
    const handed = mapValues(program.handed, (spec, name) => roomFor(rooms, name, spec));
    for (const [name, spec] of Object.entries(program.handed)) fetches[graphNames.handed(name)] = tensor(spec, handed[name]!);
    await runInto(session, feeds, fetches);
    variables.torn = step.updates.changed.length > 0;
    await step.updates.run((name) => valuesOf(current(name)), handed);
    variables.torn = false;
    for (const name of Object.keys(program.newState)) {
      const place = slot(slots, name);
      [place.current, place.spare] = [place.spare!, place.current];
    }
    fixed.forget([...Object.keys(program.newState), ...step.updates.changed]);
    if (!keep) {
      step.spare = kept;
      return { outputs, kept: null };
    }
    this.kept.set(this.next, { step, tensors: kept });
    return { outputs, kept: this.next++ };
  }

  readKept({ kept: id, name }: { readonly kept: number; readonly name: string }): { readonly values: TypedArray } {
    const kept = this.kept.get(id);
    const [stored, room] = [kept?.step.program.kept[name], kept?.tensors[name]];
    if (stored === undefined || room === undefined) throw new Error(`The result "${name}" is not kept (any more).`);
    return { values: inOrder(stored, valuesOf(room)) };
  }

  dropKept(id: number): void {
    const kept = this.kept.get(id);
    this.kept.delete(id);
    if (kept !== undefined) kept.step.spare = kept.tensors;
  }

  private state(id: number): State {
    const state = this.states.get(id);
    if (state === undefined) throw new Error('The device state was disposed before it was used.');
    if (state.torn) throw new Error('A step failed while it wrote new values over old ones: the variables are of no one step. Go on from the last checkpoint.');
    return state;
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

/** Arrays of one state must not share memory, for updates write in place: gives a copy of what it was given before, or of a part of that. */
function apart(): (values: TypedArray) => TypedArray {
  const taken = new Map<ArrayBufferLike, { readonly begin: number; readonly end: number }[]>();
  return (values) => {
    const [begin, end] = [values.byteOffset, values.byteOffset + values.byteLength];
    const ranges = taken.get(values.buffer) ?? [];
    if (ranges.some((range) => begin < range.end && range.begin < end)) return values.slice();
    taken.set(values.buffer, [...ranges, { begin, end }]);
    return values;
  };
}

function roomFor(rooms: Map<string, TypedArray>, name: string, spec: TensorSpec): TypedArray {
  const key = `${name} ${sizeOf(spec.shape)}`;
  const room = rooms.get(key) ?? empty(spec);
  rooms.set(key, room);
  return room;
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
    // A layout of the whole step's memory, made from the first run, would be kept beside the room that the first run took.
    enableMemPattern: false,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: {
      session: { set_denormal_as_zero: '1', intra_op: { spin_duration_us: spinMicroseconds } },
      // It would cut all pieces of a value (`trace/pieces.ts`) at once.
      optimization: { disable_specified_optimizers: 'GatherSliceToSplitFusion' },
    },
    ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
  };
}
