import * as vscode from 'vscode';
import { spanInCell, type PlacedCell } from '../core/features/cells.js';
import type { Glance } from '../core/features/glance.js';
import { importsKeras } from '../core/features/relevance.js';
import type { TextEdit } from '../core/features/stable.js';
import type { Span } from '../core/graph/types.js';
import type { Analyzer } from './analyzer/analyzer.js';
import type { AnalyzeRequest, Questions, Version } from './analyzer/protocol.js';
import { isCell, unitOf, type Unit } from './notebooks.js';
import { isPython } from './places.js';
import { settingsFor } from './settings.js';

/** What is seen at once of a text, and the version that it is of; the rest is asked by `Analyses.ask`. */
export interface Analysed {
  readonly glance: Glance;
  readonly document: vscode.TextDocument;
  readonly version: number;
  /** The analysis behind it: of this text, or of all cells of its notebook. */
  readonly of: Version;
  /** The text of that analysis. */
  readonly whole: string;
  /** Where each cell begins in it; empty for a text of its own. */
  readonly cells: readonly PlacedCell[];
  /** Path of the pyproject.toml that chooses for it. */
  readonly project: string | null;
  /** Paths of the files that it imports from its project. */
  readonly imports: readonly string[];
}

/** Milliseconds without a change of a file after which texts that import it are analysed: whoever types in one does not wait for the others. */
const afterImported = 400;

/** An analysis under way. */
interface Turn {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly now: Promise<void>;
  /** Covers what is typed meanwhile: the document whose version it is to be of. */
  next: { document: vscode.TextDocument; readonly ended: Promise<void> } | null;
}

/**
 * A glance at every open Python text that imports Keras, saved or not, kept up to date while it is typed. The cells of
 * a notebook are one text, in the order in which they stand. The analysis is loaded with the first such text and not
 * before, on a thread of its own, which keeps all that is not seen at once.
 */
