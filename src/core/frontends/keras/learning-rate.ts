import { BoundNative } from '../python/native.js';
import type { Site, Value } from '../python/values.js';
import { EagerNumber } from './array-value.js';

/** The learning rate of an optimizer as Keras keeps it: a variable of one float32, which the program may read and set. */
export class LearningRate extends EagerNumber {
  constructor(
    rate: number,
    private readonly set: (rate: Value, at: Site) => void,
  ) {
    super(rate);
  }

  override getAttribute(name: string, at: Site): Value | undefined {
    if (name === 'value' || name === 'read_value') return name === 'value' ? new EagerNumber(this.value) : new BoundNative(name, () => new EagerNumber(this.value));
    if (name !== 'assign' && name !== 'assign_add' && name !== 'assign_sub') return super.getAttribute(name, at);
    return new BoundNative(name, (args, site) => {
      const given = args.get(0, 'value') ?? args.get(0, 'delta') ?? null;
      const rate = name === 'assign' ? given : (this.binary(name === 'assign_add' ? '+' : '-', given, false, site) ?? given);
      this.set(rate, site);
      return rate;
    });
  }
}
