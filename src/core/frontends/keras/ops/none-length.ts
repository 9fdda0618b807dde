import type { Args } from '../../python/args.js';
import { List, Tuple } from '../../python/containers.js';
import type { Site, Value } from '../../python/values.js';
import { type KerasSession, sessionOf } from '../session.js';
import { tensorOfModel } from './symbolic.js';

/** Sessions that follow a `call` on a tensor of a model: there the batch is None, which TensorFlow takes for no length. */
const building = new WeakSet<KerasSession>();

/** Follows a `call` that Keras runs to learn the shape of what it gives; `args` are those of the program's own call of the layer, null where Keras calls it. */
export function followCall<T>(args: Args | null, at: Site, follow: () => T): T {
  const session = sessionOf(at.machine);
  // A layer inside of another is followed as that is; with data there is a length, which is left open here.
  const first = session.tracing > 0 || session.openBatch > 0 ? undefined : (args?.positional[0] ?? args?.keyword.get('inputs'));
  if (first === undefined || tensorOfModel(first, at) === null) return follow();
  building.add(session);
  try {
    return follow();
  } finally {
    building.delete(session);
  }
}

/** `x.shape[0]` or None among the lengths that an operation is given. */
export function checkLengths(name: string, lengths: Value | undefined, at: Site): void {
  if (!(lengths instanceof List || lengths instanceof Tuple) || !lengths.items.includes(null) || !building.has(sessionOf(at.machine))) return;
  at.machine.raise('TypeError', `${name} is given None as a length: while a model is built, x.shape[0] is None in call(). ${name === 'reshape' && !lengths.items.includes(-1) ? 'Write -1, or ops.shape(x)[0].' : 'Write ops.shape(x)[0].'}`, at, 'none-length');
}
