/** Runs a session into arrays that it is given. */
import { encodeModel } from '../trace/onnx.js';
import { nothing } from '../trace/program.js';
import { InferenceSession, Tensor, type Session, type SessionTensor } from './onnxruntime.js';

/** How the binding says that a result is no tensor. */
const noTensor = /non tensor type/i;

/**
 * Runs; every result lies in its array of `fetches` afterwards. The binding would copy each once more into an array of its own: for a
 * training that is all its variables in every step. A model whose first result is a list (`nothing`) keeps it from that, because the
 * binding gives up at the list, when the run is done and before it copies. Where a binding does otherwise the list is not asked for.
 */
export async function runInto(session: Session, feeds: Readonly<Record<string, SessionTensor>>, fetches: Readonly<Record<string, SessionTensor>>): Promise<void> {
  if (session.outputNames[0] !== nothing.output.name || !(await (stops ??= stopsAtLists(runToList)))) await session.run(feeds, fetches);
  else await runToList(session, feeds, fetches);
}

let stops: Promise<boolean> | null = null;

/** Runs up to the list. */
async function runToList(session: Session, feeds: Readonly<Record<string, SessionTensor>>, fetches: Readonly<Record<string, SessionTensor>>): Promise<void> {
  try {
    await session.run(feeds, { [nothing.output.name]: null, ...fetches });
  } catch (error) {
    if (!(error instanceof Error) || !noTensor.test(error.message)) throw error;
  }
}

/** Whether results lie in their arrays after such a run: a binding that refuses the list before it computes would leave old numbers there. */
export async function stopsAtLists(run: typeof runToList): Promise<boolean> {
  const [x, y] = [Float32Array.of(3), Float32Array.of(0)];
  const value = (name: string) => ({ name, shape: [1], type: 'float32' as const });
  const nodes = [nothing.node, { op: 'Neg', inputs: ['x'], outputs: ['y'] }];
  const session = await InferenceSession.create(encodeModel({ name: 'list', nodes, initializers: [], inputs: [value('x')], outputs: [nothing.output, value('y')] }), { intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    await run(session, { x: new Tensor('float32', x, [1]) }, { y: new Tensor('float32', y, [1]) });
    return y[0] === -3;
  } catch {
    return false;
  } finally {
    await session.release();
  }
}
