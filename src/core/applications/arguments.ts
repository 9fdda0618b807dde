import { nearest } from '../graph/names.js';
import { reject } from '../graph/problem.js';
import { showValue } from '../graph/show.js';
import type { Loss } from '../graph/types.js';
import { type Maybe, Opaque, Unknown } from '../graph/values.js';
import type { Family } from './define.js';

/** Thrown where the analysis does not know an argument on which the structure of the model depends. */
export class Undetermined extends Error {
  constructor(readonly loss: Loss) {
    super(loss.reason);
  }
}

/** The arguments of one call of a function in `keras.applications`, defaults filled in. Readers throw `Undetermined` for what is unknown. */
export class Arguments {
  constructor(readonly functionName: string, private readonly values: ReadonlyMap<string, Maybe>) {}

  /** The value as it was given, parts of it perhaps unknown. */
  maybe(name: string): Maybe {
    return this.values.get(name) ?? null;
  }

  /** Python's truth of the value. */
  flag(name: string): boolean {
    const value = this.known(name);
    return !(value === null || value === false || value === 0 || value === '' || (Array.isArray(value) && value.length === 0));
  }

  number(name: string): number {
    const value = this.known(name);
    if (typeof value === 'number') return value;
    if (typeof value === 'boolean') return Number(value);
    return reject('argument-type', `${this.functionName}'s ${name} must be a number, but found ${showValue(value)}. Change the value.`, name);
  }

  /** A string, or null for anything else that is known. */
  text(name: string): string | null {
    const value = this.known(name);
    return typeof value === 'string' ? value : null;
  }

  get includeTop(): boolean {
    return this.flag('include_top');
  }

  /** Whether `weights` asks for the published weights; undefined where that is unknown. */
  get pretrained(): boolean | undefined {
    const value = this.maybe('weights');
    return value instanceof Unknown || value instanceof Opaque ? undefined : value === 'imagenet';
  }

  /** The same call with other values, for comparison. */
  with(changes: { readonly [name: string]: Maybe }): Arguments {
    return new Arguments(this.functionName, new Map([...this.values, ...Object.entries(changes)]));
  }

  private known(name: string): Exclude<Maybe, Unknown | Opaque> {
    const value = this.maybe(name);
    if (value instanceof Unknown) throw new Undetermined(value.loss);
    if (value instanceof Opaque) throw new Undetermined({ reason: `${this.functionName}'s ${name} is not a plain value`, span: null });
    return value;
  }
}

/** Binds a call as Python does; rejects unknown, duplicate and surplus arguments. */
export function bindArguments(functionName: string, parameters: Family['parameters'], defaultName: string | null, positional: readonly Maybe[], keyword: ReadonlyMap<string, Maybe>): Arguments {
  const names = parameters.map(([name]) => name);
  if (positional.length > names.length) reject('argument-count', `${functionName} takes at most ${names.length} arguments, but ${positional.length} are given. Remove the surplus ones.`);
  const values = new Map<string, Maybe>(parameters);
  values.set('name', defaultName);
  positional.forEach((value, i) => values.set(names[i]!, value));
  for (const [name, value] of keyword) {
    const at = names.indexOf(name);
    if (at < 0) {
      const meant = nearest(name, names);
      reject('argument-unknown', `${functionName} has no argument ${name}. ${meant ? `Did you mean ${meant}?` : `It takes ${names.join(', ')}.`}`, name);
    }
    if (at < positional.length) reject('argument-duplicate', `${functionName} gets ${name} twice, by position and by name. Remove one of them.`, name);
    values.set(name, value);
  }
  return new Arguments(functionName, values);
}
