import type { SymbolicTensor } from '../../graph/builder.js';
import type { Loss } from '../../graph/types.js';
import { type Unknown } from '../../graph/values.js';
import type { Machine } from '../python/machine.js';
import { Obj, type Site, type Value, unknown, unknownOf } from '../python/values.js';
import { tensorShape } from './convert.js';
import { joinTensors } from './join.js';
import { indexTensor } from './ops/index-tensor.js';
import { operate } from './ops/operate.js';
import { tensorMethod } from './ops/methods.js';
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
    switch (name) {
      case '_keras_shape':
        sessionOf(at.machine).warn('legacy-attribute', 'Tensors of Keras 3 have no _keras_shape. Write shape.', at.span, at.span.file === undefined ? { title: 'Change _keras_shape to shape', edits: [{ span: { from: at.span.to - name.length, to: at.span.to }, text: 'shape' }] } : undefined);
        return tensorShape(this.tensor);
      case 'shape':
        return tensorShape(this.tensor);
      case 'ndim':
        return shape ? shape.length : this.lost;
      case 'dtype':
        return dtype;
      case 'name':
        return unknown('Names of tensors are not followed.', at.span);
      case 'get_shape':
        if (sessionOf(at.machine).tracing === 0) sessionOf(at.machine).warn('legacy-attribute', 'Tensors of a model have no get_shape() in Keras 3. Write shape.', at.span);
        return tensorMethod(this, name);
      default:
        return tensorMethod(this, name);
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
  override truth(): boolean | null {
    return null;
  }
  override length(): number | Unknown | undefined {
    const first = this.tensor.shape?.[0];
    return first ?? this.lost;
  }
  override iterate(at: Site): readonly Value[] | Unknown {
    const first = this.tensor.shape?.[0];
    if (first == null) return unknown('The number of tensors along the first axis is not known.', at.span);
    return Array.from({ length: Math.min(first, 1000) }, (_, i) => indexTensor(this, i, at) ?? this.lost);
  }
  override joinWith(other: Value, loss: Loss, machine: Machine): Value | undefined {
    return other instanceof TensorValue ? joinTensors(sessionOf(machine), this.tensor, other.tensor, loss) : undefined;
  }
}
