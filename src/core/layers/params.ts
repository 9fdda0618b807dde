import type { ConfigValue, Dim } from '../graph/types.js';
import { type Maybe, Opaque, Unknown, WholeFloat } from '../graph/values.js';

/**
 * One kind of parameter: how a layer's argument is checked, normalised and read.
 * Shape rules get what `read` returns. There `undefined` stands for Python's None and `null` for a number that is not known.
 */
export interface Param<T> {
  /** Absent where Python demands the argument. */
  readonly fallback?: ConfigValue;
  /** What Keras expects, to follow "expected": "a positive integer". */
  readonly expects: string;
  /** False where the value certainly is something that Keras rejects. */
  accepts(value: Maybe): boolean;
  /** The value as Keras keeps it (3 becomes [3, 3]); unknown parts stay. */
  normalise(value: Maybe): Maybe;
  read(normalised: Maybe): T;
  /** Everything that the value can be; where it is unknown, inference tries each and keeps what agrees. */
  readonly options?: readonly T[];
  /** True where no shape depends on the value, so that not knowing it hides nothing. */
  readonly inert?: boolean;
  /** The strings among them, for spelling help. */
  readonly choices?: readonly string[];
}

/** The values that shape rules see, by parameter. */
export type ValuesOf<P> = { readonly [K in keyof P]: P[K] extends Param<infer T> ? T : never };

const lost = (value: Maybe): value is Unknown | Opaque => value instanceof Unknown || (value instanceof Opaque && !(value instanceof WholeFloat));
/** Python's two kinds of number are one from here on. */
const asIs = (value: Maybe): Maybe => {
  if (value instanceof WholeFloat) return value.value;
  return Array.isArray(value) && value.some((item: Maybe) => item instanceof WholeFloat || Array.isArray(item)) ? value.map(asIs) : value;
};
const given = <T extends ConfigValue>(fallback: T | undefined) => (fallback === undefined ? {} : { fallback });

/** A whole number. `min` is the smallest that Keras accepts. */
export function int(fallback?: number, { min = 1, expects = min === 1 ? 'a positive integer' : 'an integer' }: { min?: number; expects?: string } = {}): Param<Dim> {
  return {
    ...given(fallback),
    expects,
    accepts: (v) => lost(v) || typeof v === 'boolean' || (typeof v === 'number' && Number.isInteger(v) && v >= min),
    normalise: asIs,
    read: (v) => (typeof v === 'number' ? v : typeof v === 'boolean' ? Number(v) : null),
  };
}

/** A whole number of either sign, such as an axis. */
export const signed = (fallback?: number): Param<Dim> => int(fallback, { min: -Infinity, expects: 'an integer' });

/** A whole number or None. */
export function optionalInt(fallback: number | null = null, { min = 1 }: { min?: number } = {}): Param<Dim | undefined> {
  const inner = int(undefined, { min });
  return { fallback, expects: `${inner.expects} or None`, accepts: (v) => v === null || inner.accepts(v), normalise: asIs, read: (v) => (v === null ? undefined : inner.read(v)) };
}

/** A number. Its value matters to no shape, only to messages and to the engine. */
export function float(fallback?: number | null, { min = -Infinity, max = Infinity, expects = 'a number' }: { min?: number; max?: number; expects?: string } = {}): Param<number | null> {
  const inRange = (v: Maybe): boolean => typeof v === 'number' && v >= min && v <= max;
  return {
    ...given(fallback),
    expects,
    inert: true,
    accepts: (v) => lost(v) || typeof v === 'boolean' || (v === null && fallback === null) || inRange(v instanceof WholeFloat ? v.value : v),
    normalise: asIs,
    read: (v) => (typeof v === 'number' ? v : null),
  };
}

/** A truth value; Python takes any value for one. */
export function flag(fallback?: boolean): Param<boolean> {
  return {
    ...given(fallback),
    expects: 'True or False',
    accepts: () => true,
    normalise: (v) => (lost(v) ? v : truthy(asIs(v))),
    read: (v) => v === true,
    options: [true, false],
  };
}

function truthy(value: Maybe): boolean {
  if (value === null || value === false || value === 0 || value === '') return false;
  return !(Array.isArray(value) && value.length === 0);
}

/** One of a few strings. `anyCase` where Keras lowers it first; `nullable` where None means a default of its own. */
export function choice<const C extends string>(choices: readonly C[], fallback?: NoInfer<C>, { anyCase = false }: { anyCase?: boolean } = {}): Param<C> {
  const normalise = (v: Maybe): Maybe => (anyCase && typeof v === 'string' ? v.toLowerCase() : v);
  return {
    ...given(fallback),
    expects: oneOf(choices),
    accepts: (v) => lost(v) || (choices as readonly Maybe[]).includes(normalise(v)),
    normalise,
    read: (v) => v as C,
    options: choices,
    choices,
  };
}

