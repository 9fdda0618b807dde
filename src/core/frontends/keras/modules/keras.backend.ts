import type { Site, Value } from '../../python/values.js';
import { asInteger, Float, unknown } from '../../python/values.js';
import { defineModule } from '../../python/modules.js';
import { BoundNative, type Native, native } from '../../python/native.js';
import { sessionOf } from '../session.js';
import { TensorValue } from '../tensor-value.js';
import { refusing } from '../ops/refusing.js';
import { warnSymbolic } from '../ops/symbolic.js';
import { tensorShape } from '../convert.js';
import { mapped } from '../ops/control.js';
import { arange, arrayOf, filled } from '../ops/creation.js';
import { opFunction, operate } from '../ops/operate.js';
import { randomFunctions } from '../ops/random-tensor.js';
import { normalized } from '../ops/tensorflow.js';
import { unfollowed } from '../array-value.js';
import { List, Tuple } from '../../python/containers.js';
import { Args } from '../../python/args.js';

/** Functions of Keras 2's backend, as the operations that they are today: name, parameters called otherwise, and what stands where one is not given. */
interface Former {
  readonly op: string;
  readonly renamed?: Readonly<Record<string, string>>;
  readonly defaults?: Readonly<Record<string, Value>>;
}
const PAIR = { x: 'x1', y: 'x2' };
const FORMER: Readonly<Record<string, Former>> = {
  ...Object.fromEntries(['abs', 'all', 'any', 'cos', 'sin', 'exp', 'log', 'max', 'min', 'mean', 'sum', 'prod', 'std', 'var', 'ones_like', 'zeros_like', 'relu', 'elu', 'round', 'sigmoid', 'hard_sigmoid', 'sign', 'softmax', 'softplus', 'softsign', 'sqrt', 'square', 'squeeze', 'stack', 'tanh', 'transpose', 'cast', 'cumsum', 'cumprod'].map((name): [string, Former] => [name, { op: name }])),
  ...Object.fromEntries(['dot', 'equal', 'not_equal', 'greater', 'greater_equal', 'less', 'less_equal', 'maximum', 'minimum'].map((name): [string, Former] => [name, { op: name, renamed: PAIR }])),
  clip: { op: 'clip', renamed: { min_value: 'x_min', max_value: 'x_max' } }, one_hot: { op: 'one_hot', renamed: { indices: 'x' } }, reshape: { op: 'reshape', renamed: { shape: 'newshape' } }, stop_gradient: { op: 'stop_gradient', renamed: { variables: 'variable' } },
  binary_crossentropy: { op: 'binary_crossentropy' }, categorical_crossentropy: { op: 'categorical_crossentropy' }, sparse_categorical_crossentropy: { op: 'sparse_categorical_crossentropy' }, in_top_k: { op: 'in_top_k' }, ctc_batch_cost: { op: 'ctc_batch_cost' },
  tile: { op: 'tile', renamed: { n: 'repeats' } }, expand_dims: { op: 'expand_dims', defaults: { axis: -1 } }, concatenate: { op: 'concatenate', renamed: { tensors: 'xs' }, defaults: { axis: -1 } }, permute_dimensions: { op: 'transpose', renamed: { pattern: 'axes' } },
  pow: { op: 'power', renamed: { x: 'x1', a: 'x2' } }, batch_dot: { op: 'batch_dot' }, repeat_elements: { op: 'repeat', renamed: { rep: 'repeats' } }, reverse: { op: 'flip', renamed: { axes: 'axis' } },
};

