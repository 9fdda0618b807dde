import * as vscode from 'vscode';
import { lineHints, type LineHint } from '../../core/features/hints.js';
import { modelLenses, type Lens } from '../../core/features/lenses.js';
import { Lines } from '../../core/syntax/lines.js';
import { Brokenness, keepLastGood, shiftOffset, type Kept, type Placed } from '../../core/features/stable.js';
import type { Span } from '../../core/graph/types.js';
import type { Analysed, Analyses } from '../analyses.js';
import { settingsFor } from '../settings.js';
import type { QuietFiles } from './quiet.js';

interface Beside {
  readonly hints: readonly Kept<LineHint>[];
  readonly lenses: readonly Kept<Lens>[];
  readonly brokenness: Brokenness;
}

const nothing = { hints: [], lenses: [] } satisfies Partial<Beside>;

/**
 * What stands beside each text at this moment: the last result, moved along with every edit made since, so that the editor
 * can draw at once and nothing jumps while a new result is under way.
 */
export class ShownItems implements vscode.Disposable {
  private readonly beside = new Map<string, Beside>();
  private readonly changedHints = new vscode.EventEmitter<void>();
  private readonly changedLenses = new vscode.EventEmitter<void>();
  readonly onDidChangeHints = this.changedHints.event;
  readonly onDidChangeLenses = this.changedLenses.event;
  private readonly subscriptions: vscode.Disposable[];

  constructor(analyses: Analyses, private readonly quiet: QuietFiles) {
    this.subscriptions = [
      this.changedHints, this.changedLenses,
      quiet.onDidChange(() => this.fire()),
      analyses.onDidChange((result) => this.renew(result)),
      analyses.onDidEdit(({ document, edits }) => {
        const before = this.beside.get(document.uri.toString());
        if (!before) return;
        const move = <T extends Placed>({ item, stale }: Kept<T>): Kept<T> => {
          const offset = shiftOffset(item.offset, edits);
          return { item: { ...item, offset, line: document.positionAt(offset).line }, stale };
        };
        this.beside.set(document.uri.toString(), { ...before, hints: before.hints.map(move), lenses: before.lenses.map(move) });
      }),
      analyses.onDidForget((uri) => {
        this.beside.delete(uri.toString());
        this.fire();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('convlens')) return;
        for (const key of this.beside.keys()) {
          const result = analyses.latest(vscode.Uri.parse(key));
          if (result) this.renew(result);
        }
        this.fire();
      }),
    ];
  }

  /** Nothing in a text for which the user has switched the facts off. */
  of(document: vscode.TextDocument): Omit<Beside, 'brokenness'> {
    return (this.quiet.has(document.uri) ? null : this.beside.get(document.uri.toString())) ?? nothing;
  }

  private renew({ analysis, document, text }: Analysed): void {
    const key = document.uri.toString();
    const before = this.beside.get(key) ?? { ...nothing, brokenness: new Brokenness() };
    const lines = new Lines(text);
    const settings = settingsFor(document);
    const format = { batchAxis: settings['shapes.batchAxis'], numbers: settings['numbers.format'] };
    const errors = analysis.diagnostics.filter(({ code }) => code === 'syntax-error').map(({ span }) => span);
    const broken = before.brokenness.take(errors.length);
    const now: Beside = {
      hints: keepLastGood(before.hints, lineHints(analysis, lines, format), { broken, doubtful: (hint) => isDoubtful(hint, errors) }),
      // A total counts all lines, so one unfinished line makes it doubtful.
      lenses: keepLastGood(before.lenses, modelLenses(analysis, lines, format.numbers), { broken, doubtful: () => true, identity: ({ title, action }) => (action === 'model' ? String(/MAC$/.test(title)) : action) }),
      brokenness: before.brokenness,
    };
    this.beside.set(key, now);
    if (!same(before.hints, now.hints)) this.changedHints.fire();
    if (!same(before.lenses, now.lenses)) this.changedLenses.fire();
  }

  private fire(): void {
    this.changedHints.fire();
    this.changedLenses.fire();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** What is not known, and what was read from a call that is not closed or holds something unreadable. */
const isDoubtful = ({ text, calls }: LineHint, errors: readonly Span[]) => text.includes('?') || calls.some(({ span }) => errors.some(({ from }) => span.from <= from && from <= span.to + 1));

/** Asking the editor to draw the same again would only cost. */
function same(before: readonly Kept<LineHint | Lens>[], now: readonly Kept<LineHint | Lens>[]): boolean {
  const write = ({ item, stale }: Kept<LineHint | Lens>) => `${item.offset} ${stale} ${'text' in item ? item.text : `${item.title} ${item.tooltip} ${item.models.join()}`}`;
  return before.length === now.length && before.every((item, at) => write(item) === write(now[at] as Kept<LineHint | Lens>));
}
