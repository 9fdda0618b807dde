import * as vscode from 'vscode';
import type { HintGlance } from '../../core/features/glance.js';
import type { Lens } from '../../core/features/lenses.js';
import { Brokenness, keepLastGood, shiftOffset, type Kept, type Placed } from '../../core/features/stable.js';
import type { Analysed, Analyses } from '../analyses.js';
import type { QuietFiles } from './quiet.js';

interface Beside {
  readonly hints: readonly Kept<HintGlance>[];
  readonly lenses: readonly Kept<Lens>[];
  readonly brokenness: Brokenness;
}

/** Milliseconds that an answer takes at most on its way to an editor at a distance, which does not listen meanwhile. */
const deaf = 300;

const nothing = { hints: [], lenses: [] } satisfies Partial<Beside>;

/**
 * What stands beside each text at this moment: the last result, moved along with every edit made since, so that the editor
 * can draw at once and nothing jumps while a new result is under way.
 */
export class ShownItems implements vscode.Disposable {
  private readonly beside = new Map<string, Beside>();
  /** Texts whose hints were asked for and answered before their result was there, with the time of that answer. */
  private readonly early = new Map<string, number>();
  private again: NodeJS.Timeout | undefined;
  private readonly changedHints = new vscode.EventEmitter<void>();
  private readonly changedLenses = new vscode.EventEmitter<void>();
  readonly onDidChangeHints = this.changedHints.event;
  readonly onDidChangeLenses = this.changedLenses.event;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly analyses: Analyses, private readonly quiet: QuietFiles) {
    this.subscriptions = [
      this.changedHints, this.changedLenses,
      quiet.onDidChange(() => this.fire()),
      analyses.onDidChange((result) => this.renew(result)),
      analyses.onDidEdit(({ document, edits }) => {
        const before = this.beside.get(document.uri.toString());
        if (!before) return;
        const first = Math.min(...edits.map(({ from }) => from));
        const move = <T extends Placed>(kept: Kept<T>): Kept<T> => {
          if (kept.item.offset < first) return kept;
          const offset = shiftOffset(kept.item.offset, edits);
          return { item: { ...kept.item, offset, line: document.positionAt(offset).line }, stale: kept.stale };
        };
        this.beside.set(document.uri.toString(), { ...before, hints: before.hints.map(move), lenses: before.lenses.map(move) });
      }),
      analyses.onDidForget((uri) => {
        this.beside.delete(uri.toString());
        this.early.delete(uri.toString());
        this.fire();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('convlens') && this.fire()),
    ];
  }

  /** Nothing in a text for which the user has switched the facts off. */
  of(document: vscode.TextDocument): Omit<Beside, 'brokenness'> {
    return (this.quiet.has(document.uri) ? null : this.beside.get(document.uri.toString())) ?? nothing;
  }

  /**
   * What stands beside the text as it is now; after so many milliseconds, what is there. The editor asks after each key by
   * itself and then listens to nobody until it has its answer: one that waits for the analysis under way saves it a second round.
   * It waits for longer than this nowhere, since the editor puts off its next questions by the mean time of its last six answers.
   */
  async soon(document: vscode.TextDocument, patience = 40): Promise<Omit<Beside, 'brokenness'>> {
    let timer: NodeJS.Timeout | undefined;
    const inTime = await Promise.race([this.analyses.current(document).then(() => true), new Promise<false>((resolve) => { timer = setTimeout(resolve, patience, false); })]);
    clearTimeout(timer);
    if (!inTime) this.early.set(document.uri.toString(), performance.now());
    return this.of(document);
  }

  private renew({ glance, document }: Analysed): void {
    const key = document.uri.toString();
    const before = this.beside.get(key) ?? { ...nothing, brokenness: new Brokenness() };
    const broken = before.brokenness.take(glance.diagnostics.filter(({ code }) => code === 'syntax-error').length);
    const now: Beside = {
      hints: keepLastGood(before.hints, glance.hints, { broken, doubtful: ({ doubtful }) => doubtful }),
      // A total counts all lines, so one unfinished line makes it doubtful.
      lenses: keepLastGood(before.lenses, glance.lenses, { broken, doubtful: () => true, identity: ({ title, action }) => (action === 'model' ? String(/MAC$/.test(title)) : action) }),
      brokenness: before.brokenness,
    };
    this.beside.set(key, now);
    if (!same(before.hints, now.hints)) this.announceHints(key);
    if (!same(before.lenses, now.lenses)) this.changedLenses.fire();
  }

  /** A result that follows an early answer closely may come before the editor listens again: it is told a second time. */
  private announceHints(key: string): void {
    this.changedHints.fire();
    const since = performance.now() - (this.early.get(key) ?? -Infinity);
    this.early.delete(key);
    clearTimeout(this.again);
    if (since < deaf) this.again = setTimeout(() => this.changedHints.fire(), deaf);
  }

  private fire(): void {
    this.changedHints.fire();
    this.changedLenses.fire();
  }

  dispose(): void {
    clearTimeout(this.again);
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** Asking the editor to draw the same again would only cost. */
function same(before: readonly Kept<HintGlance | Lens>[], now: readonly Kept<HintGlance | Lens>[]): boolean {
  const write = ({ item, stale }: Kept<HintGlance | Lens>) => `${item.offset} ${stale} ${'text' in item ? item.text : `${item.title} ${item.tooltip} ${item.models.join()}`}`;
  return before.length === now.length && before.every((item, at) => write(item) === write(now[at] as Kept<HintGlance | Lens>));
}
