/** Runs of steps that share variables, one after another where one of them runs uncompiled: it reads the variables, computes, and writes them, and must not undo what another changed meanwhile. */
import type { DeviceState } from '../trace/step.js';

const last = new WeakMap<DeviceState, Promise<unknown>>();

/** Runs when everything before it has ended, however it ended. */
export function inTurn<T>(state: DeviceState, work: () => Promise<T>): Promise<T> {
  const mine = (last.get(state) ?? Promise.resolve()).then(work);
  const ended = mine.then(() => undefined, () => undefined).then(() => {
    if (last.get(state) === ended) last.delete(state);
  });
  last.set(state, ended);
  return mine;
}

/** Runs at once, unless an uncompiled step is under way with these variables: a compiled one reads and writes them in one piece. */
export const unlessTaken = <T>(state: DeviceState, work: () => Promise<T>): Promise<T> => (last.has(state) ? inTurn(state, work) : work());
