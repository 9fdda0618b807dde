/** Random numbers that a `call` method draws: an operation without inputs, which draws anew for each batch. */
import type { SymbolicTensor } from '../../../graph/builder.js';
import { DRAWN } from '../../../graph/call-operations.js';
import { type Native, native } from '../../python/native.js';
import { List, Tuple } from '../../python/containers.js';
import type { Site, Value } from '../../python/values.js';
import { plainShape, readDtype, readShape, toMaybe } from '../convert.js';
import { sessionOf } from '../session.js';
import { tensorValue } from '../trees.js';
import { filled } from './creation.js';
import { checkLengths } from './none-length.js';
import { openAxis } from './shape-of.js';

/** The two numbers that say how each distribution lies, by Keras's names. */
const DISTRIBUTIONS = { normal: ['mean', 'stddev'], uniform: ['minval', 'maxval'] } as const;

function drawn(kind: keyof typeof DISTRIBUTIONS, shape: Value, numbers: readonly Value[], dtype: Value, at: Site): Value {
  const session = sessionOf(at.machine);
  const type = readDtype(dtype) ?? 'float32';
  checkLengths('A shape', shape, at);
  const { shape: dims, loss } = plainShape(readShape(shape instanceof Tuple || shape instanceof List ? new Tuple(shape.items.map((d) => (d === openAxis ? null : d))) : shape));
  // Outside of a `call` it is an array that the program makes once.
  if (session.tracing === 0 || dims === null || loss || !type.includes('float')) return filled(shape, dtype, 'float32', at);
  const info = { shape: dims, dtype: type };
  const config = Object.fromEntries(DISTRIBUTIONS[kind].map((name, i) => [name, toMaybe(numbers[i] ?? null)]));
  return tensorValue(session.builder.operation(DRAWN[kind], [], config, info, at.span, () => info, DRAWN[kind]) as SymbolicTensor, session);
}

/** `normal` and `uniform` under the names that a module has for them; TensorFlow's uniform numbers lie below 1 where no other end is given. */
export const randomFunctions = (names: Readonly<Record<keyof typeof DISTRIBUTIONS, string>>): readonly Native[] => [
  native(`${names.normal}(shape, mean=0.0, stddev=1.0, dtype=None, seed=None, name=None)`, (at, shape, mean, deviation, dtype) => drawn('normal', shape, [mean!, deviation!], dtype, at)),
  native(`${names.uniform}(shape, minval=0.0, maxval=None, dtype=None, seed=None, name=None)`, (at, shape, low, high, dtype) => drawn('uniform', shape, [low!, high ?? 1], dtype, at)),
];
