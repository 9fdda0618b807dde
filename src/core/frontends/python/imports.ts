import type { Loss, Span } from '../../graph/types.js';
import type { ImportFromStmt, ImportedName } from '../../syntax/ast.js';
import { history, noteReads, noteShared } from '../../graph/history.js';
import { nearest } from '../../graph/names.js';
import { execute } from './execute.js';
import { Frame } from './frame.js';
import { type Machine, Raised } from './machine.js';
import { ForeignModule, type Gone, NativeModule, SourceModule } from './modules.js';
import type { Fix } from '../../analysis.js';
import { ModuleParser } from '../../syntax/parse.js';
import { type Obj, type Value, unknown } from './values.js';

/** `import a.b as c, d`. */
export function importModules(m: Machine, names: readonly ImportedName[]): void {
  for (const node of names) {
    const span = m.span(node);
    const module = resolve(m, node.name, span);
    if (node.alias !== null) bind(m, node.alias, module);
    else {
      const [first = ''] = node.name.split('.');
      const top = first === node.name ? module : resolve(m, first, span);
      if (top instanceof SourceModule && module instanceof SourceModule) linkSubmodules(m, node.name, top);
      bind(m, first, top);
    }
  }
}

/** Makes `a.b` reachable from `a` after `import a.b`. */
function linkSubmodules(m: Machine, path: string, top: SourceModule): void {
  const parts = path.split('.');
  let module: Obj = top;
  for (let i = 1; i < parts.length; i++) {
    const inner = m.modules.get(parts.slice(0, i + 1).join('.'));
    if (!inner || !(module instanceof SourceModule)) return;
    module.scope.set(parts[i]!, inner, m);
    module = inner;
  }
}

/** `from a import b as c`. */
export function importFrom(m: Machine, node: ImportFromStmt): void {
  const span = m.span({ from: node.moduleFrom, to: node.moduleTo });
  const path = node.level > 0 ? '.'.repeat(node.level) + node.module : node.module;
  if (importFormerModule(m, node, path)) return;
  const module = resolve(m, path, span);
  if (node.star) {
    importStar(m, module, span);
    return;
  }
  for (const name of node.names) {
    const at = m.site(name);
    bind(m, name.alias ?? name.name, memberOf(m, module, path, name, at.span, node));
  }
}

function memberOf(m: Machine, module: Obj, path: string, imported: ImportedName, span: Span, node: ImportFromStmt): Value {
  const { name } = imported;
  const at = { machine: m, span };
  const gone = module instanceof SourceModule ? null : (m.options.library.surface?.gone(path, name) ?? null);
  if (gone) m.gone(gone, 'ImportError', span, importFixes(m, gone, imported, node));
  const found = module instanceof ForeignModule ? undefined : module.getAttribute(gone?.replacement ?? name, at);
  if (found !== undefined) return found;
  if (gone) return unknown(gone.message, span);
  const inner = readSource(m, path.endsWith('.') ? path + name : `${path}.${name}`, span);
  if (inner) return inner;
  if (module instanceof ForeignModule) return module.getAttribute(name, at);
  if (module instanceof SourceModule) {
    // In a cycle of imports the name may be defined later.
    if (module.scope.open || !module.finished) return unknown(`${name} is not known yet: the modules import each other.`, span);
    return m.raise('ImportError', `${module.name} defines no ${name}.`, at, 'import-error');
  }
  if (m.options.library.isInternal(path)) return unknown(`${path}.${name} is an inner part of a library, which is not modelled.`, span);
  if (module instanceof NativeModule && module.path !== null) return unknown(`${path}.${name} is not modelled by this analysis.`, span);
  const meant = module instanceof NativeModule ? nearest(name, module.starMembers(at).map(([known]) => known)) : undefined;
  return m.raise('ImportError', `${path} has no ${name}.${meant ? ` Did you mean ${meant}?` : ''}`, at, 'import-error');
}

/** Edits that import what does the same today, under the name that the rest of the file knows. */
function importFixes(m: Machine, gone: Gone, { name, alias, from, to }: ImportedName, node: ImportFromStmt): Fix[] {
  if (gone.replacement !== undefined) return [{ title: `Import ${gone.replacement} instead`, edits: [{ span: m.span({ from, to }), text: `${gone.replacement} as ${alias ?? name}` }] }];
  return node.names.length === 1 && gone.module !== undefined ? [{ title: `Import from ${gone.module}`, edits: [{ span: m.span({ from: node.moduleFrom, to: node.moduleTo }), text: gone.module }] }] : [];
}

/** `from keras.utils import np_utils`: a module that only older versions have, imported by itself. False where it is anything else. */
function importFormerModule(m: Machine, node: ImportFromStmt, path: string): boolean {
  const { library } = m.options;
  const [imported] = node.names;
  if (!imported || node.names.length !== 1 || node.level > 0 || library.surface?.covers(path) !== true) return false;
  const full = `${path}.${imported.name}`;
  const today = library.translate(full);
  const module = library.module(full);
  if (today.legacy === undefined || !module || (library.translate(path).legacy === undefined && !library.surface.gone(path, imported.name))) return false;
  if (!(library.module(path)?.getAttribute(imported.name, m.site(imported)) instanceof NativeModule)) return false;
  const owner = library.translate(path);
  if (owner.legacy !== undefined && !library.surface.gone(owner.path, imported.name)) return false;
  if (library.surface.gone(path, imported.name)?.replacement !== undefined) return false;
  if (m.handlers > 0) throw new Raised(unknown(today.legacy, m.span(imported)), 'ImportError', m.span(imported));
  const written = path.startsWith('tensorflow.') ? `tensorflow.${today.path}` : today.path;
  const dot = written.lastIndexOf('.');
  const [parent, leaf] = [written.slice(0, dot), written.slice(dot + 1)];
  const name = imported.alias ?? imported.name;
  const edits = [{ span: m.span({ from: node.moduleFrom, to: node.moduleTo }), text: parent }, { span: m.span(imported), text: leaf === name ? leaf : `${leaf} as ${name}` }];
  m.report({ code: 'legacy-import', severity: 'warning', span: m.span(imported), message: today.legacy, ...(m.span(imported).file === undefined ? { fixes: [{ title: `Import ${written} instead`, edits }] } : {}) });
  bind(m, name, module);
  return true;
}

