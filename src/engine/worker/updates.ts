/** Runs the updates of large variables piece by piece, after the step that hands them their gradients. */
import { graphNames, type UpdateProgram } from '../trace/program.js';
import type { TypedArray } from '../trace/step.js';
import { runInto } from './into.js';
import { Tensor, type Session, type SessionTensor } from './onnxruntime.js';

/** Elements of a piece: what an update reads and writes of it stays in a core's cache, and the run's own time is small beside it. */
const piece = 1 << 17;

interface Update {
  readonly program: UpdateProgram;
  readonly session: Session;
}

export class Updates {
  /** The variables that have new values afterwards. */
  readonly changed: readonly string[];

  private constructor(private readonly updates: readonly Update[]) {
    this.changed = updates.flatMap(({ program: { changed, uses } }) => uses.flatMap(({ states }) => changed.map(({ place }) => states[place]!)));
  }

  static async create(programs: readonly UpdateProgram[], open: (model: Uint8Array) => Promise<Session>): Promise<Updates> {
    const updates: Update[] = [];
    for (const program of programs) updates.push({ program, session: await open(program.model) });
    return new Updates(updates);
  }

  /** Changes the variables in their own arrays. */
  async run(variable: (name: string) => TypedArray, handed: Readonly<Record<string, TypedArray>>): Promise<void> {
    for (const { program, session } of this.updates) {
      for (const use of program.uses) {
        const states = use.states.map(variable);
        const arrays = use.arrays.map((name) => handed[name]!);
        const numbers = Object.fromEntries(use.numbers.map((name, i) => [graphNames.input(`number${i}`), row(handed[name]!, [])]));
        for (let begin = 0; begin < use.length; begin += piece) {
          const end = Math.min(begin + piece, use.length);
          const part = (values: TypedArray): SessionTensor => row(values.subarray(begin, end), [end - begin]);
          const before = states.map(part);
          const feeds: Record<string, SessionTensor> = { ...numbers };
          before.forEach((tensor, i) => (feeds[graphNames.state(`${i}`)] = tensor));
          arrays.forEach((values, i) => (feeds[graphNames.input(`array${i}`)] = part(values)));
          const after = program.changed.map(({ place, inPlace }) => (inPlace ? before[place]! : row(new Float32Array(end - begin), [end - begin])));
          await runInto(session, feeds, Object.fromEntries(program.changed.map(({ place }, i) => [graphNames.newState(`${place}`), after[i]!])));
          program.changed.forEach(({ place, inPlace }, i) => {
            if (!inPlace) states[place]!.set(after[i]!.data as Float32Array, begin);
          });
        }
      }
    }
  }

  async release(): Promise<void> {
    for (const { session } of this.updates) await session.release();
  }
}

const row = (values: TypedArray, shape: readonly number[]): SessionTensor => new Tensor('float32', values, shape);
