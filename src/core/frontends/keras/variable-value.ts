/** A variable that the program adds to a layer (`self.add_weight`): a tensor that no input leads to, whose numbers training changes. */
import type { GraphBuilder, LayerInstance, SymbolicTensor } from '../../graph/builder.js';
import { VARIABLE } from '../../graph/call-operations.js';
import type { TensorInfo } from '../../graph/types.js';
import { BoundNative } from '../python/native.js';
import type { Site, Value } from '../python/values.js';
import { TensorValue } from './tensor-value.js';

const CHANGES: ReadonlySet<string> = new Set(['assign', 'assign_add', 'assign_sub']);

export class VariableValue extends TensorValue {
  constructor(
    tensor: SymbolicTensor,
    readonly name: string,
    /** Called where the program gives it other numbers itself. */
    private readonly changed: (at: Site) => void,
  ) {
    super(tensor);
  }

  override getAttribute(name: string, at: Site): Value | undefined {
    if (CHANGES.has(name)) {
      return new BoundNative(name, (_args, site) => {
        this.changed(site);
        return this;
      });
    }
    if (name === 'name' || name === 'path') return this.name;
    if (name === 'value' || name === 'read_value') return new BoundNative(name, () => this);
    if (name === 'trainable') return true;
    return super.getAttribute(name, at);
  }
}

/** The tensor that a variable of the layer is. */
export const variableTensor = (builder: GraphBuilder, owner: LayerInstance, name: string, info: TensorInfo, at: Site): SymbolicTensor =>
  builder.operation(VARIABLE, [], { owner: owner.id, weight: name }, info, at.span, () => info, name) as SymbolicTensor;
