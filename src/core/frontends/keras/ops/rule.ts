import type { Dim, Dtype, Loss, Shape, TensorInfo } from '../../../graph/types.js';
import { reject } from '../../../graph/problem.js';
import { Unknown } from '../../../graph/values.js';
import { List, Tuple } from '../../python/containers.js';
import { Float, type Site, type Value, asInteger } from '../../python/values.js';
import { contentShape, ArrayValue } from '../array-value.js';
import { readDtype } from '../convert.js';
import { info } from '../shapes.js';
import { TensorValue } from '../tensor-value.js';
import { openAxis } from './shape-of.js';

/** The shape rule of one operation of `keras.ops`. Its signature is Keras's. */
export interface OpRule {
  readonly signature: string;
  /** Keras's name for the operation's layer, where it is not the function's. */
  readonly layerName?: string;
  infer(call: OpCall): TensorInfo | readonly TensorInfo[];
  /** A result for arguments that are plain Python values, where it is known. */
  readonly direct?: (values: readonly Value[], at: Site) => Value | undefined;
}

export const op = (signature: string, infer: OpRule['infer'], more: Omit<OpRule, 'signature' | 'infer'> = {}): OpRule => ({ signature, infer, ...more });

/** The arguments of one operation, read as its rule needs them. */
export class OpCall {
  /** Set once something that matters turned out not to be known. */
  loss: Loss | undefined;

  constructor(
    readonly name: string,
    private readonly names: readonly string[],
    private readonly values: readonly Value[],
    /** Other tensors that take the place of those among the arguments. */
    private readonly instead: ReadonlyMap<TensorInfo, TensorInfo> | null = null,
  ) {}

  value(name: string): Value {
    const value = this.values[this.names.indexOf(name)] ?? null;
    if (value instanceof Unknown) this.loss ??= value.loss;
    return value;
  }
  has(name: string): boolean {
    return this.value(name) !== null;
  }

  /** A tensor argument; Python numbers and lists are tensors too. */
  tensor(name: string): TensorInfo {
    return this.describe(this.value(name));
  }
  tensors(name: string): readonly TensorInfo[] {
    const value = this.value(name);
    if (value instanceof Tuple || value instanceof List) {
      if (value.lost) this.loss ??= value.lost.loss;
      return value.items.map((item) => this.describe(item));
    }
    return [this.describe(value)];
  }
  private describe(value: Value): TensorInfo {
    if (value instanceof TensorValue) return this.note(this.instead?.get(value.tensor) ?? value.tensor);
    if (value instanceof ArrayValue) return this.note(value);
    if (value instanceof Unknown) return this.note({ shape: null, dtype: 'float32', loss: value.loss });
    if (typeof value === 'boolean') return { shape: [], dtype: 'bool' };
    if (typeof value === 'number') return { shape: [], dtype: 'int32' };
    if (value instanceof Float) return { shape: [], dtype: 'float32' };
    if (value instanceof List || value instanceof Tuple) {
      const shape = contentShape(value);
      return { shape, dtype: hasFloat(value) ? 'float32' : 'int32' };
    }
    return this.note({ shape: null, dtype: 'float32', loss: { reason: 'This is not a tensor, as far as the analysis can tell.', span: null } });
  }
  private note(tensor: TensorInfo): TensorInfo {
    if (tensor.loss) this.loss ??= tensor.loss;
    return tensor;
  }

  /** An integer; null where it is not known. */
  integer(name: string): Dim {
    const value = this.value(name);
    const number = asInteger(value);
    if (number === null) this.loss ??= { reason: `${name} of ${this.name} is not known.`, span: null };
    return number;
  }
  /** One integer or several; null for None, entries null where not known. */
  integers(name: string): readonly Dim[] | null {
    const value = this.value(name);
    if (value === null) return null;
    if (value instanceof List || value instanceof Tuple) return value.items.map((item) => asInteger(item));
    return [this.integer(name)];
  }
  /** A shape: lengths, 'open' for None. */
  shape(name: string): readonly (Dim | 'open')[] | null {
    const value = this.value(name);
    if (!(value instanceof List || value instanceof Tuple) || value.lost) {
      const single = asInteger(value);
      if (single !== null) return [single];
      this.loss ??= { reason: `${name} of ${this.name} is not known.`, span: null };
      return null;
    }
    return value.items.map((item) => {
      if (item === null || item === openAxis) return 'open';
      const number = asInteger(item);
      if (number === null) this.loss ??= item instanceof Unknown ? item.loss : { reason: `${name} of ${this.name} is not known.`, span: null };
      return number;
    });
  }
  flag(name: string): boolean {
    return this.value(name) === true;
  }
  text(name: string): string | null {
    const value = this.value(name);
    return typeof value === 'string' ? value : null;
  }
  dtype(name: string, otherwise: Dtype): Dtype {
    return readDtype(this.value(name)) ?? otherwise;
  }
  result(shape: Shape | null, dtype: Dtype): TensorInfo {
    return info(shape, dtype, this.loss);
  }
  reject(code: string, message: string): never {
    return reject(code, message);
  }
}

function hasFloat(value: Value): boolean {
  return value instanceof Float || ((value instanceof List || value instanceof Tuple) && value.items.some(hasFloat));
}