function importStar(m: Machine, module: Obj, span: Span): void {
  const scope = m.frame!.scope;
  const listed = module instanceof NativeModule && module.path !== null ? (m.options.library.surface?.names(module.path) ?? null) : null;
  if (module instanceof NativeModule) {
    const members = new Map(module.starMembers({ machine: m, span }));
    for (const [name, value] of members) scope.set(name, value, m);
    for (const name of listed ?? []) if (!members.has(name)) scope.set(name, module.getAttribute(name, { machine: m, span }) ?? unknown(`${module.name}.${name} is not modelled by this analysis.`, span), m);
  }
  else if (module instanceof SourceModule) {
    if (module.scope.noted && history.notes) history.notes.everything = true;
    const exported = module.scope.own('__all__');
    const names = exported === undefined ? null : m.iterate(exported, { machine: m, span });
    for (const [name, value] of module.scope.names) {
      if (Array.isArray(names) ? names.includes(name) : !name.startsWith('_')) scope.set(name, value, m);
    }
    scope.openTo(module.scope.open, m);
  }
  if (!(module instanceof SourceModule) && listed === null && !(module instanceof NativeModule && module.definition.complete)) {
    const loss: Loss = { reason: 'A star import of a module that is not modelled may bind any name.', span };
    scope.openTo(loss, m);
  }
}

const bind = (m: Machine, name: string, value: Value): void => m.frame!.scope.set(name, value, m);

/** The module of a dotted path: of the workspace, of a modelled library, or one that is only known to exist. */
function resolve(m: Machine, path: string, span: Span): Obj {
  const { library } = m.options;
  if (!path.startsWith('.')) {
    const today = library.translate(path);
    const modelled = library.module(path);
    const gone = today.legacy === undefined ? (library.surface?.goneModule(path) ?? null) : null;
    if (gone) m.gone(gone, 'ImportError', span, gone.module === undefined ? [] : [{ title: `Import from ${gone.module}`, edits: [{ span, text: gone.module }] }]);
    if (today.legacy && m.handlers > 0) throw new Raised(unknown(today.legacy, span), 'ImportError', span);
    if (modelled) {
      if (today.legacy) m.onLegacyImport?.(path, today.path, today.legacy, span);
      return modelled;
    }
    if (library.knows(path)) return foreign(m, path, span);
  }
  const source = readSource(m, path, span);
  if (source) return source;
  if (!path.startsWith('.')) return foreign(m, path, span);
  // A folder without a file of its own is a package all the same.
  return new ForeignModule(path);
}

/** A module of which nothing is known; where its name is a slip, the program is told. */
function foreign(m: Machine, path: string, span: Span): ForeignModule {
  const slip = m.options.library.surface?.misspelt(path) ?? null;
  if (slip) m.gone(slip, 'ImportError', span, []);
  return new ForeignModule(path);
}

function readSource(m: Machine, path: string, span: Span): SourceModule | undefined {
  const from = m.frame!.module.file ?? m.file;
  const found = m.options.readModule?.(path, from);
  if (!found) return undefined;
  const shared = `module ${found.file}`;
  noteReads(shared);
  const known = m.modules.get(found.file);
  if (known instanceof SourceModule) return known;
  if (found.file === m.file) return m.main ?? undefined;
  const parsed = m.parseFile ? m.parseFile(found.file, found.text) : new ModuleParser().parse(found.text);
  const module = new SourceModule(path.replace(/^\.+/, ''), found.file, parsed);
  noteShared(shared);
  m.modules.set(found.file, module);
  m.modules.set(path, module);
  runModule(m, module, span);
  return module;
}

/** The statements of a module's top level, one after the other, from the one with number `at` on. */
export class TopLevel {
  private readonly frame: Frame | null;
  private readonly outer: Frame | null;

  constructor(private readonly m: Machine, private readonly module: SourceModule, importSpan: Span | null, public at = 0) {
    const [first] = module.parsed.units;
    this.outer = m.frame;
    this.frame = first ? new Frame(module, first, module.scope, null, importSpan, m.frame) : null;
    if (this.frame) m.enter(this.frame);
  }

  /** Runs one statement; false where there is none left that runs. */
  next(): boolean {
    const unit = this.module.parsed.units[this.at];
    if (!unit || !this.frame || this.m.ended) return false;
    this.frame.unit = unit;
    this.frame.pending.length = 0;
    this.at++;
    this.m.runUnit(unit.body, (block) => execute(this.m, block));
    return true;
  }

  leave(): void {
    if (this.frame) this.m.leave(this.outer);
  }
}

/** Runs a module from top to bottom. */
export function runModule(m: Machine, module: SourceModule, importSpan: Span | null): void {
  const units = new TopLevel(m, module, importSpan);
  try {
    while (units.next());
  } finally {
    units.leave();
  }
  module.finished = true;
}
