import type { Args } from '../../python/args.js';
import { Raised } from '../../python/machine.js';
import { type Site, type Value, unknown } from '../../python/values.js';
import { ObjectClass } from '../object-value.js';
import { sessionOf } from '../session.js';
import { classByName } from './lookup.js';

/** An optimizer of `keras.optimizers.legacy`: the name is still there, and raises an ImportError where it is made. */
class LegacyOptimizer extends ObjectClass {
  constructor(private readonly today: ObjectClass) {
    super(today.name, today.kind, today.parameters);
  }
  override call(args: Args, at: Site): Value {
    const message = `keras.optimizers.legacy.${this.name} raises an ImportError in Keras 3. Use keras.optimizers.${this.name}.`;
    if (at.machine.handlers > 0) throw new Raised(unknown(message, at.span), 'ImportError', at.span);
    sessionOf(at.machine).warn('legacy-name', message, at.span);
    return this.today.call(args, at);
  }
}

const made = new Map<string, LegacyOptimizer>();

/** The class by its name; undefined for what is none. */
export function legacyOptimizer(name: string): ObjectClass | undefined {
  const today = classByName('optimizer', name);
  if (today?.name !== name) return undefined;
  let legacy = made.get(name);
  if (!legacy) made.set(name, (legacy = new LegacyOptimizer(today)));
  return legacy;
}
