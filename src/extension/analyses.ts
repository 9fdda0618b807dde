import * as vscode from 'vscode';
import type { Analysis } from '../core/analysis.js';
import { analysisOfCell, type PlacedCell } from '../core/features/cells.js';
import { importsKeras } from '../core/features/relevance.js';
import type { TextEdit } from '../core/features/stable.js';
import type { Analyzer } from './analyzer/analyzer.js';
import type { AnalyzeRequest } from './analyzer/protocol.js';
import { isCell, unitOf, type Unit } from './notebooks.js';
import { isPython } from './places.js';
import { settingsFor } from './settings.js';

/** A result and the text that it is of. */
export interface Analysed {
  readonly analysis: Analysis;
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly text: string;
  /** What the analysis thread calls the text that this one is part of: a notebook for its cells. */
  readonly id: string;
  /** Where each cell begins in that text; empty for a text of its own. */
  readonly cells: readonly PlacedCell[];
}

/**
 * The analysis of every open Python text that imports Keras, saved or not, kept up to date while it is typed. The cells of
 * a notebook are one text, in the order in which they stand. The analysis is loaded with the first such text and not
 * before, on a thread of its own.
 */
export class Analyses implements vscode.Disposable {
  private readonly known = new Map<string, Analysed>();
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  /** Texts that are being analysed, with the document that is to be looked at afterwards. */
  private readonly running = new Map<string, vscode.TextDocument | null>();
  private readonly changed = new vscode.EventEmitter<Analysed>();
  private readonly edited = new vscode.EventEmitter<{ readonly document: vscode.TextDocument; readonly edits: readonly TextEdit[] }>();
  private readonly forgotten = new vscode.EventEmitter<vscode.Uri>();
  /** A text has a new result. */
  readonly onDidChange = this.changed.event;
  /** A text was edited; its result will follow. */
  readonly onDidEdit = this.edited.event;
  /** A text was closed, or is no longer about Keras. */
  readonly onDidForget = this.forgotten.event;
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
      }),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
        // Cells came, went or moved: what the others say may have changed.
        const [first] = notebook.getCells().filter(({ document }) => isPython(document));
        if (contentChanges.length > 0 && first) this.schedule(first.document, 0);
      }),
    ];
  }

  /** Analyses what is open already. */
  start(): void {
    for (const document of vscode.workspace.textDocuments) this.schedule(document, 0);
  }

  /** Analyses all open texts again, because something that they depend on has changed. */
  renew(): void {
    this.start();
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
    return latest?.version === document.version ? latest : this.analyse(document);
  }

  private schedule(document: vscode.TextDocument, delay: number): void {
    if (!isPython(document)) return;
    // All cells of a notebook share one turn.
    const key = isCell(document) ? document.uri.with({ fragment: '' }).toString() : document.uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.set(key, setTimeout(() => {
      this.waiting.delete(key);
      void this.turn(key, document);
    }, delay));
  }

  /** One analysis of a text at a time: whatever is typed while one runs is covered by the next. */
  private async turn(key: string, document: vscode.TextDocument): Promise<void> {
    if (this.running.has(key)) return void this.running.set(key, document);
    this.running.set(key, null);
    try {
      await this.analyse(document);
    } finally {
      const next = this.running.get(key);
      this.running.delete(key);
      if (next) void this.turn(key, next);
    }
  }

  private async analyse(document: vscode.TextDocument): Promise<Analysed | null> {
    const unit = isPython(document) ? unitOf(document) : null;
    if (!unit || !importsKeras(unit.text)) {
      for (const member of unit?.members ?? [{ document }]) this.forget(member.document.uri);
      return null;
    }
    try {
      const started = performance.now();
      const analysis = await this.analyzer.api.analyze(requestOf(unit));
      this.log.debug(`Analysed ${unit.uri.path} in ${(performance.now() - started).toFixed(1)} ms`);
      // What was typed meanwhile has its own turn; places of this result would be wrong by now.
      if (unit.members.some((member) => member.document.isClosed || member.document.version !== member.version)) return this.latest(document.uri);
      this.take(unit, analysis);
    } catch (error) {
      // The analysis is made never to throw; if it does, the last good result stays and the log says what happened.
      this.log.error(error instanceof Error ? error : String(error));
    }
    return this.latest(document.uri);
  }

  private take({ id, text, members }: Unit, analysis: Analysis): void {
    const cells = members.flatMap(({ cell }) => cell ?? []);
    const results = members.map(({ document, version, cell }): Analysed => ({
      document, version, id, cells,
      text: cell ? text.slice(cell.from, cell.to) : text,
      analysis: cell ? analysisOfCell(analysis, cell, cells) : analysis,
    }));
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

function requestOf({ id, uri, text, members }: Unit): AnalyzeRequest {
  const local = (other: vscode.Uri) => other.scheme === 'file';
  const own = new Set(members.map(({ document }) => document));
  const others = vscode.workspace.textDocuments.filter((other) => !own.has(other) && other.isDirty && isPython(other) && local(other.uri));
  return {
    text, id,
    file: local(uri) ? uri.fsPath : null,
    roots: (vscode.workspace.workspaceFolders ?? []).filter((folder) => local(folder.uri)).map((folder) => folder.uri.fsPath),
    unsaved: Object.fromEntries(others.map((other) => [other.uri.fsPath, other.getText()])),
    // The editor hands out objects that cannot be sent to a thread.
    levels: { ...settingsFor(members[0]?.document ?? uri).rules },
  };
}
