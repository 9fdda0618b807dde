import type { Loss } from '../../graph/types.js';
import type { ParsedModule } from '../../syntax/parse.js';
import type { Args } from './args.js';
import { type Native } from './native.js';
import { Scope } from './scope.js';
import { Obj, type Site, type Value, unknown } from './values.js';

/** A module of the workspace: the analysed file itself, or one that it imports. */
export class SourceModule extends Obj {
  readonly typeName = 'module';
  constructor(
    readonly name: string,
    /** The path that spans name; null for the analysed text itself. */
    readonly file: string | null,
    public parsed: ParsedModule,
  ) {
    super();
    this.scope = new Scope('module', null, file === null);
  }
  readonly scope: Scope;
  /** Whether its top level has run to its end. */
  finished = false;
  override getAttribute(name: string): Value | undefined {
    if (name === '__name__') return this.name;
    const own = this.scope.own(name);
    if (own !== undefined) return own;
    return this.scope.open ? unknown(`${name} comes from a module that is not known.`, this.scope.open.span) : undefined;
  }
  override setAttribute(name: string, value: Value, at: Site): boolean {
    this.scope.set(name, value, at.machine);
    return true;
  }
}

export type Member = Value | (() => Value);

/** What a file of `modules/` says of one Python module. */
export interface ModuleDefinition {
  /** Dotted name, and other names under which the same module can be imported. */
  readonly names: readonly string[];
  /** Functions; each is known by the name in its signature. */
  readonly functions?: readonly Native[];
  readonly values?: { readonly [name: string]: Value };
  /** Everything else: names that are looked up in a registry. `undefined` where there is no such name. `path` is the one by which the program reaches the module. */
  readonly find?: (name: string, at: Site, path: string | null) => Value | undefined;
  /** Names that `from module import *` binds besides functions and values. */
  readonly starNames?: () => readonly string[];
  /** True where a name that is not listed does not exist; else it is unknown. */
  readonly complete?: boolean;
}

/** A module that this analysis models. Immutable and shared by all analyses. */
export class NativeModule extends Obj {
  readonly typeName = 'module';
  private readonly members = new Map<string, Value>();

  constructor(
    readonly definition: ModuleDefinition,
    private readonly library: Library,
    /** The path by which a program reaches it, where it is known which names it has there. */
    readonly path: string | null = null,
  ) {
    super();
    for (const fn of definition.functions ?? []) this.members.set(fn.name, fn);
    for (const [name, value] of Object.entries(definition.values ?? {})) this.members.set(name, value);
  }
  get name(): string {
    return this.definition.names[0]!;
  }

  override setAttribute(name: string, _value: Value, { machine }: Site): boolean {
    machine.journal.touch(machine.patches);
    machine.patches.add(name);
    return true;
  }
  override getAttribute(name: string, at: Site): Value | undefined {
    if (name === '__name__') return this.name;
    if (name === '__version__') return this.library.version(this.name) ?? unknown(`The version of ${this.name} is not known.`, at.span);
    // A member may be None.
    if (this.members.has(name)) return this.members.get(name);
    const own = this.definition.find?.(name, at, this.path) ?? this.library.inside(this, name);
    if (own !== undefined) return own;
    return this.definition.complete ? undefined : unknown(`${this.name}.${name} is not modelled by this analysis.`, at.span);
  }

  starMembers(at: Site): [string, Value][] {
    const found = new Map<string, Value>();
    for (const [name, value] of this.members) if (!name.startsWith('_')) found.set(name, value);
    for (const name of this.definition.starNames?.() ?? []) {
      const value = this.getAttribute(name, at);
      if (value !== undefined) found.set(name, value);
    }
    return [...found];
  }
}

/** A module that exists but of which nothing is modelled. */
export class ForeignModule extends Obj {
  readonly typeName = 'module';
  constructor(readonly name: string) {
    super();
  }
  override getAttribute(name: string, at: Site): Value {
    return name === '__name__' ? this.name : unknown(`${this.name}.${name} comes from a library that this analysis does not model.`, at.span);
  }
  override call(_args: Args, at: Site): Value {
    return unknown(`${this.name} is not modelled by this analysis.`, at.span);
  }
}

