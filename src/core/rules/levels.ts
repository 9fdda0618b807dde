import type { Diagnostic } from '../analysis.js';

/** What a person may choose for a rule. An error of Keras can be hidden, but advice cannot be made one. */
export const LEVELS = ['off', 'hint', 'info', 'warning'] as const;
export type Level = (typeof LEVELS)[number];

/** Levels by the rules' codes. */
export type Levels = { readonly [code: string]: Level };

export const isLevel = (value: unknown): value is Level => typeof value === 'string' && (LEVELS as readonly string[]).includes(value);

/** A diagnostic at the level that was chosen for its code; null where it is switched off. */
export function atLevel<D extends Diagnostic>(diagnostic: D, levels: Levels): D | null {
  const level = Object.hasOwn(levels, diagnostic.code) ? levels[diagnostic.code] : undefined;
  if (level === 'off') return null;
  return level === undefined || diagnostic.severity === 'error' ? diagnostic : { ...diagnostic, severity: level };
}
