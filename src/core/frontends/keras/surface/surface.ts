import { nearest } from '../../../graph/names.js';
import { remembered } from '../../../graph/remembered.js';
import type { Gone, Surface } from '../../python/modules.js';
import { advice, former, stillInTensorFlow } from './former.js';
import { absent, misspelt } from './objects.js';
import { lostInRemnant } from './remnant.js';
import { notInTensorFlow, onlyTensorFlow, present } from './names.js';

/** Whether `tensorflow.keras` lacks a name that `keras` has. */
const leftOut = (module: string, name: string): boolean => notInTensorFlow[module]?.split(' ').includes(name) === true;

type Names = ReadonlySet<string>;
const sets = new Map<string, Names | null>();
/** The public names of a module (`layers`) of one of the two packages; null where the package has no such module. */
function namesOf(root: 'keras' | 'tensorflow.keras', module: string): Names | null {
  const key = `${root}:${module}`;
  let made = sets.get(key);
  if (made === undefined) {
    const lists = [present[module], root === 'keras' ? undefined : onlyTensorFlow[module]].filter((list) => list !== undefined);
    made = lists.length === 0 ? null : new Set(lists.flatMap((list) => list.split(' ')).filter((name) => root === 'keras' || !leftOut(module, name)));
    sets.set(key, made);
  }
  return made;
}

const plain = (name: string): string => name.toLowerCase().replaceAll('_', '');
const isLower = (name: string): boolean => /^[a-z]/.test(name);

/** Earlier versions spelled many functions and objects without underscores and in lower case (`maxnorm`, `l1l2`, `adam`), but never layers. */
function respelt(module: string, name: string, names: Names): string | undefined {
  if (module === '' || module === 'layers' || module === 'models') return undefined;
  const alike = [...names].filter((known) => plain(known) === plain(name));
  return alike.find((known) => isLower(known) === isLower(name)) ?? alike[0];
}

/** `keras` or `tensorflow.keras`, and the path inside; null for anything of which the names are not known. */
const split = remembered((path): { readonly root: 'keras' | 'tensorflow.keras'; readonly module: string } | null => {
  const found = /^(tensorflow\.keras|keras)(?:\.(.+))?$/.exec(path);
  if (!found || /^(src|api|_tf_keras)\b/.test(found[2] ?? '')) return null;
  return { root: found[1] as 'keras' | 'tensorflow.keras', module: found[2] ?? '' };
});

/** What Keras 3.15 has, and what is to be said of what it has no more. */
export const surface: Surface = {
  absent,
  misspelt,
  names(path) {
    const place = split(path);
    return place && namesOf(place.root, place.module);
  },
  covers: (path) => split(path) !== null,
  gone(path, name): Gone | null {
    const place = split(path);
    const names = place && namesOf(place.root, place.module);
    if (!place) return lostInRemnant(path, name);
    // Keras's sources are there, if not for programs.
    if (place.root === 'keras' && place.module === '' && name === 'src') return null;
    if (!names || names.has(name) || (name.startsWith('__') && name.endsWith('__'))) return null;
    const { root, module } = place;
    if (root === 'tensorflow.keras' && leftOut(module, name)) return { legacy: true, replacement: undefined, module: `keras.${module}`, message: `Keras 3.15 has no ${path}.${name}. keras.${module}.${name} does the same.` };
    const full = module === '' ? name : `${module}.${name}`;
    const listed = former[module]?.[name];
    const today = listed ?? respelt(module, name, names);
    const elsewhere = root === 'keras' && onlyTensorFlow[module]?.split(' ').includes(name) ? stillInTensorFlow(module) : undefined;
    const legacy = today !== undefined || elsewhere !== undefined || name.startsWith('_');
    const operation = module === 'backend' && namesOf('keras', 'ops')?.has(name) ? `Use keras.ops.${name}` : undefined;
    const meant = legacy ? undefined : nearest(name, names);
    const next = today ? `${today} does the same` : meant ? `Did you mean ${meant}` : (advice[full] ?? operation ?? (elsewhere !== undefined ? `${elsewhere} still has it` : 'Remove it, or use another part of Keras instead'));
    return { legacy, replacement: (today || undefined) ?? meant, ...(elsewhere !== undefined ? { module: elsewhere } : {}), ...(path === 'keras.layers' && (name === 'merge' || name === 'Merge') ? { era: 'keras-1' } : {}), message: `Keras 3 has no ${path}.${name}. ${next}${meant ? '?' : '.'}` };
  },
  goneModule(path): Gone | null {
    const place = split(path);
    if (!place || namesOf(place.root, place.module)) return null;
    const { root, module } = place;
    const elsewhere = root === 'keras' && onlyTensorFlow[module] !== undefined ? stillInTensorFlow(module) : undefined;
    const at = module.lastIndexOf('.');
    const listed = former[module.slice(0, Math.max(0, at))]?.[module.slice(at + 1)];
    const renamed = listed || undefined;
    const today = renamed ? `${root}.${at < 0 ? '' : `${module.slice(0, at)}.`}${renamed}` : elsewhere;
    const next = advice[module] ?? (renamed ? `Its contents are in ${today}` : elsewhere ? `Import from ${elsewhere}` : undefined);
    return { legacy: listed !== undefined || elsewhere !== undefined, replacement: undefined, ...(today ? { module: today } : {}), message: `Keras 3 has no module ${path}. ${next ?? 'Import what you need from another module of Keras'}.` };
  },
};
