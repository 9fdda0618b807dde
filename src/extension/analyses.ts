import * as vscode from 'vscode';
import type { Analysis } from '../core/analysis.js';
import { importsKeras } from '../core/features/relevance.js';
import type { TextEdit } from '../core/features/stable.js';
import type { Analyzer } from './analyzer/analyzer.js';
import type { AnalyzeRequest } from './analyzer/protocol.js';
import { isPython } from './places.js';
import { settingsFor } from './settings.js';

/** A result and the text that it is of. */
export interface Analysed {
  readonly analysis: Analysis;
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly text: string;
}

interface Tracked {
  latest: Analysed | null;
  timer: NodeJS.Timeout | undefined;
}

/**
 * The analysis of every open Python text that imports Keras, saved or not, kept up to date while it is typed. The
 * analysis is loaded with the first such text and not before, on a thread of its own.
 */
export class Analyses implements vscode.Disposable {
  private readonly tracked = new Map<string, Tracked>();
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
        if (this.tracked.get(document.uri.toString())?.latest) this.edited.fire({ document, edits });
        this.schedule(document, settingsFor(document)['analysis.delay']);
      }),
    ];
  }

  /** Analyses what is open already. */
  start(): void {
    for (const document of vscode.workspace.textDocuments) this.schedule(document, 0);
  }

  /** The last result of a text; it may be of an earlier version. */
  latest(uri: vscode.Uri): Analysed | null {
    return this.tracked.get(uri.toString())?.latest ?? null;
  }

  /** The result of the text as it is now, waiting for nothing but the analysis itself; null for a text without Keras. */
  async current(document: vscode.TextDocument): Promise<Analysed | null> {
    const latest = this.latest(document.uri);
    return latest?.version === document.version ? latest : this.analyse(document);
  }

  private schedule(document: vscode.TextDocument, delay: number): void {
    if (!isPython(document)) return;
    const key = document.uri.toString();
    const tracked = this.tracked.get(key) ?? { latest: null, timer: undefined };
    this.tracked.set(key, tracked);
    clearTimeout(tracked.timer);
    tracked.timer = setTimeout(() => void this.analyse(document), delay);
  }

  private async analyse(document: vscode.TextDocument): Promise<Analysed | null> {
    const text = document.getText();
    const { version } = document;
    if (!isPython(document) || !importsKeras(text)) {
      if (this.latest(document.uri)) this.forget(document.uri);
      return null;
    }
    try {
      const started = performance.now();
      const analysis = await this.analyzer.api.analyze(requestOf(document, text));
      this.log.debug(`Analysed ${document.uri.path} in ${(performance.now() - started).toFixed(1)} ms`);
      // What was typed meanwhile has its own turn; places of this result would be wrong by now.
      if (document.isClosed || document.version !== version) return this.latest(document.uri);
      const result = { analysis, document, version, text };
      const key = document.uri.toString();
      this.tracked.set(key, { latest: result, timer: this.tracked.get(key)?.timer });
      this.changed.fire(result);
      return result;
    } catch (error) {
      // The analysis is made never to throw; if it does, the last good result stays and the log says what happened.
      this.log.error(error instanceof Error ? error : String(error));
      return this.latest(document.uri);
    }
  }

  private forget(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.tracked.get(key)?.timer);
    if (this.tracked.delete(key)) this.forgotten.fire(uri);
  }

  dispose(): void {
    for (const { timer } of this.tracked.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

function requestOf(document: vscode.TextDocument, text: string): AnalyzeRequest {
  const local = ({ uri }: { readonly uri: vscode.Uri }) => uri.scheme === 'file';
  const others = vscode.workspace.textDocuments.filter((other) => other !== document && other.isDirty && isPython(other) && local(other));
  return {
    text,
    id: document.uri.toString(),
    file: local(document) ? document.uri.fsPath : null,
    roots: (vscode.workspace.workspaceFolders ?? []).filter(local).map(({ uri }) => uri.fsPath),
    unsaved: Object.fromEntries(others.map((other) => [other.uri.fsPath, other.getText()])),
  };
}
