import { defineModule } from '../../python/modules.js';
import { native } from '../../python/native.js';
import { Tuple } from '../../python/containers.js';
import { chosen, mapped } from '../ops/control.js';
import { opFunction, opNames } from '../ops/operate.js';
import { shapeOf } from '../ops/shape-of.js';
import { creation } from '../ops/creation.js';

/** `keras.ops` and its parts. */
export default defineModule({
  names: ['keras.ops', 'keras.ops.numpy', 'keras.ops.nn', 'keras.ops.math', 'keras.ops.core', 'keras.ops.image', 'keras.ops.linalg'],
  functions: [
    native('shape(x)', (at, x) => shapeOf(x, at)),
    native('convert_to_tensor(x, dtype=None, sparse=None)', (_at, x) => x!),
    native('convert_to_numpy(x)', (_at, x) => x!),
    native('ndim(x)', (at, x) => {
      const shape = shapeOf(x, at);
      return shape instanceof Tuple ? shape.items.length : shape;
    }),
    native('map(f, xs)', (at, fn, x) => mapped(fn, x, at)),
    native('vectorized_map(function, elements)', (at, fn, x) => mapped(fn, x, at)),
    native('cond(pred, true_fn, false_fn)', (at, pred, yes, no) => chosen(pred, yes, no, at)),
    ...creation,
  ],
  find: (name) => opFunction(name),
  starNames: () => [...opNames()],
});
