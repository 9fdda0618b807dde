import type { Dtype } from '../../../graph/types.js';
import { Range, type Tuple } from '../../python/containers.js';
import { defineModule } from '../../python/modules.js';
import { type Native, native, BoundNative } from '../../python/native.js';
import { DrawnInteger, type Site, type Value, asInteger, unknown } from '../../python/values.js';
import { type Drawing, GeneratorValue } from '../files/generator.js';
import { permutation, shuffle } from '../files/shuffle.js';
import { filled } from '../ops/creation.js';

const number = (at: Site): Value => unknown('Random numbers are not known without running the file.', at.span);
const drawn = (at: Site): Value => new DrawnInteger({ reason: 'Random numbers are not known without running the file.', span: at.span });
const sized = (size: Value, dtype: Dtype, at: Site): Value => (size === null ? number(at) : filled(size, null, dtype, at));

const functions: readonly Native[] = [
  native('rand(*shape)', (at, shape) => ((shape as Tuple).items.length === 0 ? number(at) : filled(shape, null, 'float64', at))),
  native('randn(*shape)', (at, shape) => ((shape as Tuple).items.length === 0 ? number(at) : filled(shape, null, 'float64', at))),
  native('random(size=None)', (at, size) => sized(size, 'float64', at)),
  native('random_sample(size=None)', (at, size) => sized(size, 'float64', at)),
  native('normal(loc=0.0, scale=1.0, size=None)', (at, _a, _b, size) => sized(size, 'float64', at)),
  native('standard_normal(size=None)', (at, size) => sized(size, 'float64', at)),
  native('uniform(low=0.0, high=1.0, size=None)', (at, _a, _b, size) => sized(size, 'float64', at)),
  native('randint(low, high=None, size=None, dtype=None)', (at, _a, _b, size) => (size === null ? drawn(at) : sized(size, 'int64', at))),
  native('integers(low, high=None, size=None, dtype=None)', (at, _a, _b, size) => (size === null ? drawn(at) : sized(size, 'int64', at))),
  native('choice(a, size=None, replace=True, p=None)', (at, a, size) => (size === null && (asInteger(a) !== null || a instanceof Range) ? drawn(at) : sized(size, 'int64', at))),
  native('permutation(x)', (at, x) => permutation(x ?? null, null, at)),
  native('shuffle(x, *args, **kwargs)', (at, x) => shuffle(x ?? null, 'numpy', null, at)),
  native('seed(seed=None)', () => null),
];

/** The same functions on an object. */
function method(name: string): Drawing | undefined {
  const fn = functions.find((one) => one.name === name);
  return fn && ((args, seed, at) => (name === 'shuffle' ? shuffle(args.get(0, 'x') ?? null, 'numpy', seed, at) : name === 'permutation' ? permutation(args.get(0, 'x') ?? null, seed, at) : fn.call(args, at)));
}
// What `default_rng` gives draws in another way than RandomState, so that its seed tells nothing here.
const generator = (seed: number | null) => new GeneratorValue('Generator', seed, method);

export default defineModule({
  names: ['numpy.random'],
  values: { RandomState: new BoundNative('RandomState', (args) => generator(asInteger(args.get(0, 'seed')))), default_rng: new BoundNative('default_rng', () => generator(null)) },
  functions,
});
