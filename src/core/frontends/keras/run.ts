import { PyFunction } from '../python/functions.js';
import { Frame } from '../python/frame.js';
import { Exhausted, Machine, Raised } from '../python/machine.js';
import { SourceModule, type ModuleReader } from '../python/modules.js';
import builtins from '../python/modules/builtins.js';
import { TopLevel } from '../python/imports.js';
import type { ModelReader } from '../../modelfiles/saved.js';
import type { Undo } from '../../graph/undo.js';
import { assignYoung } from '../../graph/young.js';
import type { Unit } from '../../syntax/ast.js';
import { ModuleParser, type ParsedModule } from '../../syntax/parse.js';
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

/** The state of a run before one of the file's top-level statements. */
interface Checkpoint {
  /** The number of the statement. */
  readonly at: number;
  /** How many other files it relies on. */
  readonly relies: number;
  readonly restore: Undo;
}

/**
 * Follows versions of one file from top to bottom, then whatever each defines but never calls. A version that begins as the one before
 * goes on from the statement that the last edit was made in: what stands above is not followed again.
 */
export class FileRun {
  readonly session: KerasSession;
  private readonly module = new SourceModule('__main__', null, { text: '', units: [] });
  /** Whether what other files said is what they say now. */
  private readonly relies: ((options: RunOptions) => boolean)[] = [];
  private checkpoint: Checkpoint | null = null;
  /** The statements of the last version and where they began. */
  private last: readonly { readonly unit: Unit; readonly base: number }[] = [];
  private options: RunOptions;

  constructor(options: RunOptions) {
    this.options = options;
    const machine = new Machine({ library: library(), builtins: builtinValues, readModule: (name, from) => this.readModule(name, from) });
    this.session = sessionOf(machine);
    assignYoung(this.session, 'readModel', (path, from) => this.readModel(path, from));
    machine.file = options.file;
    machine.main = this.module;
    assignYoung(machine, 'parseFile', (file, text) => this.options.parseFile?.(file, text) ?? new ModuleParser().parse(text));
    listen(machine, this.session);
  }

  /** Runs a version. False where it does not begin as the last one did, or what it imports has changed: it then takes a new run. */
  next(parsed: ParsedModule, options: RunOptions): boolean {
    const first = this.firstChange(parsed);
    const { checkpoint } = this;
    if (this.last.length > 0 && (!checkpoint || first < checkpoint.at || !this.relies.slice(0, checkpoint.relies).every((holds) => holds(options)))) return false;
    this.options = options;
    if (checkpoint) {
      checkpoint.restore();
      Object.assign(this.session.machine, { frame: null, depth: 0 });
      this.relies.length = checkpoint.relies;
    }
    this.module.parsed = parsed;
    this.last = parsed.units.map((unit) => ({ unit, base: unit.base }));
    // Where nothing changed but what stands after the last statement, the place of the last edit is still the likeliest for the next.
    this.run(checkpoint?.at ?? 0, checkpoint && first === parsed.units.length ? checkpoint.at : first);
    return true;
  }

  /** Lets go of everything that the run has made. */
  release(): void {
    this.session.release();
    this.checkpoint = null;
  }

  private firstChange({ units }: ParsedModule): number {
    const { last } = this;
    let first = 0;
    while (first < units.length && last[first]?.unit === units[first] && last[first]?.base === units[first]!.base) first++;
    return first;
  }

  private readModule(name: string, from: string): ReturnType<ModuleReader> {
    const found = this.options.readModule?.(name, from);
    this.relies.push(({ readModule }) => {
      const now = readModule?.(name, from);
      return now?.file === found?.file && now?.text === found?.text;
    });
    return found;
  }

  private readModel(path: string, from: string): ReturnType<ModelReader> {
    const look = ({ readModel }: RunOptions) => readModel?.(path, from) ?? { reason: `The model in "${path}" is not read here.` };
    const found = look(this.options);
    this.relies.push((options) => {
      const now = look(options);
      return now === found || ('reason' in now && 'reason' in found && now.reason === found.reason);
    });
    return found;
  }

  private run(from: number, change: number): void {
    const { session, module } = this;
    const { machine } = session;
    const units = new TopLevel(machine, module, null, from);
    try {
      do {
        if (units.at === change && this.checkpoint?.at !== change) this.save(change);
      } while (units.next());
      units.leave();
      machine.finished.add(module);
    } catch (error) {
      if (!(error instanceof Exhausted) && !(error instanceof Raised)) machine.fail(error);
      machine.frame = null;
      machine.journal.reset();
      machine.lost('This file does more than the analysis follows; what comes later is not known.', { from: 0, to: 0 });
    }
    followUncalled(machine, module);
  }

  private save(at: number): void {
    this.checkpoint = { at, relies: this.relies.length, restore: this.session.save() };
  }
}

/** What the machine tells the session of. */
function listen(machine: Machine, session: KerasSession): void {
  assignYoung(machine, 'onBind', (name, value) => {
    const layer = layerOf(value);
    if (layer && (machine.depth <= 1 || !session.variables.has(layer))) session.variables.set(layer, name);
  });
  assignYoung(machine, 'onLegacyImport', (path, today, note, span) => {
    if (span.file !== undefined) return;
    const written = today.replace(/^keras\b/, path.startsWith('tensorflow.') ? 'tensorflow.keras' : 'keras');
    session.warn('legacy-import', note, span, today === 'keras.engine' ? undefined : { title: `Import from ${written}`, edits: [{ span, text: written }] });
  });
  assignYoung(machine, 'onLostCall', (args) => {
    for (const value of [...args.positional, ...args.keyword.values()]) {
      const layer = value instanceof Obj ? layerOf(value) : null;
      if (layer instanceof ModelInstance) session.recipe(layer).compiledElsewhere = true;
    }
  });
  assignYoung(machine, 'onLostAssign', (owner, name, at) => name === 'trainable' && session.loseTrainableAmong(owner, at));
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
