import type { AnalysedModel, Analysis, Diagnostic, LayerCall } from './analysis.js';
import { FileRun, type RunOptions } from './frontends/keras/run.js';
import type { KerasSession } from './frontends/keras/session.js';
import type { Loss, ModelGraph } from './graph/types.js';
import type { ModelReader } from './modelfiles/saved.js';
import type { FolderReader } from './recipe/folders.js';
import { Ignores } from './rules/ignores.js';
import { atLevel, type Levels } from './rules/levels.js';
import { Results } from './results.js';
import { Advisor } from './rules/run.js';
import type { SyntaxFlaw } from './syntax/ast.js';
import { lexicalFlaw, mixedTabs } from './syntax/lexical.js';
import { ModuleParser, type ParsedModule } from './syntax/parse.js';

export interface AnalyzeOptions {
  /** The path of the text, as `readModule` knows it. Analyses of one path reuse what an edit left untouched. */
  readonly file?: string;
  /** Finds a module that the file `from` imports by `name` (dotted; leading dots are relative), if the workspace has it. */
  readonly readModule?: (name: string, from: string) => { readonly file: string; readonly text: string } | undefined;
  /** Finds the model in a file of the workspace that the file loads (`keras.models.load_model`). */
  readonly readModel?: ModelReader;
  /** Finds the folders in a folder that the file reads images from: the classes. */
  readonly readFolder?: FolderReader;
  /** What was chosen for each rule; the others speak as they are made. */
  readonly levels?: Levels;
  /** A text that is only tried, such as one with a fix: places that are known of the file's own text do not move with it. Its result holds until the next one that is tried. */
  readonly tried?: boolean;
}

/** Characters of text whose statements are kept for the next edit: reading anew takes some ten milliseconds a thousand lines. */
const REMEMBERED = 500_000;
const parsers = new Map<string, { readonly parser: ModuleParser; length: number }>();
let remembered = 0;

/** The key of a file's statements; of a text that is tried, no file has it. */
const tryOf = (file: string): string => `${file}\0tried`;

function parse(file: string, text: string): ParsedModule {
  const entry = parsers.get(file) ?? { parser: new ModuleParser(), length: 0 };
  remembered += text.length - entry.length;
  entry.length = text.length;
  // Taken out and put back: the first of the map is then the one that was used longest ago.
  parsers.delete(file);
  parsers.set(file, entry);
  for (const [oldest, { length }] of parsers) {
    if (remembered <= REMEMBERED || oldest === file) break;
    parsers.delete(oldest);
    remembered -= length;
  }
  return entry.parser.parse(text);
}

/** The file that was analysed last, or tried: how it runs, and what was told of it. Of the others only statements are kept. */
interface Followed {
  readonly file: string;
  readonly run: FileRun;
  readonly results: Results;
  readonly advisor: Advisor;
}
const latest: { own: Followed | null; tried: Followed | null } = { own: null, tried: null };

function followed(parsed: ParsedModule, options: RunOptions, kind: keyof typeof latest): Followed {
  const { file } = options;
  let found = latest[kind];
  if (found?.file !== file) latest[kind] = found = { file, run: new FileRun(options), results: new Results(), advisor: new Advisor() };
  found.run.next(parsed, options);
  return found;
}

/**
 * All that a text says: its models with shapes and counts, every call of a layer, how it trains, and what Keras would reject.
 * Pure and total: it reads nothing but the text and what `readModule`, `readModel` and `readFolder` hand it, runs none of it, and never throws.
 */
export function analyze(text: string, { file = '', readModule, readModel, readFolder, levels = {}, tried = false }: AnalyzeOptions = {}): Analysis {
  const parsed = parse(tried ? tryOf(file) : file, text);
  // A file that its own modules import is read beside the version that is followed.
  const parseFile = (path: string, found: string): ParsedModule => parse(path === file ? `${file}\0imported` : path, found);
  const { run, results, advisor } = followed(parsed, { file, readModule, readModel, readFolder, parseFile }, tried ? 'tried' : 'own');
  const { session } = run;
  const calls = results.callsOf(session, run.moved);
  const models = results.modelsOf(session, run.moved);
  const advice = advisor.advise(parsed, { models, calls }, { levels, moved: run.moved, failed: (error) => session.machine.fail(error) });
  const diagnostics = chosen(text, [...syntaxErrors(parsed), ...session.machine.told.map((diagnostic) => atCall(text, diagnostic)), ...advice], levels);
  const unknowns = lossesOf(session, models, calls);
  return { models, calls, diagnostics, unknowns };
}

/**
 * What this file is refused at inside of a function that it imports is told where it calls that: the other file may be right by itself.
 * What that file is to be warned of, and what it does when it is imported, stays there.
 */
function atCall(text: string, diagnostic: Diagnostic): Diagnostic {
  const { span, severity, message, related = [] } = diagnostic;
  const call = related.find((place) => place.span.file === undefined && place.message.endsWith('called here.'));
  if (span.file === undefined || severity !== 'error' || !call) return diagnostic;
  const { fixes: _elsewhere, ...rest } = diagnostic;
  const file = span.file.split(/[\\/]/).at(-1) ?? span.file;
  // The name of what is called: a call may go over many lines.
  const name = /^[\w.]+/.exec(text.slice(call.span.from, call.span.to))?.[0];
  return { ...rest, span: name === undefined ? call.span : { from: call.span.from, to: call.span.from + name.length }, message: `In ${file}: ${message}`, related: [{ span, message: 'Here.' }, ...related.filter((place) => place !== call)] };
}

/** What is left of the diagnostics by the levels that were chosen and the comments that silence some. */
function chosen(text: string, diagnostics: readonly Diagnostic[], levels: Levels): Diagnostic[] {
  const ignores = new Ignores(text);
  return diagnostics.flatMap((diagnostic) => (ignores.silences(diagnostic) ? [] : (atLevel(diagnostic, levels) ?? [])));
}

/** What Python cannot read. A mistake that it stops at before its grammar is one alone: what the grammar says below comes of it. */
function syntaxErrors({ text, units }: ParsedModule): Diagnostic[] {
  const found: SyntaxFlaw[] = [];
  for (const { base, errors } of units) for (const { from, to, message } of errors) found.push({ from: base + from, to: base + to, message });
  const first = found.length > 0 ? lexicalFlaw(text) : mixedTabs(text);
  const told = first ? [...found.filter(({ to }) => to <= first.from), first] : found;
  return told.map(({ from, to, message }) => ({ span: { from, to }, severity: 'error', code: 'syntax-error', message }));
}

/** Every reason for which something shown is not known, once. */
function lossesOf({ machine }: KerasSession, models: readonly AnalysedModel[], calls: readonly LayerCall[]): Loss[] {
  const found = new Map<string, Loss>();
  const add = (loss: Loss | undefined): void => {
    if (loss) found.set(`${loss.span?.file ?? ''}:${loss.span?.from ?? ''}:${loss.reason}`, loss);
  };
  const addTrainable = ({ layers }: ModelGraph): void => {
    for (const { trainableLoss, inner } of layers) {
      add(trainableLoss);
      if (inner) addTrainable(inner);
    }
  };
  machine.losses.forEach(add);
  for (const call of calls) call.outputs.forEach((output) => add(output.loss));
  for (const { graph, recipe } of models) {
    add(graph.incomplete);
    addTrainable(graph);
    recipe?.unknowns.forEach(add);
  }
  return [...found.values()];
}
