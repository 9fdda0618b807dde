import type { Diagnostic, Fix } from '../../analysis.js';
import { history, placed } from '../../graph/history.js';
import type { Loss, Span } from '../../graph/types.js';
import { Unknown } from '../../graph/values.js';
import type { Block, ClassStmt, Node, Unit } from '../../syntax/ast.js';
import type { ParsedModule } from '../../syntax/parse.js';
import { type Args } from './args.js';
import { PlainClass, type PyClass } from './classes.js';
import type { Frame } from './frame.js';
import type { Code, PyFunction } from './functions.js';
import { Journal } from './journal.js';
import { Patches } from './patches.js';
import type { Gone, Library, ModuleReader, SourceModule } from './modules.js';
import { compareValues } from './operators.js';
import { showPython } from './show.js';
import { Float, Obj, Repeated, type Site, type Value, unknown, unknownOf } from './values.js';

/** Thrown where the analysed program raises and something around it may catch. */
export class Raised extends Error {
  constructor(
    readonly exception: Value,
    readonly typeName: string,
    readonly span: Span | null,
  ) {
    super(typeName);
  }
}

/** Thrown when the budget is spent: what follows is unknown. */
export class Exhausted extends Error {}

export interface MachineOptions {
  readonly library: Library;
  readonly builtins: ReadonlyMap<string, Value>;
  readonly readModule?: ModuleReader | undefined;
  /** Most steps that one analysis takes. */
  readonly budget?: number;
}

/** `origins` are related places that follow the calls through which the place was reached. */
type Report = Omit<Diagnostic, 'related'> & { readonly related?: Diagnostic['related']; readonly origins?: Diagnostic['related'] };

/** Runs one file. Everything that changes while it does so hangs on this object. */
export class Machine {
  readonly journal = new Journal();
  readonly patches = new Patches();
  readonly diagnostics: Diagnostic[] = [];
  readonly losses: Loss[] = [];
  /** Modules of the workspace by file and by path. */
  readonly modules = new Map<string, SourceModule>();
  /** The analysed file, as `readModule` names it, and its module. */
  file = '';
  main: SourceModule | null = null;
  /** Every function and class that was defined, in order. */
  readonly functions: PyFunction[] = [];
  readonly classes: { readonly cls: PyClass; readonly unit: Unit; readonly module: SourceModule; readonly node: ClassStmt }[] = [];
  /** Told of every name that an object is bound to. */
  onBind: ((name: string, value: Obj) => void) | null = null;
  /** Told where an attribute is set of an object that is not known, but one of several. */
  onLostAssign: ((owner: Unknown, name: string, at: Site) => void) | null = null;
  /** Told of what is handed to code that is not followed. */
  onLostCall: ((args: Args) => void) | null = null;
  /** Told of imports by a path that only older versions of a library know. */
  onLegacyImport: ((path: string, today: string, note: string, span: Span) => void) | null = null;
  /** Parses a file of the workspace, with what is left from last time. */
  parseFile: ((file: string, text: string) => ParsedModule) | null = null;
  /** What a library keeps for this run. It hangs here, not in a WeakMap: those outlive what they are about until a full collection, which showed as pauses of a tenth of a second. */
  companion: unknown = null;
  frame: Frame | null = null;
  /** Set once the program has certainly ended (`sys.exit()`). */
  ended = false;
  depth = 0;
  steps = 0;
  limit: number;
  /** Above zero while a pass runs whose reports nobody is to see. */
  quiet = 0;
  /** Above zero while the code that runs is never reached when the file itself runs. */
  hypothetical = 0;
  /** Number of `try` blocks around the current place that may catch what is raised. */
  handlers = 0;
  /** Errors of the analysis itself; there should be none. */
  readonly faults: unknown[] = [];
  /** What the running step has reported. */
  readonly reported = new Set<string>();

  constructor(readonly options: MachineOptions) {
    this.limit = options.budget ?? 400_000;
  }

  /** Counts something that costs as much as several steps. */
  spend(steps: number): void {
    this.steps += steps;
  }

