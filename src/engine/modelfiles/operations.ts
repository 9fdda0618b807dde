/** Operations of `keras.ops` as Keras saves them: a class of `keras.src.ops`, its options in the configuration, its operands as arguments. */
import type { ConfigValue, Layer, Shape, TensorInfo } from '../../core/graph/types.js';
import type { Json } from './config.js';
import { numbersJson } from './standing.js';

interface SavedOperation {
  readonly module: string;
  readonly className: string;
  readonly config: { readonly [key: string]: Json };
  /** The call's arguments, with the operation's constants between the tensors. */
  arguments(tensors: readonly Json[]): Json[];
}

/** Operands of the operations that take two. */
const binary = new Set(['add', 'subtract', 'multiply', 'divide', 'true_divide', 'power', 'maximum', 'minimum', 'floor_divide', 'mod', 'matmul', 'greater', 'less', 'equal', 'not_equal', 'greater_equal', 'less_equal', 'dot', 'logical_and', 'logical_or', 'arctan2']);
/** Operations that take a list of tensors. */
const listed = new Set(['concatenate', 'stack']);
/** Where the classes of operations are that are not in `keras.src.ops.numpy`. */
const modules: readonly (readonly [string, ReadonlySet<string>])[] = [
  ['nn', new Set(['relu', 'relu6', 'sigmoid', 'softplus', 'softsign', 'silu', 'log_sigmoid', 'leaky_relu', 'hard_sigmoid', 'hard_silu', 'elu', 'selu', 'gelu', 'softmax', 'log_softmax', 'celu', 'one_hot', 'normalize', 'glu', 'hard_tanh', 'tanh_shrink', 'soft_shrink', 'hard_shrink', 'squareplus', 'sparse_plus', 'threshold', 'conv', 'depthwise_conv', 'max_pool', 'average_pool', 'moments', 'depth_to_space', 'space_to_depth'])],
  ['core', new Set(['cast', 'stop_gradient', 'unstack', 'slice'])],
  ['math', new Set(['rsqrt', 'logsumexp', 'top_k', 'erf'])],
  ['image', new Set(['extract_patches', 'resize'])],
  ['linalg', new Set(['norm'])],
];
const special: Readonly<Record<string, string>> = { get_item: 'GetItem', log1p: 'Log1p', expm1: 'Expm1', absolute: 'Absolute', abs: 'Absolute', negative: 'Negative', logsumexp: 'Logsumexp', matmul: 'Matmul', true_divide: 'TrueDivide' };

const pascal = (name: string): string => special[name] ?? name.split('_').map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What is known of what it gives, and the shape of its first tensor. */
export function operationClass(layer: Layer, { shape: made, dtype }: TensorInfo, from: Shape | null): SavedOperation {
  const { type, config } = layer;
  const module = `keras.src.ops.${modules.find(([, names]) => names.has(type))?.[0] ?? 'numpy'}`;
  const json = (value: ConfigValue): Json => (Array.isArray(value) ? value.map((item) => json(item as ConfigValue)) : (value));
  const saved = (className: string, options: SavedOperation['config'], operands?: readonly string[]): SavedOperation =>
    ({ module, className, config: options, arguments: (tensors) => (operands ? withConstants(tensors, operands.map((name) => [name, config[name]])) : listed.has(type) ? [[...tensors]] : [...tensors]) });
  if (type === 'where' || type === 'tf.where') return saved('Where', {}, type === 'where' ? ['condition', 'x1', 'x2'] : ['condition', 'x', 'y']);
  if (type === 'get_item') return { module, className: 'GetItem', config: {}, arguments: (tensors) => [...tensors, (config.index as readonly ConfigValue[]).map(indexPart)] };
  if (type === 'tf.gather') return saved('Take', { axis: json(config.axis ?? 0) }, ['params', 'indices']);
  if (type === 'tf.argmax' || type === 'tf.argmin') return saved(type === 'tf.argmax' ? 'Argmax' : 'Argmin', { axis: json(config.axis ?? 0), keepdims: false });
  if (binary.has(type)) return saved(pascal(type), {}, ['x1', 'x2']);
  // Lengths that were open when the file was read are None there; these make what the graph knows.
  if (type === 'reshape' && made) return reshaped(made, from);
  if (type === 'pad') return { ...saved('Pad', { pad_width: json(config.pad_width ?? config.padWidth ?? null), mode: (typeof config.mode === 'string' ? config.mode : 'constant').toLowerCase() }), arguments: (tensors) => [...tensors, ...(typeof config.constant_values === 'number' ? [config.constant_values] : [])] };
  if (type === 'cast') return saved('Cast', { dtype });
  const operands = several[type];
  const options = Object.fromEntries(Object.entries(config).filter(([key]) => key !== 'x' && key !== 'dtype' && !operands?.includes(key)).map(([key, value]) => [snake(key), json(value)]));
  return saved(pascal(type), options, operands);
}

/** Operations whose tensors have names of their own. */
const several: Readonly<Record<string, readonly string[]>> = { take: ['x', 'indices'], tensordot: ['x1', 'x2'], conv: ['inputs', 'kernel'], depthwise_conv: ['inputs', 'kernel'], divide_no_nan: ['x1', 'x2'] };

/** A reshaping. Of two lengths that are open the first is the batch, which Keras's layer leaves as it is. */
function reshaped(shape: Shape, from: Shape | null): SavedOperation {
  const lengths = shape.map((length) => length ?? -1);
  const layer = lengths.filter((length) => length < 0).length > 1 && from?.[0] === null;
  return { module: layer ? 'keras.layers' : 'keras.src.ops.numpy', className: 'Reshape', config: layer ? { target_shape: lengths.slice(1) } : { newshape: lengths }, arguments: (tensors) => [...tensors] };
}

function indexPart(part: ConfigValue): Json {
  if (part === 'newaxis') return null;
  if (part === '...') return { class_name: '__ellipsis__', config: {} };
  const { at, from, to, step } = part as { readonly [key: string]: number | null | undefined };
  return at === undefined ? { class_name: '__slice__', config: { start: from ?? null, stop: to ?? null, step: step ?? null } } : at;
}

function withConstants(tensors: readonly Json[], operands: readonly (readonly [name: string, value: ConfigValue | undefined])[]): Json[] {
  const rest = [...tensors];
  return operands.map(([name, operand]) => (typeof operand === 'number' ? operand : Array.isArray(operand) ? numbersJson(operand as Json, name === 'indices' ? 'int32' : 'float32') : rest.shift() ?? null));
}