/** One of a few strings or None. */
export function optionalChoice<const C extends string>(choices: readonly C[], fallback: NoInfer<C> | null = null): Param<C | undefined> {
  const inner = choice(choices);
  return { fallback, expects: `${inner.expects} or None`, accepts: (v) => v === null || inner.accepts(v), normalise: asIs, read: (v) => (v === null ? undefined : (v as C)), options: [...choices, undefined], choices };
}

export type DataFormat = 'channels_last' | 'channels_first';
/** None stands for `keras.config.image_data_format()`, which the builder fills in. */
export function dataFormat(): Param<DataFormat> {
  const inner = choice(['channels_last', 'channels_first'], undefined, { anyCase: true });
  return { ...inner, fallback: null, accepts: (v) => v === null || inner.accepts(v), read: (v) => (v === 'channels_first' ? v : 'channels_last') };
}

const oneOf = (choices: readonly string[]): string => {
  const quoted = choices.map((c) => `"${c}"`);
  return quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)!}` : quoted[0]!;
};

/** `count` whole numbers; a single one stands for all (Keras's `standardize_tuple`). */
export function tuple(count: number, fallback?: readonly number[], { zero = false }: { zero?: boolean } = {}): Param<readonly Dim[]> {
  const min = zero ? 0 : 1;
  const fits = (v: Maybe): boolean => lost(v) || typeof v === 'boolean' || (typeof v === 'number' && Number.isInteger(v) && v >= min);
  return {
    ...given(fallback),
    expects: count === 1 ? `one ${zero ? 'non-negative' : 'positive'} integer` : `one ${zero ? 'non-negative' : 'positive'} integer or ${count} of them`,
    accepts: (v) => fits(v) || (Array.isArray(v) && v.length === count && v.every(fits)),
    normalise: (v) => (typeof v === 'number' ? new Array<number>(count).fill(v) : v),
    read(v) {
      if (!Array.isArray(v) || v.length !== count) return new Array<Dim>(count).fill(null);
      return v.map((item: Maybe) => (typeof item === 'number' ? item : null));
    },
  };
}
export const single = (fallback?: readonly [number], options?: { zero?: boolean }): Param<readonly Dim[]> => tuple(1, fallback, options);
export const pair = (fallback?: readonly [number, number], options?: { zero?: boolean }): Param<readonly Dim[]> => tuple(2, fallback, options);
export const triple = (fallback?: readonly [number, number, number], options?: { zero?: boolean }): Param<readonly Dim[]> => tuple(3, fallback, options);

/** Like `tuple`, or None for a default that the layer derives. */
export function optionalTuple(count: number, options?: { zero?: boolean }): Param<readonly Dim[] | undefined> {
  const inner = tuple(count, undefined, options);
  return { fallback: null, expects: `${inner.expects}, or None`, accepts: (v) => v === null || inner.accepts(v), normalise: inner.normalise, read: (v) => (v === null ? undefined : inner.read(v)) };
}

/** Any list of integers and Nones; null where not even its length is known, undefined for None. Elements likewise. */
export function intList(fallback?: readonly number[] | null): Param<readonly (Dim | undefined)[] | null | undefined> {
  return {
    ...given(fallback),
    expects: 'a tuple of integers',
    accepts: (v) => lost(v) || (fallback === null && v === null) || (Array.isArray(v) && v.every((item: Maybe) => item === null || lost(item) || (typeof item === 'number' && Number.isInteger(item)))),
    normalise: asIs,
    read: (v) => (Array.isArray(v) ? v.map((item: Maybe) => (item === null ? undefined : typeof item === 'number' ? item : null)) : v === null ? undefined : null),
  };
}

/** One integer or a list of them; read as a list, null where unknown, undefined for None. */
export function axes(fallback?: number | readonly number[] | null, { nullable = fallback === null, open = false }: { nullable?: boolean; /** Whether one of several may be None. */ open?: boolean } = {}): Param<readonly Dim[] | null | undefined> {
  const one = signed();
  return {
    ...given(fallback),
    expects: 'an integer or a tuple of integers',
    accepts: (v) => (v === null ? nullable : one.accepts(v) || (Array.isArray(v) && v.every((item: Maybe) => (open && item === null) || one.accepts(item)))),
    normalise: asIs,
    read: (v) => (v === null ? undefined : typeof v === 'number' ? [v] : Array.isArray(v) ? v.map((item: Maybe) => (item === null ? null : one.read(item))) : null),
  };
}

/** Anything; the layer looks at it itself, or nothing depends on it. */
export const anything = (fallback?: ConfigValue): Param<Maybe> => ({ ...given(fallback), expects: 'a value', accepts: () => true, normalise: asIs, read: asIs });

/** A seed for random numbers. */
export const seed = (): Param<Maybe> => inert(null);

/** Anything that no shape depends on. */
export const inert = (fallback?: ConfigValue): Param<Maybe> => ({ ...anything(fallback), inert: true });
