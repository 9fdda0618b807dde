import type { Site, Value } from '../../python/values.js';
import { Float, unknown } from '../../python/values.js';
import { defineModule } from '../../python/modules.js';
import { BoundNative, native } from '../../python/native.js';
import { sessionOf } from '../session.js';
import { TensorValue } from '../tensor-value.js';
import { tensorShape } from '../convert.js';
import { opFunction } from '../ops/operate.js';
import { Args } from '../../python/args.js';

/** Functions of Keras 2's backend, as the operations that they are today: name, and parameters called otherwise. */
const FORMER: Readonly<Record<string, readonly [op: string, renamed?: Readonly<Record<string, string>>]>> = {
  ...Object.fromEntries(['abs', 'all', 'any', 'argmax', 'argmin', 'clip', 'cos', 'sin', 'dot', 'equal', 'exp', 'expand_dims', 'greater', 'greater_equal', 'less', 'less_equal', 'log', 'max', 'min', 'maximum', 'minimum', 'mean', 'sum', 'prod', 'std', 'var', 'not_equal', 'one_hot', 'ones_like', 'zeros_like', 'relu', 'elu', 'reshape', 'round', 'sigmoid', 'hard_sigmoid', 'sign', 'softmax', 'softplus', 'softsign', 'sqrt', 'square', 'squeeze', 'stack', 'stop_gradient', 'tanh', 'tile', 'transpose', 'cast', 'repeat', 'cumsum', 'cumprod'].map((name) => [name, [name]] as const)),
  concatenate: ['concatenate', { tensors: 'xs' }], permute_dimensions: ['transpose', { pattern: 'axes' }], pow: ['power', { a: 'x2' }], batch_dot: ['batch_dot'], gather: ['take', { reference: 'x' }], l2_normalize: ['normalize'], repeat_elements: ['repeat', { rep: 'repeats' }], reverse: ['flip', { axes: 'axis' }], batch_flatten: ['batch_flatten'],
};

function find(name: string, at: Site): Value | undefined {
  const former = FORMER[name];
  if (!former) return undefined;
  const [op, renamed = {}] = former;
  const target = opFunction(op);
  if (!target) return undefined;
  const modern = op === 'batch_flatten' ? 'keras.layers.Flatten()' : `keras.ops.${op}`;
  return new BoundNative(name, (args, site) => {
    sessionOf(site.machine).warn('legacy-backend', `Keras 3 has no keras.backend.${name}. Use ${modern} instead.`, at.span);
    const keyword = new Map([...args.keyword].map(([key, value]) => [renamed[key] ?? key, value] as const));
    return target.call(new Args(args.positional, keyword, args.positionalSpans, args.keywordSpans, args.open), site);
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
    native('ndim(x)', (_at, x) => (x instanceof TensorValue && x.tensor.shape ? x.tensor.shape.length : unknown('The rank of this is not known.'))),
    native('is_keras_tensor(x)', (_at, x) => x instanceof TensorValue),
    native('shape(x)', (_at, x) => (x instanceof TensorValue ? tensorShape(x.tensor) : unknown('The shape of this is not known.'))),
    native('get_value(x)', (_at, x) => x!),
    native('set_value(x, value)', () => null),
    native('eval(x)', (at) => unknown('Values are not known without running the file.', at.span)),
    native('set_session(session)', () => null),
    native('get_session()', (at) => unknown('There are no sessions any more.', at.span)),
    native('learning_phase()', () => 0),
    native('set_learning_phase(value)', () => null),
    native('enable_unsafe_deserialization()', () => null),
    native('name_scope(name)', () => null),
    native('get_uid(prefix="")', (at) => unknown('Names are not followed here.', at.span)),
  ],
  find,
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
