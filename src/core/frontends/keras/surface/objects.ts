import { nearest } from '../../../graph/names.js';
import { remembered } from '../../../graph/remembered.js';
import { attributes, libraries } from './attributes.js';

/** Names of all public attributes that objects of a kind can have: `layer`, `ownLayer` (a class that derives from Layer), `model`, `tensor`. */
export const objectNames = remembered((kind: string): ReadonlySet<string> => new Set(attributes[kind]?.split(' ')));

const namesOf = remembered((module: string): ReadonlySet<string> | null => {
  const names = libraries[module];
  return names === undefined ? null : new Set(names.split(' '));
});

/**
 * What is to be said of a name that a module of NumPy or TensorFlow does not have. Which names NumPy has hangs on the version that is
 * installed: there only a name counts that is nearly another one.
 */
export function absent(module: string, name: string): string | null {
  const names = name.startsWith('_') ? null : namesOf(module);
  if (!names || names.has(name)) return null;
  const meant = nearest(name, names);
  if (!meant && module.startsWith('numpy')) return null;
  return `${module} has no ${name}. ${meant ? `Did you mean ${meant}?` : 'Use another part of it instead.'}`;
}
