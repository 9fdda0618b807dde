import type { Part } from '../../core/recipe/types.js';
import { CallbackConfig, type CallbackContext, type CallbackHooks, type CallbackSpec, type Memory } from './callback.js';
import { specs } from './callbacks.generated.js';

const byName = new Map(Object.values(specs as Record<string, CallbackSpec>).map((spec) => [spec.className, spec]));

/** What the callbacks of a run remember, by the place where each is made. */
export type Memories = Map<number, Memory>;

/** The recipe's callbacks, and a sentence for each that is skipped. */
export function createCallbacks(parts: readonly Part[], context: CallbackContext, memories: Memories = new Map()): { hooks: CallbackHooks[]; skipped: string[] } {
  const hooks: CallbackHooks[] = [];
  const skipped: string[] = [];
  for (const part of parts) {
    const spec = byName.get(part.className);
    const made = spec === undefined ? `The callback ${part.className} is not run here; training goes on without it.` : spec.create(new CallbackConfig(part.config), context, memoryOf(part, memories));
    if (typeof made === 'string') skipped.push(made);
    else if (made !== null) hooks.push(made);
  }
  return { hooks, skipped };
}

function memoryOf({ span, again }: Part, memories: Memories): Memory {
  if (span === null) return {};
  const memory = (again === true ? memories.get(span.from) : undefined) ?? {};
  memories.set(span.from, memory);
  return memory;
}
