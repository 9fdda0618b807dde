import type { Part } from '../../core/recipe/types.js';
import { CallbackConfig, type CallbackContext, type CallbackHooks, type CallbackSpec } from './callback.js';
import { specs } from './callbacks.generated.js';

const byName = new Map(Object.values(specs as Record<string, CallbackSpec>).map((spec) => [spec.className, spec]));

/** The recipe's callbacks, and a sentence for each that is skipped. */
export function createCallbacks(parts: readonly Part[], context: CallbackContext): { hooks: CallbackHooks[]; skipped: string[] } {
  const hooks: CallbackHooks[] = [];
  const skipped: string[] = [];
  for (const part of parts) {
    const spec = byName.get(part.className);
    const made = spec === undefined ? `The callback ${part.className} is not run here; training goes on without it.` : spec.create(new CallbackConfig(part.config), context);
    if (typeof made === 'string') skipped.push(made);
    else if (made !== null) hooks.push(made);
  }
  return { hooks, skipped };
}
