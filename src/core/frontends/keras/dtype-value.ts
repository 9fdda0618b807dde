import type { Dtype } from '../../graph/types.js';
import type { Maybe } from '../../graph/values.js';
import type { Args } from '../python/args.js';
import { Float, NumpyInteger, Obj, type Site, type Value, asNumber } from '../python/values.js';

/** `np.float32`, `tf.float32`, `array.dtype`: a dtype as an object, which NumPy lets one call as well. */
export class DtypeValue extends Obj {
  readonly typeName = 'dtype';
  constructor(readonly name: Dtype) {
    super();
  }
  toConfig(): Maybe {
    return this.name;
  }
  override getAttribute(name: string): Value | undefined {
    if (name === 'name') return this.name;
    if (name === 'is_floating') return this.name.includes('float');
    return undefined;
  }
  override call(args: Args, _at: Site): Value | undefined {
    const value = args.positional[0] ?? 0;
    const number = asNumber(value);
    if (number === null) return value;
    return this.name.includes('float') ? new Float(number) : new NumpyInteger(Math.trunc(number));
  }
  override equals(other: Value): boolean {
    return other === this.name || (other instanceof DtypeValue && other.name === this.name);
  }
}