/** Those whose arguments are not an operation's under other names. */
const OWN: readonly Native[] = [
  native('ndim(x)', (_at, x) => (x instanceof TensorValue && x.tensor.shape ? x.tensor.shape.length : unknown('The rank of this is not known.'))),
  native('shape(x)', (_at, x) => (x instanceof TensorValue ? tensorShape(x.tensor) : unknown('The shape of this is not known.'))),
  native('argmax(x, axis=-1)', (at, x, axis) => operate('argmax', [x!, axis!, false], at)),
  native('argmin(x, axis=-1)', (at, x, axis) => operate('argmin', [x!, axis!, false], at)),
  native('repeat(x, n)', (at, x, n) => operate('repeat', [operate('expand_dims', [x!, 1], at), n!, 1], at)),
  native('zeros(shape, dtype=None, name=None)', (at, shape, dtype) => filled(shape, dtype, 'float32', at)),
  native('ones(shape, dtype=None, name=None)', (at, shape, dtype) => filled(shape, dtype, 'float32', at)),
  native('eye(size, dtype=None, name=None)', (at, size, dtype) => filled(new Tuple([size!, size!]), dtype, 'float32', at)),
  native('constant(value, dtype=None, shape=None, name=None)', (at, x, dtype, shape) => (shape === null ? arrayOf(x, dtype, at) : filled(shape, dtype, 'float32', at))),
  native('variable(value, dtype=None, name=None, constraint=None)', (at, x, dtype) => arrayOf(x, dtype, at)),
  native('map_fn(fn, elems, name=None, dtype=None)', (at, fn, x) => mapped(fn, x, at)),
  native('gather(reference, indices)', (at, x, indices) => operate('take', [x!, indices!, 0], at)),
  native('arange(start, stop=None, step=1, dtype="int32")', (at, start, stop, step, dtype) => arange(start, stop, step, dtype, at)),
  native('flatten(x)', (at, x) => operate('reshape', [x!, new Tuple([-1])], at)),
  native('batch_flatten(x)', (at, x) => operate('reshape', [x!, new Tuple([unknown('Keras leaves both axes of batch_flatten open.', at.span), -1])], at)),
  native('bias_add(x, bias, data_format=None)', (at, x, bias, format) => (format === 'channels_first' ? unfollowed(x, 'bias_add', at) : operate('add', [x!, bias!], at))),
  native('l2_normalize(x, axis=None)', (at, x, axis) => normalized(x, axis, new Float(1e-12), at)),
  native('switch(condition, then_expression, else_expression)', (at, pred, a, b) => operate('where', [pred!, a!, b!], at)),
  native('in_train_phase(x, alt, training=None)', (at, x) => unfollowed(x, 'in_train_phase', at)),
  native('in_test_phase(x, alt, training=None)', (at, x) => unfollowed(x, 'in_test_phase', at)),
  ...randomFunctions({ normal: 'random_normal', uniform: 'random_uniform' }),
  ...['truncated_normal', 'random_bernoulli', 'random_binomial'].map((name) => native(`${name}(shape, *args, dtype=None, **kwargs)`, (at, shape, _args, dtype) => filled(shape, dtype, 'float32', at))),
  native('resize_images(x, height_factor, width_factor, data_format="channels_last", interpolation="nearest")', (at, x, height, width, format) => {
    const shape = x instanceof TensorValue && format === 'channels_last' ? x.tensor.shape : null;
    const side = (d: number | null | undefined, by: Value): Value => (d == null || asInteger(by) === null ? unknown('This size is not known.', at.span) : d * asInteger(by)!);
    return operate('resize', [x!, new Tuple([side(shape?.[1], height), side(shape?.[2], width)]), 'nearest', false, false, false, 'constant', 0, null], at);
  }),
  ...['conv1d', 'conv2d', 'conv3d'].map((name) => native(`${name}(x, kernel, strides=1, padding="valid", data_format=None, dilation_rate=1)`, (at, ...values) => operate('conv', values, at))),
  native('depthwise_conv2d(x, depthwise_kernel, strides=1, padding="valid", data_format=None, dilation_rate=1)', (at, ...values) => operate('depthwise_conv', values, at)),
  ...['pool2d', 'pool3d'].map((name) => native(`${name}(x, pool_size, strides=1, padding="valid", data_format=None, pool_mode="max")`, (at, ...values) => operate(values[5] === 'avg' ? 'average_pool' : 'max_pool', values.slice(0, 5), at))),
  native('spatial_2d_padding(x, padding=None, data_format=None)', (at, x, padding) => operate('pad', [x!, new Tuple([NONE, ...itemsOf(padding), NONE]), 'constant', null], at)),
  native('temporal_padding(x, padding=None)', (at, x, padding) => operate('pad', [x!, new Tuple([NONE, padding!, NONE]), 'constant', null], at)),
];
const MODERN: Readonly<Record<string, string>> = { shape: 'keras.ops.shape, or .shape', ndim: 'len(x.shape)' };
const NONE = new Tuple([0, 0]);
const itemsOf = (value: Value): readonly Value[] => (value instanceof List || value instanceof Tuple ? value.items : [unknown('This padding is not known.'), unknown('This padding is not known.')]);
const own = new Map(OWN.map((fn) => [fn.name, fn] as const));

