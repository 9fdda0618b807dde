import type { Dtype } from '../../../graph/types.js';
import type { Maybe } from '../../../graph/values.js';
import { Args } from '../../python/args.js';
import { PlainClass } from '../../python/classes.js';
import { List, Tuple } from '../../python/containers.js';
import { defineModule, type ModuleDefinition } from '../../python/modules.js';
import { BoundNative, type Native, native, RawNative } from '../../python/native.js';
import { Quiet } from '../../python/modules/quiet.js';
import { Obj, type Site, type Value, unknown } from '../../python/values.js';
import { ArrayValue, unfollowed } from '../array-value.js';
import { randomFunctions } from '../ops/random-tensor.js';
import { DtypeValue } from '../dtype-value.js';
import { arange, arrayOf, filled, linspace } from '../ops/creation.js';
import { OpFunction, opFunction } from '../ops/operate.js';
import { shapeOf } from '../ops/shape-of.js';
import { TensorValue } from '../tensor-value.js';
import { linalgFunctions, mathFunctions, nnFunctions, tensorFunctions } from '../ops/tensorflow.js';
import { imageFunctions, resizeMethods } from '../ops/tf-image.js';
import { isSymbolic } from '../trees.js';
import { classByName } from '../objects/lookup.js';
import { refusing } from '../ops/refusing.js';
import { guarded, warnSymbolic } from '../ops/symbolic.js';
import { fileSlices, tensorSlices } from '../data/tensor-slices.js';
import { decoders } from '../files/read.js';
import { MatchValue } from '../files/text-value.js';
import { zipDatasets } from '../data/zip.js';

/** TensorFlow's names for operations, with the names of their parameters where those differ from Keras's. */
const OPERATIONS: Readonly<Record<string, readonly [op: string, renamed?: Readonly<Record<string, string>>]>> = {
  reduce_sum: ['sum', { input_tensor: 'x' }], reduce_mean: ['mean', { input_tensor: 'x' }], reduce_max: ['max', { input_tensor: 'x' }], reduce_min: ['min', { input_tensor: 'x' }], reduce_prod: ['prod', { input_tensor: 'x' }], reduce_all: ['all', { input_tensor: 'x' }], reduce_any: ['any', { input_tensor: 'x' }], reduce_std: ['std', { input_tensor: 'x' }], reduce_variance: ['var', { input_tensor: 'x' }],
  concat: ['concatenate', { values: 'xs' }], stack: ['stack', { values: 'x' }], unstack: ['unstack', { value: 'x' }], expand_dims: ['expand_dims', { input: 'x' }], squeeze: ['squeeze', { input: 'x' }], transpose: ['transpose', { a: 'x', perm: 'axes' }], reshape: ['reshape', { tensor: 'x', shape: 'newshape' }], split: ['split', { value: 'x', num_or_size_splits: 'indices_or_sections' }], tile: ['tile', { input: 'x', multiples: 'repeats' }], pad: ['pad', { tensor: 'x', paddings: 'pad_width' }], repeat: ['repeat', { input: 'x' }], one_hot: ['one_hot', { indices: 'x', depth: 'num_classes' }], cast: ['cast'], where: ['where', { x: 'x1', y: 'x2' }], broadcast_to: ['broadcast_to', { input: 'x' }], clip_by_value: ['clip', { t: 'x', clip_value_min: 'x_min', clip_value_max: 'x_max' }], reverse: ['flip', { tensor: 'x' }], roll: ['roll', { input: 'x' }],
  add: ['add', { x: 'x1', y: 'x2' }], subtract: ['subtract', { x: 'x1', y: 'x2' }], multiply: ['multiply', { x: 'x1', y: 'x2' }], divide: ['divide', { x: 'x1', y: 'x2' }], pow: ['power', { x: 'x1', y: 'x2' }], maximum: ['maximum', { x: 'x1', y: 'x2' }], minimum: ['minimum', { x: 'x1', y: 'x2' }], matmul: ['matmul', { a: 'x1', b: 'x2' }], tensordot: ['tensordot', { a: 'x1', b: 'x2' }], einsum: ['einsum'], equal: ['equal', { x: 'x1', y: 'x2' }], not_equal: ['not_equal'], less: ['less'], greater: ['greater'], less_equal: ['less_equal'], greater_equal: ['greater_equal'], logical_and: ['logical_and'], logical_or: ['logical_or'], logical_not: ['logical_not'],
  ...Object.fromEntries(['abs', 'square', 'sqrt', 'exp', 'sign', 'floor', 'round', 'sin', 'cos', 'tan', 'tanh', 'sigmoid', 'zeros_like', 'ones_like', 'argsort', 'sort', 'norm', 'cumsum', 'negative', 'meshgrid', 'softmax'].map((name) => [name, [name, { input: 'x' }]] as const)), stop_gradient: ['stop_gradient', { input: 'variable' }], acos: ['arccos'], acosh: ['arccosh'], asin: ['arcsin'], asinh: ['arcsinh'], atan: ['arctan'], atanh: ['arctanh'], atan2: ['arctan2', { y: 'x1', x: 'x2' }], truediv: ['true_divide', { x: 'x1', y: 'x2' }], realdiv: ['true_divide', { x: 'x1', y: 'x2' }], floordiv: ['floor_divide', { x: 'x1', y: 'x2' }], truncatediv: ['floor_divide', { x: 'x1', y: 'x2' }], truncatemod: ['mod', { x: 'x1', y: 'x2' }], xdivy: ['divide', { x: 'x1', y: 'x2' }], xlogy: ['multiply', { x: 'x1', y: 'x2' }], multiply_no_nan: ['multiply', { x: 'x1', y: 'x2' }], bitcast: ['cast', { input: 'x' }],
  identity: ['copy', { input: 'x' }], log: ['log'], rsqrt: ['rsqrt'], reciprocal: ['reciprocal'],
};

