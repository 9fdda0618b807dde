/** Operations of `keras.ops` as Keras saves them: a class of `keras.src.ops`, its options in the configuration, its operands as arguments. */
import type { ConfigValue, Layer } from '../../core/graph/types.js';
import type { Json } from './config.js';

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
/** Operations of `keras.src.ops.nn`; the others are in `numpy`, `core`, or `math`. */
const nn = new Set(['relu', 'relu6', 'sigmoid', 'softplus', 'softsign', 'silu', 'log_sigmoid', 'leaky_relu', 'hard_sigmoid', 'hard_silu', 'elu', 'selu', 'gelu', 'softmax', 'log_softmax', 'celu', 'one_hot', 'normalize', 'glu', 'hard_tanh', 'tanh_shrink', 'soft_shrink', 'hard_shrink', 'squareplus', 'sparse_plus', 'threshold']);
const core = new Set(['cast', 'stop_gradient', 'unstack']);
const math = new Set(['rsqrt', 'logsumexp', 'top_k', 'erf']);
const special: Readonly<Record<string, string>> = { get_item: 'GetItem', log1p: 'Log1p', expm1: 'Expm1', absolute: 'Absolute', abs: 'Absolute', negative: 'Negative', logsumexp: 'Logsumexp', matmul: 'Matmul', true_divide: 'TrueDivide' };

const pascal = (name: string): string => special[name] ?? name.split('_').map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export function operationClass(layer: Layer): SavedOperation {
  const { type, config } = layer;
  const module = `keras.src.ops.${nn.has(type) ? 'nn' : core.has(type) ? 'core' : math.has(type) ? 'math' : 'numpy'}`;
  const json = (value: ConfigValue): Json => (Array.isArray(value) ? value.map((item) => json(item as ConfigValue)) : (value));
  if (type === 'where' || type === 'tf.where') {
    const names = type === 'where' ? ['condition', 'x1', 'x2'] : ['condition', 'x', 'y'];
    return { module, className: 'Where', config: {}, arguments: (tensors) => withConstants(tensors, names.map((name) => config[name])) };
  }
  if (binary.has(type)) {
    return { module, className: pascal(type), config: {}, arguments: (tensors) => withConstants(tensors, [config.x1, config.x2]) };
  }
  const options = Object.fromEntries(Object.entries(config).filter(([key]) => key !== 'x' && key !== 'dtype').map(([key, value]) => [snake(key), json(value)]));
  return { module, className: pascal(type), config: options, arguments: (tensors) => (listed.has(type) ? [[...tensors]] : [...tensors]) };
}

function withConstants(tensors: readonly Json[], operands: readonly (ConfigValue | undefined)[]): Json[] {
  const rest = [...tensors];
  return operands.map((operand) => (typeof operand === 'number' ? operand : rest.shift() ?? null));
}
