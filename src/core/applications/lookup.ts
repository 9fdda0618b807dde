import type { ApplicationFunction } from './build.js';
import type { Family, Preprocessing } from './define.js';
import { specs } from './registry.generated.js';

const families = Object.values(specs) as readonly Family[];
const functions = new Map<string, ApplicationFunction>();
const modules = new Map<string, Family['modules'][string]>();
for (const family of families) {
  for (const [name, variant] of Object.entries(family.functions)) functions.set(name, { name, family, variant });
  for (const [name, module] of Object.entries(family.modules)) modules.set(name, module);
}

/**
 * The function at a path below `keras.applications`: `VGG16` or `vgg16.VGG16`; undefined where Keras has none there. A path
 * that begins with a package (`keras.applications.`, `tensorflow.keras.applications.`) is understood as well.
 */
export function applicationFunction(path: string): ApplicationFunction | undefined {
  const [module, name] = split(path);
  if (module === undefined) return functions.get(name);
  return modules.get(module)?.functions.includes(name) ? functions.get(name) : undefined;
}

/**
 * What `<module>.preprocess_input` does, null for those that return their input; undefined where the path names no such function.
 * `imagenet_utils.preprocess_input` is not one of them: there the mode is an argument.
 */
export function preprocessing(path: string): Preprocessing | undefined {
  const [module, name] = split(path);
  return module !== undefined && name === 'preprocess_input' ? modules.get(module)?.preprocess : undefined;
}

function split(path: string): readonly [module: string | undefined, name: string] {
  const parts = path.slice(path.lastIndexOf('applications.') < 0 ? 0 : path.lastIndexOf('applications.') + 'applications.'.length).split('.');
  return parts.length === 1 ? [undefined, parts[0]!] : parts.length === 2 ? [parts[0], parts[1]!] : [parts.join('.'), ''];
}

/** Modules of `keras.applications` by name, and all its functions. */
export const applicationModules = (): ReadonlyMap<string, Family['modules'][string]> => modules;
export const applicationFunctions = (): ReadonlyMap<string, ApplicationFunction> => functions;
