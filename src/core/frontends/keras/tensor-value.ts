import type { SymbolicTensor } from '../../graph/builder.js';
import type { Loss } from '../../graph/types.js';
import { type Unknown } from '../../graph/values.js';
import type { Machine } from '../python/machine.js';
import { BoundNative } from '../python/native.js';
import { Obj, type Site, type Value, unknown, unknownOf } from '../python/values.js';
import { tensorShape } from './convert.js';
import { isFormerOfTensor, lostOfTensor, saidOfTensor } from './former-attributes.js';
import { joinTensors } from './join.js';
import { indexTensor } from './ops/index-tensor.js';
import { operate } from './ops/operate.js';
import { tensorMethod } from './ops/methods.js';
import { isOfModel } from './ops/symbolic.js';
import { sessionOf } from './session.js';

const OPERATORS: Readonly<Record<string, string>> = {
  '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'true_divide', '//': 'floor_divide', '%': 'mod', '**': 'power', '@': 'matmul', '&': 'logical_and', '|': 'logical_or', '^': 'logical_xor',
};
const COMPARISONS: Readonly<Record<string, string>> = { '<': 'less', '<=': 'less_equal', '>': 'greater', '>=': 'greater_equal', '==': 'equal', '!=': 'not_equal' };

/** A symbolic tensor as the program holds it (a `KerasTensor`). */
export class TensorValue extends Obj {
  readonly typeName = 'KerasTensor';
  constructor(readonly tensor: SymbolicTensor) {
    super();
  }
  /** Why an axis of it is not known. */
  get lost(): Unknown {
    return this.tensor.loss ? unknownOf(this.tensor.loss) : unknown('The shape of this tensor is not known.');
  }
  override getAttribute(name: string, at: Site): Value | undefined {
    const { shape, dtype } = this.tensor;
    if (isFormerOfTensor(name) && (name === '_keras_shape' || isOfModel(this, at))) saidOfTensor(name, at);
    switch (name) {
      case '_keras_shape':
      case 'shape':
        return tensorShape(this.tensor);
      case 'ndim':
        return shape ? shape.length : this.lost;
      case 'dtype':
        return dtype;
      case 'name':
        return unknown('Names of tensors are not followed.', at.span);
      case '__float__':
      case '__int__':
        return isOfModel(this, at) ? new BoundNative(name, (_args, site) => this.noNumbers(`${name.replaceAll('_', '')}(...) needs a number`, site)) : undefined;
      default:
        return tensorMethod(this, name) ?? lostOfTensor(name, at);
    }
  }
  override equals(other: Value): boolean {
    return other instanceof TensorValue && other.tensor === this.tensor;
  }
  override binary(operator: string, other: Value, reflected: boolean, at: Site): Value | undefined {
    const name = OPERATORS[operator];
    return name ? operate(name, reflected ? [other, this] : [this, other], at) : undefined;
  }
  override compare(operator: string, other: Value, at: Site): Value | undefined {
    const name = COMPARISONS[operator];
    return name && other !== null ? operate(name, [this, other], at) : undefined;
  }
  override unary(operator: string, at: Site): Value | undefined {
    return operator === '-' ? operate('negative', [this], at) : operator === 'abs' ? operate('absolute', [this], at) : operator === '~' ? operate('logical_not', [this], at) : this;
  }
  override getItem(index: Value, at: Site): Value | undefined {
    return indexTensor(this, index, at);
  }
  /** A symbolic tensor has no truth value: Keras raises. What follows is not known. */
  override truth(at: Site): boolean | null {
    if (isOfModel(this, at)) at.machine.raise('TypeError', 'A condition needs a truth value, but found a tensor of a model, which has no numbers yet. Compare its shape instead, write "is None", or use keras.ops.where or keras.ops.cond.', at, 'tensor-as-number');
    return null;
  }
  /** Tells that something needs numbers, of which a tensor of a model has none. */
  noNumbers(what: string, at: Site): Value {
    return at.machine.raise('ValueError', `${what}, but found a tensor of a model, which has no numbers yet. Use keras.ops, or compute it inside a layer.`, at, 'tensor-as-number');
  }
  override setItem(_index: Value, _value: Value, at: Site): boolean {
    if (isOfModel(this, at)) at.machine.raise('TypeError', 'Parts of a tensor cannot be set. Use keras.ops.slice_update or keras.ops.where.', at, 'tensor-as-number');
    return true;
  }
  override length(at: Site): number | Unknown | undefined {
    if (isOfModel(this, at)) at.machine.raise('TypeError', 'A tensor of a model has no len() in Keras 3. Use its shape: x.shape[0].', at, 'tensor-as-number');
    const first = this.tensor.shape?.[0];
    return first ?? this.lost;
  }
  override iterate(at: Site): readonly Value[] | Unknown {
    if (isOfModel(this, at)) at.machine.raise('NotImplementedError', 'A tensor of a model cannot be iterated over or unpacked in Keras 3. Use keras.ops.unstack(x, axis=0), or take parts by their index.', at, 'tensor-as-number');
    const first = this.tensor.shape?.[0];
    if (first == null) return unknown('The number of tensors along the first axis is not known.', at.span);
    return Array.from({ length: Math.min(first, 1000) }, (_, i) => indexTensor(this, i, at) ?? this.lost);
  }
  override joinWith(other: Value, loss: Loss, machine: Machine): Value | undefined {
    return other instanceof TensorValue ? joinTensors(sessionOf(machine), this.tensor, other.tensor, loss) : undefined;
  }
}
