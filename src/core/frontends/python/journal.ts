import { noteChange } from '../../graph/history.js';
import type { Loss } from '../../graph/types.js';
import type { Machine } from './machine.js';
import type { Mutable } from './values.js';

/** States of objects at one moment, for those that a branch has changed. */
export type States = Map<Mutable, unknown>;

/**
 * Remembers how objects were before a branch changed them, so that the other branch starts from the same state and what both
 * agree on is kept.
 */
export class Journal {
  private readonly levels: States[] = [];
  /** Objects copied so far: what a branch costs beyond its steps. */
  copies = 0;

  get active(): boolean {
    return this.levels.length > 0;
  }

  /** Forgets branches that an error has left open. */
  reset(): void {
    this.levels.length = 0;
  }

  /** To be called before an object changes. */
  touch(object: Mutable): void {
    noteChange(object);
    for (let level = this.levels.length - 1; level >= 0; level--) {
      const saved = this.levels[level]!;
      if (saved.has(object)) return;
      saved.set(object, object.snapshot());
      this.copies++;
    }
  }

  /** Runs a branch and puts everything back. Returns the states that it left and those that were before. */
  attempt<T>(run: () => T): { result: T; after: States; before: States } {
    const before: States = new Map();
    this.levels.push(before);
    let result: T;
    try {
      result = run();
    } catch (error) {
      this.levels.pop();
      for (const [object, state] of before) object.restore(state);
      throw error;
    }
    this.levels.pop();
    const after: States = new Map();
    for (const object of before.keys()) after.set(object, object.snapshot());
    for (const [object, state] of before) object.restore(state);
    return { result, after, before };
  }

  /** Makes the states of a branch the current ones. */
  adopt(states: States): void {
    for (const [object, state] of states) {
      this.touch(object);
      object.restore(state);
    }
  }

  /** Makes what several branches agree on the current state; where one has not touched an object, its state is the current one. */
  join(branches: readonly States[], loss: Loss, machine: Machine): void {
    if (branches.length === 1) return this.adopt(branches[0]!);
    const objects = new Set(branches.flatMap((states) => [...states.keys()]));
    for (const object of objects) {
      const now = object.snapshot();
      this.touch(object);
      const [first, ...others] = branches.map((states) => (states.has(object) ? states.get(object) : now));
      object.restore(first);
      for (const other of others) object.join(object.snapshot(), other, loss, machine);
    }
  }

  /** Joins the current state with one that was left earlier (a return inside a branch). */
  joinCurrent(states: States, loss: Loss, machine: Machine): void {
    for (const [object, state] of states) {
      this.touch(object);
      object.join(object.snapshot(), state, loss, machine);
    }
  }
}
