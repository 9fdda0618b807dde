import { Unknown } from '../../../graph/values.js';
import { List, Tuple } from '../../python/containers.js';
import { TensorInteger, Token, type Site, type Value, unknown } from '../../python/values.js';
import { ArrayValue, contentShape } from '../array-value.js';
import { TensorValue } from '../tensor-value.js';

/** An axis whose length is only there when data is: what `tf.shape(x)[0]` gives for an open axis. */
export const openAxis = new Token('open axis', 'int');

/** `ops.shape(x)`, `tf.shape(x)`: lengths, with a stand-in for those that are open. Of an array TensorFlow (`eager`) gives tensors, Keras numbers. */
export function shapeOf(x: Value, at: Site, eager = false): Value {
  if (x instanceof TensorValue) {
    const shape = x.getAttribute('shape', at);
    return shape instanceof Tuple ? new Tuple(shape.items.map((d) => (d === null ? openAxis : d))) : (shape ?? unknown('This shape is not known.', at.span));
  }
  if (x instanceof ArrayValue && eager) return x.shape ? new Tuple(x.shape.map((d) => (d === null ? x.lost : new TensorInteger(d)))) : x.lost;
  if (x instanceof ArrayValue) return x.getAttribute('shape', at) ?? x.lost;
  if (x instanceof List || x instanceof Tuple) {
    const shape = contentShape(x);
    return shape ? new Tuple(shape) : unknown('This shape is not known.', at.span);
  }
  return x instanceof Unknown ? x : new Tuple([]);
}