  /** What has been spent of the budget. */
  get spent(): number {
    return this.steps + 20 * this.journal.copies;
  }

  /**
   * Runs one top-level statement. What it raises ends it; the analysis goes on with the next, also where the analysis itself
   * fails.
   */
  runUnit(body: Block, run: (body: Block) => unknown): void {
    const { frame, depth, quiet, handlers, hypothetical } = this;
    try {
      run(body);
    } catch (error) {
      if (error instanceof Exhausted || (this.handlers > 0 && error instanceof Raised)) throw error;
      Object.assign(this, { frame, depth, quiet, handlers, hypothetical });
      this.journal.reset();
      if (error instanceof Raised) this.uncaught(error);
      else this.fail(error);
    }
  }

  /** Something went wrong in the analysis itself: what follows from it is not known. */
  fail(error: unknown): void {
    this.faults.push(error);
    this.lose({ reason: error instanceof RangeError ? 'This is nested too deeply to be followed.' : 'The analysis failed here; what follows from it is not known.', span: null });
  }

  /** An exception that nothing in the program catches. */
  uncaught(error: Raised): void {
    if (error.typeName === 'SystemExit') this.ended ||= this.certain;
    else if (error.span) this.report({ code: 'raises', severity: 'error', span: error.span, message: `The program raises ${error.typeName} here.` });
  }

  step(): void {
    if (++this.steps + 20 * this.journal.copies > this.limit) throw new Exhausted();
  }

  enter(frame: Frame): Frame | null {
    const outer = this.frame;
    this.frame = frame;
    this.depth++;
    return outer;
  }
  leave(outer: Frame | null): void {
    this.frame = outer;
    this.depth--;
  }

  /** Where a node of the running unit stands in its file. */
  span(node: Node): Span {
    const frame = this.frame!;
    return spanIn(frame.unit, frame.module.file, node);
  }
  site(node: Node): Site {
    const frame = this.frame!;
    return new NodeSite(this, frame.unit, frame.module.file, node);
  }

  /** True where the program certainly comes by here when the file runs. */
  get certain(): boolean {
    return !this.journal.active && this.hypothetical === 0;
  }

  /**
   * Tells the user of something. What happens only on one side of an unknown condition, or in a function that the file never
   * calls, is not an error of the file.
   */
  report(report: Report): void {
    if (this.quiet > 0) return;
    if (report.code === 'undefined-name' && this.frame?.fn === null && this.frame.unit.displaced) return;
    const severity = report.severity === 'error' && !this.certain ? 'warning' : report.severity;
    const key = keyOf(report);
    if (this.reported.has(key)) return;
    this.reported.add(key);
    const { related: given = [], origins = [], fixes, span, ...rest } = report;
    const related = [...given, ...this.callSites(span), ...origins].map((one) => ({ ...one, span: own(one.span) }));
    const edits = fixes?.map((fix) => ({ ...fix, edits: fix.edits.map((edit) => ({ ...edit, span: own(edit.span) })) }));
    this.diagnostics.push({ ...rest, span: own(span), severity, ...(edits ? { fixes: edits } : {}), ...(related.length > 0 ? { related } : {}) });
  }

  /** What is to be told, each thing once: steps report without looking at what others have reported, so that each may run again alone. */
  get told(): Diagnostic[] {
    const seen = new Set<string>();
    return this.diagnostics.filter((diagnostic) => {
      const key = keyOf(diagnostic);
      return !seen.has(key) && seen.add(key);
    });
  }

  /** The calls through which the running function was reached, nearest first. */
  private callSites(span: Span): { span: Span; message: string }[] {
    const sites: { span: Span; message: string }[] = [];
    for (let frame = this.frame; frame?.fn && sites.length < 4; frame = frame.caller) {
      const site = frame.callSpan;
      // A place without length is where a function stands that the file never calls: it is followed from there.
      if (site && site.to > site.from && !(site.from <= span.from && site.to >= span.to && site.file === span.file)) sites.push({ span: site, message: `In ${frame.fn.code.name}, called here.` });
    }
    return sites;
  }

