import { history } from './history.js';
import type { ConfigValue, Loss } from './types.js';

/**
 * A value that the analysis could not determine. It takes the place of the value, wherever that would stand,
 * so that only what depends on it is lost.
 */
export class Unknown {
  constructor(
    readonly loss: Loss,
    /** Objects of the program of which it is certainly one, or holds some; empty where nothing is known of that. */
    readonly among: readonly unknown[] = nothing,
  ) {}
}
const nothing: readonly never[] = [];

/**
 * A known value that no JSON can express: a layer given to a wrapper, a symbolic tensor, a function. Layer specs that take
 * one look at its class; everywhere else it counts as a value of unknown content.
 */
export abstract class Opaque {
  /** Keeps the class nominal, so that no plain object passes for one. */
  protected readonly opaque = true;
  /** The step that made it. */
  readonly born: number = history.step;
}

/** A Python float without a fraction, such as `64 / 2`. JavaScript has one kind of number, but Keras takes no float for a count. */
export class WholeFloat extends Opaque {
  constructor(readonly value: number) {
    super();
  }
}

/** A configuration value of which parts may be unknown: what a frontend hands to `bind`. */
export type Maybe = ConfigValue | Unknown | Opaque | readonly Maybe[] | { readonly [key: string]: Maybe };

/** True where a value is a number, string, list, ... through and through: nothing unknown, nothing opaque. */
export function isConfigValue(value: Maybe): value is ConfigValue {
  if (value === null || typeof value !== 'object') return true;
  if (value instanceof Unknown || value instanceof Opaque) return false;
  if (Array.isArray(value)) {
    for (const item of value as readonly Maybe[]) if (!isConfigValue(item)) return false;
    return true;
  }
  const entries = value as { readonly [key: string]: Maybe };
  for (const key in entries) if (!isConfigValue(entries[key]!)) return false;
  return true;
}
