import type { Args } from '../../python/args.js';
import type { Site } from '../../python/values.js';
import { sessionOf } from '../session.js';
import { isSymbolic } from '../trees.js';

/** A function of TensorFlow is applied to a tensor of the functional API: Keras 3 refuses that, and says to use `keras.ops`. */
export function warnSymbolic(path: string, modern: string, args: Args, at: Site): void {
  const session = sessionOf(at.machine);
  if (session.tracing > 0 || ![...args.positional, ...args.keyword.values()].some(isSymbolic)) return;
  session.warn('tensorflow-on-keras-tensor', `Keras 3 does not take ${path} on a tensor of a model. Use ${modern}, or call it inside a layer.`, at.span);
}