function find(name: string): Value | undefined {
  const mine = own.get(name);
  const former = FORMER[name];
  const target = mine ?? (former && opFunction(former.op));
  if (!target) return undefined;
  return new BoundNative(name, (args, site) => {
    // Where the import path has no such function, that was said when it was looked up.
    const said = site.machine.diagnostics.some(({ span }) => span.file === site.span.file && span.from >= site.span.from && span.to <= site.span.to);
    if (!said) warnSymbolic(`keras.backend.${name}`, MODERN[name] ?? (former && opFunction(former.op) ? `keras.ops.${former.op}` : 'an operation of keras.ops'), args, site);
    const keyword = new Map([...args.keyword].map(([key, value]) => [former?.renamed?.[key] ?? key, value] as const));
    const names = mine ? [] : opFunction(former!.op)!.parameters.map((parameter) => parameter.name);
    for (const [key, value] of Object.entries(former?.defaults ?? {})) if (!args.open && !keyword.has(key) && args.positional.length <= names.indexOf(key)) keyword.set(key, value);
    return target.call(mine ? args : new Args(args.positional, keyword, args.positionalSpans, args.keywordSpans, args.open), site);
  });
}

export default defineModule({
  names: ['keras.backend', 'keras.config'],
  functions: [
    native('image_data_format()', (at) => sessionOf(at.machine).builder.imageDataFormat),
    native('image_dim_ordering()', (at) => (sessionOf(at.machine).builder.imageDataFormat === 'channels_first' ? 'th' : 'tf')),
    native('set_image_data_format(data_format)', (at, format) => {
      if (format === 'channels_first' || format === 'channels_last') sessionOf(at.machine).builder.imageDataFormat = format;
      return null;
    }),
    native('set_image_dim_ordering(order)', (at, order) => {
      if (order === 'th' || order === 'tf') sessionOf(at.machine).builder.imageDataFormat = order === 'th' ? 'channels_first' : 'channels_last';
      return null;
    }),
    native('backend()', () => 'tensorflow'),
    native('epsilon()', () => new Float(1e-7)),
    native('set_epsilon(value)', () => null),
    native('floatx()', (at) => sessionOf(at.machine).builder.policy.variable),
    native('set_floatx(dtype)', (at, dtype) => setFloatx(dtype, at)),
    native('set_dtype_policy(policy)', (at, policy) => setPolicy(policy, at)),
    native('dtype_policy()', (at) => unknown('The dtype policy as an object is not followed.', at.span)),
    native('clear_session(*args)', (at) => {
      sessionOf(at.machine).builder.names.reset();
      return null;
    }),
    native('int_shape(x)', (_at, x) => (x instanceof TensorValue ? tensorShape(x.tensor) : unknown('The shape of this is not known.'))),
    native('is_keras_tensor(x)', (_at, x) => x instanceof TensorValue),
    native('get_value(x)', (_at, x) => x!),
    native('set_value(x, value)', () => null),
    native('eval(x)', (at) => unknown('Values are not known without running the file.', at.span)),
    native('set_session(session)', () => null),
    native('get_session()', (at) => unknown('There are no sessions any more.', at.span)),
    native('learning_phase()', (at) => (sessionOf(at.machine).tracing > 0 ? unknown('learning_phase() is 1 in training and 0 otherwise, which is not followed. Take an argument training in call, and ask for that.', at.span) : 0)),
    native('set_learning_phase(value)', () => null),
    native('enable_unsafe_deserialization()', (at) => {
      sessionOf(at.machine).findsOwn = true;
      return null;
    }),
    native('name_scope(name)', () => null),
    native('get_uid(prefix="")', (at) => unknown('Names are not followed here.', at.span)),
  ],
  find: (name) => find(name) ?? refusing('keras.backend', name),
});

function setFloatx(dtype: Value, at: Site): null {
  if (dtype === 'float32' || dtype === 'float16' || dtype === 'float64' || dtype === 'bfloat16') sessionOf(at.machine).builder.policy = { compute: dtype, variable: dtype };
  return null;
}

/** `keras.config.set_dtype_policy("mixed_float16")`. */
export function setPolicy(policy: Value, at: Site): null {
  const { builder } = sessionOf(at.machine);
  if (policy === 'mixed_float16') builder.policy = { compute: 'float16', variable: 'float32' };
  else if (policy === 'mixed_bfloat16') builder.policy = { compute: 'bfloat16', variable: 'float32' };
  else if (typeof policy === 'string') setFloatx(policy, at);
  return null;
}
