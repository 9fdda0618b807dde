import type { ConfigValue, Loss } from './types.js';

/**
 * A value that the analysis could not determine. It takes the place of the value, wherever that would stand,
 * so that only what depends on it is lost.
 */
export class Unknown {
  constructor(readonly loss: Loss) {}
}

/** A configuration value of which parts may be unknown: what a frontend hands to `bind`. */
export type Maybe = ConfigValue | Unknown | readonly Maybe[] | { readonly [key: string]: Maybe };

export const isUnknown = (value: unknown): value is Unknown => value instanceof Unknown;
