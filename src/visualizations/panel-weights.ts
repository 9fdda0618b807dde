import type { WeightsChoice } from './panel.js';

const prefix = 'file ';

/** Weights of a model's file in the head's choice. Its id holds all of it, so that a panel can be restored from it. */
export function fileChoice(path: string): WeightsChoice {
  return { id: `${prefix}${path}`, label: path.split(/[\\/]/).at(-1) ?? path, weights: { kind: 'file', path } };
}

/** The choice that an id of `fileChoice` stands for; null for other weights. */
export const fileChoiceOf = (id: string | null): WeightsChoice | null => (id?.startsWith(prefix) ? fileChoice(id.slice(prefix.length)) : null);