/** Those that only have the shape of their operation. */
const OF_THE_SAME_SHAPE: ReadonlySet<string> = new Set(['bitcast', 'truncatediv', 'truncatemod', 'xdivy', 'xlogy', 'multiply_no_nan']);

const made = new Map<string, Native>();
/** A function of TensorFlow as the operation that it is. On a tensor of the functional API Keras 3 refuses it, and says to use `keras.ops`. */
export function tensorFlowOperation(path: string, name: string): Native | undefined {
  const known = made.get(path);
  if (known) return known;
  const own = opFunction(path) ?? opFunction(`tf.${name}`);
  const [op, renamed = {}] = own ? [name] : (OPERATIONS[name] ?? [name]);
  const target = own ?? opFunction(op);
  if (!target) return undefined;
  const fn = new NamedRaw(`${name}(*args, **kwargs)`, target, (args, at) => {
    warnSymbolic(path, own ? 'an operation of keras.ops' : `keras.ops.${op}`, args, at);
    const keyword = new Map([...args.keyword].filter(([key]) => key !== 'name').map(([key, value]) => [renamed[key] ?? key, value] as const));
    // TensorFlow's is exact unless told otherwise, that of keras.ops is not.
    if (name === 'gelu' && args.positional.length < 2 && !keyword.has('approximate')) keyword.set('approximate', false);
    const result = target.call(new Args(args.positional, keyword, args.positionalSpans, args.keywordSpans, args.open), at);
    return OF_THE_SAME_SHAPE.has(name) ? unfollowed(result, path, at) : result;
  });
  made.set(path, fn);
  return fn;
}

/** As an activation it stands for the same name as the operation. */
class NamedRaw extends RawNative {
  constructor(
    signature: string,
    private readonly target: Native,
    run: (args: Args, at: Site) => Value,
  ) {
    super(signature, run);
  }
  toConfig(): Maybe {
    return this.target instanceof OpFunction ? this.target.toConfig() : this;
  }
}

/** A `with` block or strategy that changes nothing of what a model is. */
const context = (name: string): BoundNative => new BoundNative(name, () => new Quiet(name));
const decorator = new RawNative('function(func=None, **kwargs)', (args) => (args.positional[0] instanceof Obj ? args.positional[0] : new BoundNative('decorator', (inner) => inner.positional[0] ?? null)));