  /** A place as the file itself knows it: of one in a file that it imports, the call that led there; else the place. */
  placeHere(span: Span): Span {
    if (span.file === undefined) return span;
    for (let frame = this.frame; frame?.fn; frame = frame.caller) {
      const site = frame.callSpan;
      if (site && site.to > site.from && site.file === undefined) return site;
    }
    return span;
  }

  /** Notes that something could not be determined. */
  lose(loss: Loss): Unknown {
    if (this.quiet === 0) this.losses.push(loss);
    return new Unknown(loss);
  }
  lost(reason: string, span: Span): Unknown {
    return this.lose({ reason, span });
  }

  /** Python raises here. Where nothing catches it and the place is certainly reached, the user is told; the analysis goes on. */
  raise(typeName: string, message: string, at: Site, code = 'python-error'): Value {
    if (this.handlers > 0) throw new Raised(unknown(message, at.span), typeName, at.span);
    this.report({ code, severity: 'error', span: at.span, message });
    return unknown(message, at.span);
  }

  /** A name that a library does not have: what an earlier version had is understood all the same, so that only a warning is due. */
  gone({ legacy, message, era }: Gone, typeName: 'ImportError' | 'AttributeError', span: Span, fixes: readonly Fix[]): void {
    if (this.handlers > 0) throw new Raised(unknown(message, span), typeName, span);
    const code = legacy ? 'legacy-name' : typeName === 'ImportError' ? 'import-error' : 'unknown-attribute';
    this.report({ code, severity: legacy ? 'warning' : 'error', message, span, ...(fixes.length > 0 && span.file === undefined ? { fixes } : {}), ...(era ? { era } : {}) });
  }

  call(callee: Value, args: Args, at: Site): Value {
    if (callee instanceof Unknown) {
      this.onLostCall?.(args);
      return callee;
    }
    const result = callee instanceof Obj ? callee.call(args, at) : undefined;
    if (result !== undefined) return result;
    return this.raise('TypeError', `${this.show(callee)} cannot be called.`, at);
  }

  truth(value: Value, at: Site): boolean | null {
    if (value instanceof Unknown) return null;
    if (value instanceof Obj) return value.truth(at);
    return Boolean(value);
  }

  iterate(value: Value, at: Site): readonly Value[] | Unknown {
    // What a function makes of items that are known by a rule does not follow the rule any more.
    if (value instanceof Unknown) return value instanceof Repeated ? unknownOf(value.loss) : value;
    if (typeof value === 'string') return [...value];
    const items = value instanceof Obj ? value.iterate(at) : undefined;
    if (items !== undefined) return items;
    if (value === null || typeof value === 'number' || typeof value === 'boolean' || value instanceof Float) {
      const fault = this.raise('TypeError', `${this.show(value)} cannot be iterated over or unpacked.${value === null ? ' Check that the function which gives it has a return.' : ''}`, at);
      return fault instanceof Unknown ? fault : unknown('This cannot be iterated over.', at.span);
    }
    return unknown(`${this.show(value)} cannot be iterated over here.`, at.span);
  }

  compare(operator: string, a: Value, b: Value, at: Site): Value {
    return compareValues(operator, a, b, at);
  }

  show(value: Value): string {
    return showPython(value);
  }
}

/**
 * The place of a node. Most places are never looked at, so the span is made when somebody asks; in each step of the history anew,
 * since a span moves with the step that made it, and from where the statement stands by then.
 */
class NodeSite implements Site {
  private made: Span | null = null;
  private step = -1;

  constructor(readonly machine: Machine, private readonly unit: Unit, private readonly file: string | null, private readonly node: Node) {}

  get span(): Span {
    if (this.made === null || this.step !== history.step) {
      this.made = place(this.unit.base, this.file, this.node);
      this.step = history.step;
    }
    return this.made;
  }
}

export const spanIn = (unit: Unit, file: string | null, node: Node): Span => place(unit.base, file, node);