export class Analyses implements vscode.Disposable {
  private readonly known = new Map<string, Analysed>();
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly turns = new Map<string, Turn>();
  private count = 0;
  private readonly changed = new vscode.EventEmitter<Analysed>();
  private readonly edited = new vscode.EventEmitter<{ readonly document: vscode.TextDocument; readonly edits: readonly TextEdit[] }>();
  private readonly forgotten = new vscode.EventEmitter<vscode.Uri>();
  /** A text has a new result. */
  readonly onDidChange = this.changed.event;
  /** A text was edited; its result will follow. */
  readonly onDidEdit = this.edited.event;
  /** A text was closed, or is no longer about Keras. */
  readonly onDidForget = this.forgotten.event;
  /** What changes on the disk: another branch, another program. */
  private readonly files = vscode.workspace.createFileSystemWatcher('**/*.py', true);
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly analyzer: Analyzer, private readonly log: vscode.LogOutputChannel) {
    this.subscriptions = [
      this.changed, this.edited, this.forgotten,
      vscode.workspace.onDidOpenTextDocument((document) => this.schedule(document, 0)),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document.uri)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (!isPython(document) || contentChanges.length === 0) return;
        const edits = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({ from: rangeOffset, to: rangeOffset + rangeLength, text }));
        if (this.known.has(document.uri.toString())) this.edited.fire({ document, edits });
        this.schedule(document, settingsFor(document)['analysis.delay']);
        this.scheduleImporters(document.uri);
      }),
      this.files, this.files.onDidChange((uri) => this.scheduleImporters(uri)), this.files.onDidDelete((uri) => this.scheduleImporters(uri)),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
        // Cells came, went or moved: what the others say may have changed.
        const [first] = notebook.getCells().filter(({ document }) => isPython(document));
        if (contentChanges.length > 0 && first) this.schedule(first.document, 0);
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (['shapes.batchAxis', 'numbers.format', 'rules'].some((name) => event.affectsConfiguration(`convlens.${name}`))) this.renew();
      }),
    ];
  }

  /** Analyses all open texts anew: at the start, and where something that they depend on has changed. */
  renew(): void {
    for (const document of vscode.workspace.textDocuments) this.schedule(document, 0);
  }

  /** The last result of a text; it may be of an earlier version. */
  latest(uri: vscode.Uri): Analysed | null {
    return this.known.get(uri.toString()) ?? null;
  }

  /** The last results of all open texts. */
  all(): readonly Analysed[] {
    return [...this.known.values()];
  }

  /** The result of the text as it is now, waiting for nothing but the analysis itself; null for a text without Keras. */
  async current(document: vscode.TextDocument): Promise<Analysed | null> {
    const latest = this.latest(document.uri);
    if (latest?.version === document.version || !isPython(document)) return latest;
    await this.turn(keyOf(document), document, true);
    return this.latest(document.uri);
  }

  /**
   * Asks the thread about the version of a result. Null where the text has changed meanwhile. A version that the thread
   * does not hold any more (it was started anew, or many texts came since) is analysed once more.
   */
  async ask<Q extends keyof Questions>(result: Analysed, question: Q, ...details: Parameters<Questions[Q]>): Promise<{ readonly answer: ReturnType<Questions[Q]> } | null> {
    const found = await this.analyzer.api.ask(result.of, question, details);
    if (found || result.document.isClosed || result.document.version !== result.version) return found;
    await this.turn(keyOf(result.document), result.document, true);
    const again = this.latest(result.document.uri);
    return again?.whole === result.whole ? this.analyzer.api.ask(again.of, question, details) : null;
  }

  private schedule(document: vscode.TextDocument, delay: number): void {
    if (!isPython(document)) return;
    const key = keyOf(document);
    clearTimeout(this.waiting.get(key));
    this.waiting.set(key, setTimeout(() => void this.turn(key, document, false), delay));
  }

  private scheduleImporters({ scheme, fsPath }: vscode.Uri): void {
    if (scheme !== 'file') return;
    for (const { imports, document } of this.known.values()) if (document.uri.fsPath !== fsPath && imports.includes(fsPath)) this.schedule(document, afterImported);
  }

  /**
   * One analysis of a text at a time: whatever is typed while one runs is covered by the next. A question about a version joins the
   * analysis of it that runs; what was scheduled does not, since settings, projects and cells change without the version.
   */
  private turn(key: string, document: vscode.TextDocument, joins: boolean): Promise<void> {
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
    const turn = this.turns.get(key);
    if (!turn) {
      const now = this.analyse(document).finally(() => this.turns.delete(key));
      this.turns.set(key, { document, version: document.version, now, next: null });
      return now;
    }
    if (!turn.next) {
      if (joins && turn.document === document && turn.version === document.version) return turn.now;
      const next: Turn['next'] = { document, ended: turn.now.then(() => this.turn(key, next?.document ?? document, false)) };
      turn.next = next;
    }
    turn.next.document = document;
    return turn.next.ended;
  }

  private async analyse(document: vscode.TextDocument): Promise<void> {
    const unit = isPython(document) ? unitOf(document) : null;
    if (!unit || !importsKeras(unit.text)) return void (unit?.members ?? [{ document }]).forEach((member) => this.forget(member.document.uri));
    try {
      const started = performance.now();
      const version = { id: unit.id, number: ++this.count };
      const { glances, project, imports } = await this.analyzer.api.analyze(requestOf(unit, version));
      this.log.debug(`Analysed ${unit.uri.path} in ${(performance.now() - started).toFixed(1)} ms`);
      // What was typed meanwhile has its own turn; places of this result would be wrong by now.
      if (unit.members.every((member) => !member.document.isClosed && member.document.version === member.version)) this.take(unit, version, glances, { project, imports });
    } catch (error) {
      // The analysis is made never to throw; if it does, the last good result stays and the log says what happened.
      this.log.error(error instanceof Error ? error : String(error));
    }
  }

  private take({ text, members }: Unit, of: Version, glances: readonly Glance[], read: Pick<Analysed, 'project' | 'imports'>): void {
    const cells = members.flatMap(({ cell }) => cell ?? []);
    const results = members.flatMap(({ document, version }, at): Analysed[] => {
      const glance = glances[at];
      return glance ? [{ glance, document, version, of, whole: text, cells, ...read }] : [];
    });
    for (const result of results) this.known.set(result.document.uri.toString(), result);
    for (const result of results) this.changed.fire(result);
  }

  private forget(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
    if (this.known.delete(key)) this.forgotten.fire(uri);
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** All cells of a notebook share one turn. */
const keyOf = (document: vscode.TextDocument): string => (isCell(document) ? document.uri.with({ fragment: '' }) : document.uri).toString();

const cellOf = ({ document, cells }: Analysed) => cells.find(({ id }) => id === document.uri.toString());

/** Where an offset of a result's document stands in the text that was analysed. */
export const inWhole = (result: Analysed, offset: number): number => offset + (cellOf(result)?.from ?? 0);

/** A span of the text that was analysed as one of the result's document. */
export function inDocument(result: Analysed, span: Span): Span {
  const here = cellOf(result);
  return here ? spanInCell(span, here, result.cells) : span;
}

function requestOf({ uri, text, members }: Unit, version: Version): AnalyzeRequest {
  const local = (other: vscode.Uri) => other.scheme === 'file';
  const own = new Set(members.map(({ document }) => document));
  const others = vscode.workspace.textDocuments.filter((other) => !own.has(other) && other.isDirty && isPython(other) && local(other.uri));
  const settings = settingsFor(members[0]?.document ?? uri);
  return {
    version, text,
    cells: members.flatMap(({ cell }) => cell ?? []),
    file: local(uri) ? uri.fsPath : null,
    roots: (vscode.workspace.workspaceFolders ?? []).filter((folder) => local(folder.uri)).map((folder) => folder.uri.fsPath),
    unsaved: Object.fromEntries(others.map((other) => [other.uri.fsPath, other.getText()])),
    // The editor hands out objects that cannot be sent to a thread.
    levels: { ...settings.rules },
    format: { batchAxis: settings['shapes.batchAxis'], numbers: settings['numbers.format'] },
  };
}
