import { toSnake } from '../../graph/names.js';
import { type Maybe, Unknown } from '../../graph/values.js';
import { Dict } from '../python/containers.js';
import type { Value } from '../python/values.js';
import { fromMaybe } from './convert.js';

/** Why more may be in a configuration than is listed: arguments that were not given have their defaults in it. */
const DEFAULTS = new Unknown({ reason: 'What get_config says of arguments that were not given is not followed.', span: null });

/** What `get_config()` gives: the arguments that were given, under Keras's names for them, and others. */
export function configurationOf(first: readonly (readonly [string, Value])[], config: { readonly [name: string]: Maybe }): Dict {
  const made = Dict.of([...first, ...Object.entries(config).map(([name, value]) => [toSnake(name), fromMaybe(value)] as const)]);
  made.open = DEFAULTS;
  return made;
}

/** Whether an object can be made of a configuration as it is listed: nothing but defaults is missing in it. */
export const isListed = (config: Dict): boolean => config.open === null || config.open === DEFAULTS;
