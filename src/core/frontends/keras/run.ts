import { PyFunction } from '../python/functions.js';
import { Frame } from '../python/frame.js';
import { Exhausted, Machine, Raised } from '../python/machine.js';
import { SourceModule, type ModuleReader } from '../python/modules.js';
import builtins from '../python/modules/builtins.js';
import { runModule } from '../python/imports.js';
import type { ModelReader } from '../../modelfiles/saved.js';
import type { ParsedModule } from '../../syntax/parse.js';
import { ModelInstance } from '../../graph/builder.js';
import { Obj, type Value, unknown } from '../python/values.js';
import { Args } from '../python/args.js';
import { layerOf } from './custom-state.js';
import { library } from './library.js';
import { type KerasSession, sessionOf } from './session.js';

const builtinValues: ReadonlyMap<string, Value> = new Map([
  ...(builtins.functions ?? []).map((fn) => [fn.name, fn] as const),
  ...Object.entries(builtins.values ?? {}),
]);

/** Steps that a function which the file never calls may take. */
const SPARE_BUDGET = 15_000;
/** … and all of them together. */
const SPARE_TOTAL = 60_000;

export interface RunOptions {
  readonly file: string;
  readonly readModule?: ModuleReader | undefined;
  readonly readModel?: ModelReader | undefined;
  readonly parseFile?: (file: string, text: string) => ParsedModule;
}

/** Follows a file from top to bottom, then whatever it defines but never calls. */
export function runFile(parsed: ParsedModule, { file, readModule, readModel, parseFile }: RunOptions): KerasSession {
  const machine = new Machine({ library: library(), builtins: builtinValues, readModule });
  const session = sessionOf(machine);
  session.readModel = readModel ?? null;
  machine.file = file;
  machine.parseFile = parseFile ?? null;
  machine.onBind = (name, value) => {
    const layer = layerOf(value);
    if (layer && (machine.depth <= 1 || !session.variables.has(layer))) session.variables.set(layer, name);
  };
  machine.onLegacyImport = (path, today, note, span) => {
    if (span.file !== undefined) return;
    const written = today.replace(/^keras\b/, path.startsWith('tensorflow.') ? 'tensorflow.keras' : 'keras');
    session.warn('legacy-import', note, span, today === 'keras.engine' ? undefined : { title: `Import from ${written}`, edits: [{ span, text: written }] });
  };
  machine.onLostCall = (args) => {
    for (const value of [...args.positional, ...args.keyword.values()]) {
      const layer = value instanceof Obj ? layerOf(value) : null;
      if (layer instanceof ModelInstance) session.recipe(layer).compiledElsewhere = true;
    }
  };
  machine.onLostAssign = (owner, name, at) => name === 'trainable' && session.loseTrainableAmong(owner, at);
  const module = new SourceModule('__main__', null, parsed);
  machine.main = module;
  try {
    runModule(machine, module, null);
  } catch (error) {
    if (!(error instanceof Exhausted) && !(error instanceof Raised)) machine.fail(error);
    machine.frame = null;
    machine.journal.reset();
    machine.lost('This file does more than the analysis follows; what comes later is not known.', { from: 0, to: 0 });
  }
  followUncalled(machine, module);
  return session;
}

/** Functions that build models but are called from elsewhere, if at all: followed with their defaults, the rest unknown. */
function followUncalled(machine: Machine, module: SourceModule): void {
  machine.hypothetical++;
  sessionOf(machine).endOfFile();
  const end = machine.spent + SPARE_TOTAL;
  for (let i = 0; i < machine.functions.length && i < 400; i++) {
    const fn = machine.functions[i]!;
    if (fn.called || fn.code.module !== module || fn.owner) continue;
    attempt(machine, module, end, () => callWithDefaults(machine, fn));
  }
  for (const { cls } of machine.classes) {
    if (cls.instantiated || !cls.native) continue;
    attempt(machine, module, end, () => {
      const init = cls.lookUp('__init__');
      const site = { machine, span: { from: 0, to: 0 } };
      const args = init && 'value' in init ? defaultsOf(init.value) : Args.none;
      cls.call(args, site);
    });
  }
  machine.hypothetical--;
}

function attempt(machine: Machine, module: SourceModule, end: number, action: () => void): void {
  machine.limit = Math.min(machine.spent + SPARE_BUDGET, end);
  machine.depth = 0;
  machine.handlers = 0;
  machine.quiet = 0;
  const unit = module.parsed.units[0];
  machine.frame = unit ? new Frame(module, unit, module.scope, null, null, null) : null;
  try {
    action();
  } catch (error) {
    machine.journal.reset();
    if (!(error instanceof Exhausted) && !(error instanceof Raised)) machine.fail(error);
  }
}

function callWithDefaults(machine: Machine, fn: PyFunction): void {
  fn.call(defaultsOf(fn), { machine, span: { from: fn.code.unit.base + fn.code.from, to: fn.code.unit.base + fn.code.from } });
}

/** Unknown values for the parameters that have no default. */
function defaultsOf(fn: Value): Args {
  if (!(fn instanceof PyFunction)) return Args.none;
  const { code, defaults } = fn;
  const keyword = new Map<string, Value>();
  const self = fn.owner ? 1 : 0;
  code.parameters.forEach((parameter, i) => {
    if (i < self || parameter.form !== 'normal' || defaults[i] !== undefined) return;
    const span = { from: code.unit.base + parameter.from, to: code.unit.base + parameter.to };
    keyword.set(parameter.name, unknown(`${parameter.name} is a parameter of ${code.name}, which this file never calls.`, code.module.file === null ? span : { ...span, file: code.module.file }));
  });
  return new Args([], keyword);
}
