import { isSlip, nearest } from '../../../graph/names.js';
import { remembered } from '../../../graph/remembered.js';
import type { Gone } from '../../python/modules.js';
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

const PACKAGES = ['keras', 'tensorflow', 'numpy'];

/** `kreas`, `tensorflow.nnn`: a module that nobody has, where one letter more, less or in another place makes it one of these libraries. */
export function misspelt(path: string): Gone | null {
  const parts = path.split('.');
  for (const [i, name] of parts.entries()) {
    const parent = parts.slice(0, i).join('.');
    const known = i === 0 ? PACKAGES : [...(namesOf(parent) ?? [])];
    const meant = known.includes(name) ? undefined : known.find((candidate) => isSlip(name, candidate));
    if (meant !== undefined) return { legacy: false, replacement: undefined, message: `There is no module ${path}. Did you mean ${[...parts.slice(0, i), meant, ...parts.slice(i + 1)].join('.')}?` };
  }
  return null;
}
