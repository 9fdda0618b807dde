/** Runs a session into arrays that it is given. */
import { nothing } from '../trace/program.js';
import type { Session, SessionTensor } from './onnxruntime.js';

/** How the binding says that a result is no tensor. */
const noTensor = /non tensor type/i;

/**
 * Runs; every result lies in its array of `fetches` afterwards. The binding would copy each once more into an array of its own: for a
 * training that is all its variables in every step. A model whose first result is a list (`nothing`) keeps it from that, because the
 * binding gives up at the list, when the run is done and before it copies.
 */
export async function runInto(session: Session, feeds: Readonly<Record<string, SessionTensor>>, fetches: Readonly<Record<string, SessionTensor>>): Promise<void> {
  if (session.outputNames[0] !== nothing.output.name) {
    await session.run(feeds, fetches);
    return;
  }
  try {
    await session.run(feeds, { [nothing.output.name]: null, ...fetches });
  } catch (error) {
    if (!(error instanceof Error) || !noTensor.test(error.message)) throw error;
  }
}
