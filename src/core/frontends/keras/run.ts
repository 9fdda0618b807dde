import { PyFunction } from '../python/functions.js';
import { Frame } from '../python/frame.js';
import { Exhausted, Machine, Raised } from '../python/machine.js';
import { SourceModule, type ModuleReader } from '../python/modules.js';
import builtins from '../python/modules/builtins.js';
import { TopLevel } from '../python/imports.js';
import type { ModelReader } from '../../modelfiles/saved.js';
import type { FolderReader } from '../../recipe/folders.js';
import { moveSpan, type Shift } from '../../graph/history.js';
import { assignYoung } from '../../graph/young.js';
import type { Unit } from '../../syntax/ast.js';
import { ModuleParser, type ParsedModule } from '../../syntax/parse.js';
import { ModelInstance } from '../../graph/builder.js';
import { Obj, type Value, unknown } from '../python/values.js';
import { Args } from '../python/args.js';
import { layerOf } from './custom-state.js';
import { library } from './library.js';
import { Divergence } from './divergence.js';
import { type KerasSession, sessionOf } from './session.js';
import { Ledger, RELIES, type Step } from './steps.js';

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
  readonly readFolder?: FolderReader | undefined;
  readonly parseFile?: (file: string, text: string) => ParsedModule;
}

/** A top-level statement that has run, where it stood. */
interface Ran {
  readonly unit: Unit;
  base: number;
  readonly step: Step;
}

/**
 * Follows versions of one file from top to bottom, then whatever each defines but never calls. Of the statements of the version before
 * only those run again that the edit can have changed something for; what the others did is taken back and done again.
 */
export class FileRun {
  readonly session: KerasSession;
  /** How places below the last edit have moved with it; null where they have not. Objects that stay carry them on. */
  moved: Shift | null = null;
  private readonly module = new SourceModule('__main__', null, { text: '', units: [] });
  private readonly ledger: Ledger;
  /** What other files were asked for: whether they say what they said. */
  private readonly relies: ((options: RunOptions) => boolean)[] = [];
  private readonly limit: number;
  private ran: Ran[] = [];
  /** What follows the last statement. */
  private rest: Step | null = null;
  private options: RunOptions;

  constructor(options: RunOptions) {
    this.options = options;
    const machine = new Machine({ library: library(), builtins: builtinValues, readModule: (name, from) => this.readModule(name, from) });
    this.session = sessionOf(machine);
    assignYoung(this.session, 'readModel', (path, from) => this.readModel(path, from));
    assignYoung(this.session, 'readFolder', (path, from) => this.readFolder(path, from));
    machine.file = options.file;
    machine.main = this.module;
    assignYoung(machine, 'parseFile', (file, text) => this.options.parseFile?.(file, text) ?? new ModuleParser().parse(text));
    this.limit = machine.limit;
    this.ledger = new Ledger(this.session, this.module, this.relies);
    listen(machine, this.session);
  }

  /** Runs a version. */
  next(parsed: ParsedModule, options: RunOptions): void {
    const { ran, ledger, session: { machine } } = this;
    const { units } = parsed;
    const moved = (['readModule', 'readModel', 'readFolder'] as const).every((reader) => options[reader] === this.options[reader]) ? null : ran.findIndex(({ step }) => !holds(step, options));
    let first = 0;
    while (first < units.length && ran[first]?.unit === units[first] && ran[first]?.base === units[first]!.base) first++;
    let last = 0;
    const fromEnd = (place: number): boolean => {
      const [then, now] = [ran[ran.length - 1 - place]!, units[units.length - 1 - place]!];
      return then.unit === now && now.base - then.base === units.at(-1)!.base - ran.at(-1)!.base;
    };
    while (last < Math.min(units.length, ran.length) - first && fromEnd(last)) last++;
    const from = moved === null || moved < 0 ? first : Math.min(first, moved);
    this.options = options;
    this.module.parsed = parsed;
    if (this.rest) ledger.undo(this.rest);
    for (let i = ran.length - 1; i >= from; i--) ledger.undo(ran[i]!.step);
    Object.assign(machine, { frame: null, depth: 0, quiet: 0, handlers: 0, hypothetical: 0, limit: this.limit });
    this.shift(ran.slice(ran.length - last), units.slice(units.length - last));
    this.ran = ran.slice(0, from);
    this.run(ran, from, first, last);
  }

