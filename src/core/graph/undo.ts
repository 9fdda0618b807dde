/** Takes back what was done since `save` was called; may be called again after more was done. */
export type Undo = () => void;

/** For a list that only grows. */
export function saveLength(list: unknown[]): Undo {
  const { length } = list;
  return () => void (list.length = length);
}

/** For a map or set to which keys are only added: one that is set anew keeps its place. */
export function saveSize(keys: Map<unknown, unknown> | Set<unknown>): Undo {
  const { size } = keys;
  return () => {
    if (keys.size === size) return;
    let at = 0;
    for (const key of keys.keys()) if (at++ >= size) keys.delete(key);
  };
}

/** For a map whose values change too. */
export function saveEntries<K, V>(map: Map<K, V>): Undo {
  const entries = [...map];
  return () => {
    map.clear();
    for (const [key, value] of entries) map.set(key, value);
  };
}

export const undoAll = (undos: readonly Undo[]): Undo => () => undos.forEach((undo) => undo());