const dtypes: readonly Dtype[] = ['float16', 'bfloat16', 'float32', 'float64', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'bool', 'string'];
/** As `tf` and `tf.dtypes` have them, with the names that C has for two of them. */
const dtypeValues = { ...Object.fromEntries(dtypes.map((name) => [name, new DtypeValue(name)])), half: new DtypeValue('float16'), double: new DtypeValue('float64') };

/** A dtype by its name, or one itself; a class of Python's or NumPy's is not followed. */
function dtypeNamed(value: Value, at: Site): Value {
  if (value instanceof DtypeValue) return value;
  const name = dtypes.find((each) => each === value);
  return name ? new DtypeValue(name) : unknown('This dtype is not known.', at.span);
}

class TensorClass extends PlainClass {
  override instanceCheck(value: Value): boolean | null {
    return value instanceof TensorValue || value instanceof ArrayValue || super.instanceCheck(value);
  }
}

/** Functions that make tensors, or tell of one: they, too, raise at a tensor of a model. */
const creation: readonly Native[] = [
  native('constant(value, dtype=None, shape=None, name=None)', (at, x, dtype, shape) => (shape === null ? arrayOf(x, dtype, at) : filled(shape, dtype, 'float32', at))),
  native('convert_to_tensor(value, dtype=None, **kwargs)', (at, x, dtype) => (isSymbolic(x) ? x! : arrayOf(x, dtype, at))),
  native('Variable(initial_value=None, trainable=None, **kwargs)', (at, x) => arrayOf(x, null, at)),
  native('zeros(shape, dtype=None, **kwargs)', (at, shape, dtype) => filled(shape, dtype, 'float32', at)),
  native('ones(shape, dtype=None, **kwargs)', (at, shape, dtype) => filled(shape, dtype, 'float32', at)),
  native('fill(dims, value)', (at, shape) => filled(shape, null, 'float32', at)),
  native('eye(num_rows, num_columns=None, **kwargs)', (at, n, m) => filled(new Tuple([n!, m === null ? n! : m]), null, 'float32', at)),
  native('range(start, limit=None, delta=None, dtype=None, **kwargs)', (at, start, stop, step, dtype) => arange(start, stop, step, dtype, at)),
  native('shape(input, **kwargs)', (at, x) => shapeOf(x, at, true)),
  native('rank(input)', (at, x) => {
    const shape = shapeOf(x, at);
    return shape instanceof Tuple ? shape.items.length : shape;
  }),
  native('linspace(start, stop, num, name=None, axis=0)', (at, start, stop, num) => linspace(start, stop, num, at)),
  native('argmax(input, axis=None, output_type=None, name=None)', (at, x, axis, dtype) => (x instanceof MatchValue ? x.place(at) : tensorFlowOperation('tf.argmax', 'argmax')!.call(new Args([x!], new Map([...(axis === null ? [] : [['axis', axis] as const]), ...(dtype === null ? [] : [['output_type', dtype] as const])])), at))),
  native('TensorShape(dims)', (_at, dims) => (dims instanceof List ? new Tuple(dims.items) : dims!)),
];

const MODERN: Readonly<Record<string, string>> = { shape: 'keras.ops.shape, or .shape', rank: 'len(x.shape)', convert_to_tensor: 'the tensor itself' };

/** `tf.data.Dataset`. */
class DatasetClass extends Obj {
  readonly typeName = 'type';
  override getAttribute(name: string): Value | undefined {
    if (name === 'from_tensor_slices') return new BoundNative(name, tensorSlices);
    if (name === 'list_files') return new BoundNative(name, fileSlices);
    if (name === 'zip') return new BoundNative(name, zipDatasets);
    return new BoundNative(name, (_args, at) => unknown(`tf.data.Dataset.${name} is not followed.`, at.span));
  }
}

