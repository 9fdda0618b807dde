import { Library, type ModuleDefinition } from '../python/modules.js';
import { specs as pythonModules } from '../python/modules.generated.js';
import { kerasDialect } from './dialect.js';
import { specs as kerasModules } from './modules.generated.js';
import { surface } from './surface/surface.js';
import { legacyOptimizer } from './objects/legacy-optimizers.js';
import { allKinds } from './objects/lookup.js';
import { defineModule } from '../python/modules.js';
import { RawNative } from '../python/native.js';

const flat = (modules: { readonly [name: string]: ModuleDefinition | readonly ModuleDefinition[] }): ModuleDefinition[] => Object.values(modules).flat();

/** Modules of optimizers, losses, … : one each. */
const objectModules = allKinds().map((kind) =>
  defineModule({
    names: [kind.definition.module],
    find: (name, _at, path) => (path?.endsWith('optimizers.legacy') ? legacyOptimizer(name) : null) ?? kind.member(name),
    functions: [new RawNative('get(identifier)', (args, at) => kind.get(args, at))],
    starNames: () => kind.names,
  }),
);

let shared: Library | null = null;
/** Everything that can be imported without a file: made once, shared by all analyses. */
export function library(): Library {
  shared ??= new Library([...flat(pythonModules), ...flat(kerasModules), ...objectModules], [kerasDialect], { keras: '3.15.1', tensorflow: '2.21.0' }, /(^|\.)(src|python|engine|_legacy|api)(\.|$)/, surface);
  return shared;
}
