import type { Dtype } from '../../../graph/types.js';
import { type Tuple } from '../../python/containers.js';
import { defineModule } from '../../python/modules.js';
import { type Native, native, BoundNative } from '../../python/native.js';
import { Obj, type Site, type Value, unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { filled } from '../ops/creation.js';

const number = (at: Site): Value => unknown('Random numbers are not known without running the file.', at.span);
const sized = (size: Value, dtype: Dtype, at: Site): Value => (size === null ? number(at) : filled(size, null, dtype, at));

const functions: readonly Native[] = [
  native('rand(*shape)', (at, shape) => ((shape as Tuple).items.length === 0 ? number(at) : filled(shape, null, 'float64', at))),
  native('randn(*shape)', (at, shape) => ((shape as Tuple).items.length === 0 ? number(at) : filled(shape, null, 'float64', at))),
  native('random(size=None)', (at, size) => sized(size, 'float64', at)),
  native('random_sample(size=None)', (at, size) => sized(size, 'float64', at)),
  native('normal(loc=0.0, scale=1.0, size=None)', (at, _a, _b, size) => sized(size, 'float64', at)),
  native('standard_normal(size=None)', (at, size) => sized(size, 'float64', at)),
  native('uniform(low=0.0, high=1.0, size=None)', (at, _a, _b, size) => sized(size, 'float64', at)),
  native('randint(low, high=None, size=None, dtype=None)', (at, _a, _b, size) => sized(size, 'int64', at)),
  native('integers(low, high=None, size=None, dtype=None)', (at, _a, _b, size) => sized(size, 'int64', at)),
  native('choice(a, size=None, replace=True, p=None)', (at, _a, size) => sized(size, 'int64', at)),
  native('permutation(x)', (_at, x) => (x instanceof ArrayValue ? x.after(null, x.shape) : unknown('The order of these values is random.'))),
  native('shuffle(x, *args, **kwargs)', (at, x) => {
    if (x instanceof ArrayValue) x.lose('its samples are put into a random order in place, apart from what belongs to them.', at);
    return null;
  }),
  native('seed(seed=None)', () => null),
];

/** `np.random.RandomState(…)` and `default_rng(…)`: the same functions on an object. */
class Generator extends Obj {
  readonly typeName = 'Generator';
  override getAttribute(name: string): Value | undefined {
    return functions.find((fn) => fn.name === name);
  }
}

export default defineModule({
  names: ['numpy.random'],
  values: { RandomState: new BoundNative('RandomState', () => new Generator()), default_rng: new BoundNative('default_rng', () => new Generator()) },
  functions,
});
