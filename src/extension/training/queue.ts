import * as vscode from 'vscode';
import type { RunInfo } from '../../core/protocol/engine.js';
import { wordsOf } from '../../core/protocol/failure.js';
import type { Training } from './training.js';

/** A training that has all it needs: nothing is left to be asked when its turn comes. */
export interface ReadyTraining {
  /** What it is called in messages and in the list, e.g. `mnist.py › model`. */
  readonly title: string;
  begin(): Promise<RunInfo>;
}

export interface QueuedTraining extends ReadyTraining {
  readonly id: number;
}

const memory = 'convlens.queued';

/**
 * Trainings that wait for the one under way. They live as long as the window; what was still waiting when it closed is told when
 * it opens again.
 */
export class TrainingQueue implements vscode.Disposable {
  private waiting: readonly QueuedTraining[] = [];
  private last = 0;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly training: Training, private readonly memento: vscode.Memento) {
    this.subscription = training.onDidEnd(() => void this.next());
    const lost = memento.get<readonly string[]>(memory, []);
    if (lost.length > 0) {
      void vscode.window.showWarningMessage(`${lost.length === 1 ? 'A queued training was' : `${lost.length} queued trainings were`} not started before the window closed: ${lost.join(', ')}. Start ${lost.length === 1 ? 'it' : 'them'} again from the code.`);
      void memento.update(memory, undefined);
    }
  }

  get items(): readonly QueuedTraining[] {
    return this.waiting;
  }

  /** Starts a training; while another goes on, offers to queue it. Null where it has not been started. */
  async start(ready: ReadyTraining): Promise<RunInfo | null> {
    const { busy } = this.training;
    if (busy === null && this.waiting.length === 0) return this.training.begin(ready).finally(() => void this.next());
    const ahead = this.waiting.length === 0 ? 'it has' : `it and the ${this.waiting.length} queued have`;
    const chosen = await vscode.window.showInformationMessage(`${busy ?? 'A queued training'} is still going on. Start ${ready.title} when ${ahead} ended?`, 'Queue', 'Show Training');
    if (chosen === 'Show Training') await vscode.commands.executeCommand('convlens.showTraining');
    if (chosen === 'Queue') this.add(ready);
    return null;
  }

  /** Puts a training at the end; it starts at once where nothing goes on any more. */
  add(ready: ReadyTraining): void {
    this.set([...this.waiting, { ...ready, id: ++this.last }]);
    void this.next();
  }

  /** Moves a training up (-1) or down (1); at either end it stays. */
  move(id: number, by: -1 | 1): void {
    const from = this.waiting.findIndex((item) => item.id === id);
    const to = from + by;
    if (from < 0 || to < 0 || to >= this.waiting.length) return;
    this.set(this.waiting.map((item, at) => (at === from ? this.waiting[to]! : at === to ? this.waiting[from]! : item)));
  }

  remove(id: number): void {
    this.set(this.waiting.filter((item) => item.id !== id));
  }

  /** Starts the first one, if nothing goes on. One that cannot start says why, and the next is tried. */
  private async next(): Promise<void> {
    const [first, ...rest] = this.waiting;
    if (first === undefined || this.training.busy !== null) return;
    this.set(rest);
    try {
      await this.training.begin(first);
    } catch (error) {
      void vscode.window.showErrorMessage(`The queued training ${first.title} could not start. ${wordsOf(error)}`);
    }
    // It may have ended before it was said to have begun.
    void this.next();
  }

  private set(items: readonly QueuedTraining[]): void {
    this.waiting = items;
    void this.memento.update(memory, items.length === 0 ? undefined : items.map(({ title }) => title));
    void vscode.commands.executeCommand('setContext', 'convlens.queued', items.length > 0);
    this.changed.fire();
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}
