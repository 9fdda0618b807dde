/** Activation functions as operations. */
import type { ConfigValue } from '../../../core/graph/types.js';
import { activate } from '../support/activations.js';
import { argument, unary } from '../support/operands.js';

const names = ['relu', 'relu6', 'sigmoid', 'tanh', 'softmax', 'log_softmax', 'softplus', 'softsign', 'silu', 'swish', 'log_sigmoid', 'hard_sigmoid', 'hard_silu', 'hard_swish', 'hard_tanh', 'soft_shrink', 'hard_shrink', 'tanh_shrink', 'selu', 'elu', 'celu', 'gelu', 'leaky_relu', 'squareplus', 'sparse_plus', 'sparse_sigmoid', 'mish', 'exponential', 'linear', 'glu', 'threshold'];
const options = ['axis', 'alpha', 'approximate', 'negative_slope', 'threshold', 'default_value', 'b'];

export default names.map((name) =>
  unary(name, (x, call) => {
    const config: Record<string, ConfigValue> = {};
    for (const option of options) {
      const value = argument(call, option);
      if (value !== undefined) config[option.replace(/_([a-z])/g, (_, next: string) => next.toUpperCase())] = value;
    }
    // As an operation gelu approximates unless told otherwise; as an activation it does not.
    if (name === 'gelu') config.approximate ??= true;
    return activate(x, { className: name, config }, `The operation "${name}"`);
  }),
);