export const defineModule = (definition: ModuleDefinition): ModuleDefinition => definition;

/** A library's own dialects: what an import path means today, and what is to be said of it. */
export interface Dialect {
  /** Today's path of a module, or null where the dialect does not know it. */
  (path: string): { readonly path: string; readonly legacy?: string; readonly gone?: string } | null;
}

/** A name or module that a library has no more, or never had. */
export interface Gone {
  readonly message: string;
  /** True where an earlier version had it. */
  readonly legacy: boolean;
  /** A name of the same module that does the same. */
  readonly replacement: string | undefined;
  /** The module that has it today. */
  readonly module?: string;
  /** Set where only the first version of the library had it. */
  readonly era?: 'keras-1';
}

/** The public names of a library, as they are in the version that this analysis goes by. */
export interface Surface {
  covers(path: string): boolean;
  /** What is to be said of `path.name`; null where it exists or nothing is known of the module. */
  gone(path: string, name: string): Gone | null;
  goneModule(path: string): Gone | null;
  /** All public names of a module; null where they are not known. */
  names(path: string): ReadonlySet<string> | null;
  /** What is to be said of a module that is nearly one of these libraries; null where it may be another one. */
  misspelt(path: string): Gone | null;
  /** What is to be said of a name that another library's module does not have; null where it may have it. */
  absent(module: string, name: string): string | null;
}

/** All modules that can be imported without a file. */
export class Library {
  private readonly definitions = new Map<string, ModuleDefinition>();
  private readonly made = new Map<string, NativeModule>();

  constructor(
    definitions: Iterable<ModuleDefinition>,
    readonly dialects: readonly Dialect[] = [],
    private readonly versions: { readonly [module: string]: string } = {},
    /** Paths of which no list of names is kept. */
    private readonly internal: RegExp = /^$/,
    readonly surface: Surface | null = null,
  ) {
    for (const definition of definitions) for (const name of definition.names) this.definitions.set(name, definition);
    // Packages exist where one of their modules does.
    for (const name of [...this.definitions.keys()]) {
      for (let at = name.lastIndexOf('.'); at > 0; at = name.lastIndexOf('.', at - 1)) {
        const parent = name.slice(0, at);
        if (!this.definitions.has(parent)) this.definitions.set(parent, { names: [parent] });
      }
    }
  }

  isInternal(path: string): boolean {
    return this.internal.test(path);
  }

  version(module: string): string | undefined {
    return this.versions[module];
  }

  /** A module inside another. Inside one whose names are not checked (`keras.src`), none are. */
  inside(module: NativeModule, name: string): NativeModule | undefined {
    const unchecked = module.path === null && this.surface?.covers(module.name) === true;
    return this.module(`${module.path ?? module.name}.${name}`, { checked: !unchecked });
  }

  /** A modelled module by its dotted path, in any dialect. */
  module(path: string, { checked = true } = {}): NativeModule | undefined {
    const covered = checked && this.surface?.covers(path) === true;
    const key = covered ? `checked ${path}` : this.translate(path).path;
    let made = this.made.get(key);
    if (!made) {
      const definition = this.definitions.get(this.translate(path).path);
      if (!definition) return undefined;
      made = covered ? new NativeModule(definition, this, path) : (this.made.get(definition.names[0]!) ?? new NativeModule(definition, this));
      this.made.set(key, made);
      if (!covered) this.made.set(definition.names[0]!, made);
    }
    return made;
  }

  translate(path: string): { readonly path: string; readonly legacy?: string; readonly gone?: string } {
    for (const dialect of this.dialects) {
      const found = dialect(path);
      if (found) return found;
    }
    return { path };
  }

  /** True where the first part of a path names a library that is modelled, so that its contents are known to this analysis. */
  knows(path: string): boolean {
    return this.definitions.has(this.translate(path).path.split('.')[0]!);
  }
}

export type ModuleReader = (name: string, from: string) => { readonly file: string; readonly text: string } | undefined;
export type { Loss };
