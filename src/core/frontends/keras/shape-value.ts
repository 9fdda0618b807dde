import { List, Tuple } from '../python/containers.js';
import { BoundNative } from '../python/native.js';
import { Obj, type Site, type Value, unknown } from '../python/values.js';
import { Unknown } from '../../graph/values.js';

/** `tensor.get_shape()`: a `tf.TensorShape`, which is a tuple with methods. */
export class ShapeValue extends Obj {
  readonly typeName = 'TensorShape';
  constructor(readonly axes: Value) {
    super();
  }
  override getAttribute(name: string): Value | undefined {
    const { axes } = this;
    switch (name) {
      case 'as_list':
        return new BoundNative(name, () => (axes instanceof Tuple ? new List([...axes.items]) : axes));
      case 'rank':
      case 'ndims':
        return axes instanceof Tuple ? axes.items.length : axes;
      case 'dims':
        return axes;
      default:
        return undefined;
    }
  }
  override getItem(index: Value, at: Site): Value | undefined {
    return this.axes instanceof Tuple ? this.axes.getItem(index, at) : this.axes;
  }
  override iterate(): readonly Value[] | Unknown {
    return this.axes instanceof Tuple ? this.axes.items : this.axes instanceof Unknown ? this.axes : unknown('This shape is not known.');
  }
  override length(): number | Unknown | undefined {
    return this.axes instanceof Tuple ? this.axes.items.length : this.axes instanceof Unknown ? this.axes : undefined;
  }
}