  /** Moves the places below the edit with the text. */
  private shift(below: readonly Ran[], units: readonly Unit[]): void {
    const [one] = below;
    this.moved = null;
    if (!one || one.base === units[0]!.base) return;
    const { base } = one;
    const by = units[0]!.base - base;
    this.moved = { from: base, by };
    below.forEach((statement) => {
      statement.base += by;
      for (const span of statement.step.spans) moveSpan(span, this.moved!);
    });
  }

  /** `old` statements that are the same: those before `first`, and the `last` ones. */
  private run(old: readonly Ran[], from: number, first: number, last: number): void {
    const { session: { machine }, module, ledger, ran } = this;
    const { units } = module.parsed;
    const offset = old.length - units.length;
    const divergence = new Divergence(module.scope, () => old.map(({ step }) => step));
    const statements = new TopLevel(machine, module, null, from);
    let lost: Step[] = [];
    let broken = false;
    for (let i = from; i < units.length && !machine.ended && !broken; i++) {
      if (i === first) {
        // What stood where the edit is, whatever stands there now.
        lost = old.slice(first, old.length - last).map(({ step }) => step);
        lost.forEach((step) => { divergence.lose(step); });
      }
      const same = i < first ? old[i] : i >= units.length - last ? old[i + offset] : undefined;
      if (same && i === units.length - last) divergence.settleAll();
      if (same && holds(same.step, this.options) && !divergence.concerns(same.step) && ledger.allows(same.step)) {
        ledger.redo(same.step);
        divergence.keep(same.step);
        ran.push(same);
        statements.at = i + 1;
        continue;
      }
      if (same) {
        divergence.lose(same.step);
        lost = [same.step];
      }
      statements.at = i;
      ledger.begin();
      broken = !this.guarded(() => { statements.next(); });
      const step = ledger.end(broken);
      divergence.gain(step, lost);
      ran.push({ unit: units[i]!, base: units[i]!.base, step });
    }
    if (!broken) {
      statements.leave();
      module.finished = true;
    }
    ledger.begin();
    this.guarded(() => { followUncalled(machine, module); });
    this.rest = ledger.end();
  }

  /** False where the program is not followed to its end. */
  private guarded(run: () => void): boolean {
    const { machine } = this.session;
    try {
      run();
      return true;
    } catch (error) {
      if (!(error instanceof Exhausted) && !(error instanceof Raised)) machine.fail(error);
      machine.frame = null;
      machine.journal.reset();
      machine.lost('This file does more than the analysis follows; what comes later is not known.', { from: 0, to: 0 });
      return false;
    }
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

  private readFolder(path: string, from: string): ReturnType<FolderReader> {
    const look = ({ readFolder }: RunOptions) => readFolder?.(path, from) ?? null;
    const found = look(this.options);
    this.relies.push((options) => look(options)?.join('/') === found?.join('/'));
    return found;
  }
}

/** Whether other files say what they said to a step. */
const holds = (step: Step, options: RunOptions): boolean => (step.added[RELIES] as readonly ((options: RunOptions) => boolean)[]).every((as) => as(options));

/** Modules that Keras 1 had and `tensorflow.keras` never. */
const KERAS_ONE_MODULE = /^keras\.layers\.(convolutional|core)\b/;

/** What the machine tells the session of. */
function listen(machine: Machine, session: KerasSession): void {
  assignYoung(machine, 'onBind', (name, value) => {
    const layer = layerOf(value);
    if (layer) session.bindVariable(layer, name, machine.depth <= 1);
  });
  assignYoung(machine, 'onLegacyImport', (path, today, note, span) => {
    if (span.file !== undefined) return;
    const written = today.replace(/^keras\b/, path.startsWith('tensorflow.') ? 'tensorflow.keras' : 'keras');
    session.warn('legacy-import', note, span, today === 'keras.engine' ? undefined : { title: `Import from ${written}`, edits: [{ span, text: written }] }, KERAS_ONE_MODULE.test(path) ? 'keras-1' : undefined);
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
    if (fn.uses > 0 || fn.code.module !== module || fn.owner) continue;
    attempt(machine, module, end, () => callWithDefaults(machine, fn));
  }
  for (const { cls } of machine.classes) {
    if (cls.uses > 0 || !cls.native) continue;
    attempt(machine, module, end, () => {
      const init = cls.ownMember('__init__');
      const site = { machine, span: { from: 0, to: 0 } };
      // Without an `__init__` of its own it takes what the class above it takes.
      const args = init !== undefined ? defaultsOf(init) : new Args([], new Map<string, Value>(), undefined, undefined, unknown(`${cls.name} is made elsewhere, if at all.`));
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