const math = (name: string, prefix: string, functions: readonly Native[]): ModuleDefinition => defineModule({ names: [name], functions: functions.map((fn) => guarded(prefix, fn)), find: (member) => tensorFlowOperation(`${prefix}.${member}`, member) ?? refusing(prefix, member) });
const random = defineModule({
  names: ['tensorflow.random'],
  functions: [
    native('set_seed(seed)', () => null),
    ...randomFunctions({ normal: 'normal', uniform: 'uniform' }),
    ...['truncated_normal', 'stateless_normal', 'stateless_uniform', 'stateless_truncated_normal'].map((name) => native(`${name}(shape, *args, dtype=None, **kwargs)`, (at, shape, _args, dtype) => filled(shape, dtype, 'float32', at))),
  ],
  find: (name) => (opFunction(`tf.random.${name}`) ? tensorFlowOperation(`tf.random.${name}`, name) : undefined),
});

export default [
  defineModule({
    names: ['tensorflow', 'tensorflow.compat.v1', 'tensorflow.compat.v2'],
    values: {
      ...dtypeValues, newaxis: null,
      Tensor: new TensorClass('Tensor'), GradientTape: context('GradientTape'), Graph: context('Graph'), device: context('device'), name_scope: context('name_scope'), Module: new PlainClass('Module'),
      function: decorator,
    },
    functions: [...creation.map((fn) => (fn.name === 'argmax' ? fn : guarded('tf', fn, MODERN[fn.name]))), native('print(*args, **kwargs)', () => null), ...tensorFunctions.map((fn) => guarded('tf', fn)), native('enable_eager_execution()', () => null), native('disable_eager_execution()', () => null)],
    find: (name) => (name.endsWith('_initializer') ? classByName('initializer', name.slice(0, -'_initializer'.length)) : undefined) ?? tensorFlowOperation(`tf.${name}`, name) ?? refusing('tf', name),
  }),
  defineModule({
    names: ['tensorflow.dtypes'],
    values: dtypeValues,
    functions: [native('as_dtype(type_value)', (at, x) => dtypeNamed(x, at))],
    find: (name) => (name === 'cast' || name === 'saturate_cast' ? tensorFlowOperation(`tf.${name}`, name) : undefined),
  }),
  math('tensorflow.math', 'tf.math', mathFunctions),
  math('tensorflow.linalg', 'tf.linalg', linalgFunctions),
  // keras.ops has functions of these names that take and give pairs of tensors.
  defineModule({ names: ['tensorflow.signal'], find: (name) => (opFunction(`tf.signal.${name}`) ? tensorFlowOperation(`tf.signal.${name}`, name) : refusing('tf.signal', name)) }),
  defineModule({ names: ['tensorflow.bitwise'], find: (name) => refusing('tf.bitwise', name) }),
  random,
  defineModule({ names: ['tensorflow.nn'], functions: nnFunctions.map((fn) => guarded('tf.nn', fn)), find: (name) => tensorFlowOperation(`tf.nn.${name}`, name) ?? refusing('tf.nn', name) }),
  defineModule({
    names: ['tensorflow.image'],
    values: { ResizeMethod: resizeMethods },
    functions: [...decoders, ...imageFunctions.map((fn) => guarded('tf.image', fn))],
    // What an image function makes of numbers is not followed; anything else (a path, a class) passes through.
    find: (name) => (opFunction(`tf.image.${name}`) ? tensorFlowOperation(`tf.image.${name}`, name) : undefined) ?? new RawNative(`${name}(*args, **kwargs)`, (args, at) => {
      const given = [...args.positional, ...args.keyword.values()];
      warnSymbolic(`tf.image.${name}`, 'an operation of keras.ops', args, at);
      const images = given.find((value) => value instanceof ArrayValue || value instanceof TensorValue);
      return images || given.length === 0 ? unknown(`tf.image.${name} is not followed.`, at.span) : given[0]!;
    }),
  }),
  defineModule({ names: ['tensorflow.distribute'], find: (name) => context(name) }),
  defineModule({ names: ['tensorflow.config', 'tensorflow.debugging', 'tensorflow.profiler', 'tensorflow.summary', 'tensorflow.test', 'tensorflow.saved_model', 'tensorflow.train', 'tensorflow.autograph', 'tensorflow.config.experimental', 'tensorflow.config.threading'], find: (name) => new Quiet(name) }),
  defineModule({ names: ['tensorflow.data'], values: { AUTOTUNE: -1, Dataset: new DatasetClass() } }),
];
