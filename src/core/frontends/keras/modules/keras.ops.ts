import { defineModule } from '../../python/modules.js';
import { Native, RawNative, native } from '../../python/native.js';
import { List, Tuple } from '../../python/containers.js';
import { associated, carried, chosen, counted, derived, looped, mapped, switched } from '../ops/control.js';
import { opNames, publicOp } from '../ops/operate.js';
import { shapeOf } from '../ops/shape-of.js';
import { arrayOf, creation, filled } from '../ops/creation.js';
import { Obj, unknown } from '../../python/values.js';
import { indexTensor } from '../ops/index-tensor.js';
import { ArrayValue, unfollowed } from '../array-value.js';
import { isSymbolic } from '../trees.js';
import { TensorValue } from '../tensor-value.js';

/** `keras.ops` and its parts. */
export default defineModule({
  names: ['keras.ops', 'keras.ops.numpy', 'keras.ops.nn', 'keras.ops.math', 'keras.ops.core', 'keras.ops.image', 'keras.ops.linalg'],
  functions: [
    native('shape(x)', (at, x) => shapeOf(x, at)),
    native('convert_to_tensor(x, dtype=None, sparse=None)', (at, x, dtype) => ((x instanceof List || x instanceof Tuple) && !isSymbolic(x) ? arrayOf(x, dtype ?? null, at) : x!)),
    native('convert_to_numpy(x)', (_at, x) => x!),
    native('ndim(x)', (at, x) => {
      const shape = shapeOf(x, at);
      return shape instanceof Tuple ? shape.items.length : shape;
    }),
    native('map(f, xs)', (at, fn, x) => mapped(fn, x, at)),
    native('vectorized_map(function, elements)', (at, fn, x) => mapped(fn, x, at)),
    native('cond(pred, true_fn, false_fn)', (at, pred, yes, no) => chosen(pred, yes, no, at)),
    native('scan(f, init, xs=None, length=None, reverse=False, unroll=1)', (at, fn, init, xs) => carried(fn, init, xs, at)),
    native('while_loop(cond, body, loop_vars, maximum_iterations=None)', (at, _cond, body, vars) => looped(body, vars, at)),
    native('fori_loop(lower, upper, body_fun, init_val)', (at, _lower, _upper, body, value) => counted(body, value, at)),
    new Native('switch(index, branches, *operands)', (at, index, branches, operands) => switched(index, branches, operands instanceof Tuple ? operands.items : [], at)),
    native('associative_scan(f, elems, reverse=False, axis=0)', (at, fn, elems, _reverse, axis) => associated(fn, elems, axis, at)),
    native('jvp(fun, primals, tangents, has_aux=False)', (at, fn, primals, _tangents, aux) => (aux === false ? derived(fn, primals, at) : unknown('What this function gives beside its value is not followed.', at.span))),
    // The function gives its value and what differentiates it.
    native('custom_gradient(f)', (_at, fn) => new RawNative('graded(*args, **kwargs)', (args, at) => {
      const made = at.machine.call(fn, args, at);
      return made instanceof Tuple && made.items.length === 2 ? unfollowed(made.items[0]!, 'custom_gradient', at) : unknown('What this function gives is not followed.', at.span);
    })),
    native('dtype(x)', (at, x) => (x instanceof Obj ? x.getAttribute('dtype', at) : undefined) ?? unknown('The dtype of this value is not known.', at.span)),
    native('get_item(x, key)', (at, x, key) => (x instanceof TensorValue ? (indexTensor(x, key, at) ?? null) : null) ?? unknown('Which part is taken here is not followed.', at.span)),
    native('is_tensor(x)', (_at, x) => x instanceof TensorValue || x instanceof ArrayValue),
    native('empty(shape, dtype=None)', (at, shape, dtype) => filled(shape, dtype, 'float32', at)),
    native('identity(n, dtype=None)', (at, n, dtype) => filled(new Tuple([n!, n!]), dtype, 'float32', at)),
    native('tri(N, M=None, k=0, dtype=None)', (at, n, m, _k, dtype) => filled(new Tuple([n!, m ?? n!]), dtype, 'float32', at)),
    ...['bartlett', 'blackman', 'hamming', 'hanning', 'kaiser'].map((name) => native(`${name}(x, beta=None)`, (at, n) => filled(new Tuple([n!]), null, 'float32', at))),
    ...creation,
  ],
  find: (name) => publicOp(name),
  starNames: () => [...opNames()],
});