/** Where a function is defined: `def` and its name. */
export const headOf = ({ unit, module, name, from }: Code): Span => spanIn(unit, module.file, { from, to: from + `def ${name}`.length });

/** A place of a report's own, wherever it was taken from: a place that two steps note would move twice. */
const own = (span: Span): Span => placed({ ...span });
const keyOf = ({ code, span, message }: Pick<Diagnostic, 'code' | 'span' | 'message'>): string => `${code} ${span.file ?? ''} ${span.from} ${span.to} ${message}`;

function place(base: number, file: string | null, { from, to }: Node): Span {
  const span = { from: base + from, to: base + to };
  return file === null ? placed(span) : { ...span, file };
}

/** Exceptions that a handler for `name` catches, as far as Python's own hierarchy says. */
const PARENTS: Readonly<Record<string, string>> = {
  ArithmeticError: 'Exception', AssertionError: 'Exception', AttributeError: 'Exception', BaseExceptionGroup: 'BaseException', BlockingIOError: 'OSError',
  BrokenPipeError: 'ConnectionError', BufferError: 'Exception', BytesWarning: 'Warning', ChildProcessError: 'OSError', ConnectionAbortedError: 'ConnectionError',
  ConnectionError: 'OSError', ConnectionRefusedError: 'ConnectionError', ConnectionResetError: 'ConnectionError', DeprecationWarning: 'Warning', EOFError: 'Exception',
  EncodingWarning: 'Warning', Exception: 'BaseException', ExceptionGroup: 'BaseExceptionGroup', FileExistsError: 'OSError', FileNotFoundError: 'OSError',
  FloatingPointError: 'ArithmeticError', FutureWarning: 'Warning', GeneratorExit: 'BaseException', ImportError: 'Exception', ImportWarning: 'Warning',
  IndentationError: 'SyntaxError', IndexError: 'LookupError', InterruptedError: 'OSError', IsADirectoryError: 'OSError', KeyError: 'LookupError', KeyboardInterrupt: 'BaseException',
  LookupError: 'Exception', MemoryError: 'Exception', ModuleNotFoundError: 'ImportError', NameError: 'Exception', NotADirectoryError: 'OSError', NotImplementedError: 'RuntimeError',
  OSError: 'Exception', OverflowError: 'ArithmeticError', PendingDeprecationWarning: 'Warning', PermissionError: 'OSError', ProcessLookupError: 'OSError',
  RecursionError: 'RuntimeError', ReferenceError: 'Exception', ResourceWarning: 'Warning', RuntimeError: 'Exception', RuntimeWarning: 'Warning', StopAsyncIteration: 'Exception',
  StopIteration: 'Exception', SyntaxError: 'Exception', SyntaxWarning: 'Warning', SystemError: 'Exception', SystemExit: 'BaseException', TabError: 'IndentationError',
  TimeoutError: 'OSError', TypeError: 'Exception', UnboundLocalError: 'NameError', UnicodeDecodeError: 'UnicodeError', UnicodeEncodeError: 'UnicodeError',
  UnicodeError: 'ValueError', UnicodeTranslateError: 'UnicodeError', UnicodeWarning: 'Warning', UserWarning: 'Warning', ValueError: 'Exception', Warning: 'Exception',
  ZeroDivisionError: 'ArithmeticError', IOError: 'OSError', EnvironmentError: 'OSError',
};
export const exceptionNames = ['BaseException', ...Object.keys(PARENTS)];
const classes = new Map<string, PlainClass>();
export function exceptionClass(name: string): PlainClass {
  let cls = classes.get(name);
  if (!cls) {
    const parent = PARENTS[name];
    cls = new PlainClass(name, parent ? exceptionClass(parent) : null);
    classes.set(name, cls);
  }
  return cls;
}
/** True where an exception of type `raised` is one of type `caught`. */
export function isException(raised: string, caught: string): boolean {
  for (let name: string | undefined = raised; name; name = PARENTS[name]) if (name === caught) return true;
  return false;
}
