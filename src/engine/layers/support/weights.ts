import type { tf } from '../../trace/tensorflow.js';
import type { ForwardCall } from '../define.js';

/** A weight by its own name, also where Keras puts the name of a cell or sublayer before it (`lstm_cell/kernel`); undefined where the layer has none. */
export function optionalWeight({ weights }: Pick<ForwardCall, 'weights'>, name: string): tf.Tensor | undefined {
  const exact = weights[name];
  if (exact !== undefined) return exact;
  const key = Object.keys(weights).find((key) => key.endsWith(`/${name}`));
  return key === undefined ? undefined : weights[key];
}

export function weightNamed(call: Pick<ForwardCall, 'weights' | 'layer'>, name: string): tf.Tensor {
  const weight = optionalWeight(call, name);
  if (weight === undefined) throw new Error(`Layer "${call.layer.name}" has no weight "${name}"; it has ${Object.keys(call.weights).join(', ') || 'none'}.`);
  return weight;
}
