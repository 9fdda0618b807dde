import type { Loss } from '../../graph/types.js';
import type { States } from './journal.js';
import { type Machine, Raised } from './machine.js';
import { type Value, joinValues } from './values.js';

/**
 * Evaluates expressions of which only one is evaluated when the program runs, each from the same state. With a single one the
 * alternative is that nothing happens. The state afterwards is what all agree on.
 */
export function fork(m: Machine, ways: readonly (() => Value)[], loss: Loss): { value: Value } {
  const values: Value[] = [];
  const states: States[] = [];
  let raised: Raised | null = null;
  for (const way of ways) {
    try {
      const { result, after } = m.journal.attempt(way);
      values.push(result);
      states.push(after);
    } catch (error) {
      if (!(error instanceof Raised)) throw error;
      raised = error;
    }
  }
  if (ways.length === 1) states.push(new Map());
  if (values.length === 0) {
    if (raised && ways.length > 1) throw raised;
    return { value: null };
  }
  m.journal.join(states, loss, m);
  return { value: values.slice(1).reduce<Value>((a, b) => joinValues(a, b, loss, m), values[0]!) };
}
