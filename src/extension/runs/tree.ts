import * as vscode from 'vscode';
import { canContinue, type RunSummary } from '../../client/runs/store.js';
import type { RunState } from '../../core/protocol/engine.js';
import { isLive } from '../../core/runs/state.js';
import type { CommandId } from '../commands.js';
import { progressLine } from '../training/progress.js';
import type { QueuedTraining, TrainingQueue } from '../training/queue.js';
import type { Training } from '../training/training.js';
import { runDetail, runFacts, runTitle, runWords } from './labels.js';
import type { Runs } from './runs.js';

/** A line of the view. Runs and trainings are told apart by what they are, and each line stays the same object while it is shown. */
export type RunsLine =
  | { readonly kind: 'run'; readonly directory: string }
  | { readonly kind: 'queued'; readonly id: number }
  | { readonly kind: 'older'; readonly count: number };

/** Runs that are read and shown before older ones are asked for. */
const page = 100;

const icons = {
  preparing: new vscode.ThemeIcon('sync~spin'), running: new vscode.ThemeIcon('sync~spin', new vscode.ThemeColor('charts.blue')), paused: new vscode.ThemeIcon('debug-pause', new vscode.ThemeColor('charts.blue')),
  finished: new vscode.ThemeIcon('pass', new vscode.ThemeColor('charts.green')), stopped: new vscode.ThemeIcon('debug-stop'),
  interrupted: new vscode.ThemeIcon('warning', new vscode.ThemeColor('charts.yellow')), failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('charts.red')),
} satisfies Record<RunState, vscode.ThemeIcon>;

/** The view of all runs: what waits, what goes on, what was. */
export class RunsTree implements vscode.TreeDataProvider<RunsLine>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<RunsLine | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private lines: ReadonlyMap<string, RunsLine> = new Map();
  private readonly subscriptions: vscode.Disposable[];
  private shown = page;
  private latest = '';
  private telling: NodeJS.Timeout | undefined;
  readonly view: vscode.TreeView<RunsLine>;

  constructor(private readonly runs: Runs, private readonly training: Training, private readonly queue: TrainingQueue) {
    this.view = vscode.window.createTreeView('convlens.runs', { treeDataProvider: this, canSelectMany: true });
    this.subscriptions = [
      this.view, this.changed,
      runs.onDidChange(() => this.renew()),
      queue.onDidChange(() => this.renew()),
      training.onDidChange(({ run, epochs }) => {
        const now = `${run.id} ${run.state} ${epochs}`;
        if (now !== this.latest) this.runs.renew();
        else this.renewSoon(run.directory);
        this.latest = now;
      }),
    ];
  }

  /** The selected lines of one kind. */
  selected<K extends RunsLine['kind']>(kind: K): readonly Extract<RunsLine, { kind: K }>[] {
    return this.view.selection.filter((line): line is Extract<RunsLine, { kind: K }> => line.kind === kind);
  }

  /** Shows as many more runs. */
  showOlder(): void {
    this.shown += page;
    this.renew();
  }

  async getChildren(line?: RunsLine): Promise<RunsLine[]> {
    if (line) return [];
    const directories = await this.runs.store.directories(this.runs.directories);
    const found = await this.runs.store.summaries(directories.slice(0, this.shown));
    // Lines of what is there no more are let go.
    const before = this.lines;
    const listed = [...this.queue.items.map(({ id }) => [`queued ${id}`, { kind: 'queued', id }] as const), ...found.map(({ info: { directory } }) => [directory, { kind: 'run', directory }] as const)];
    this.lines = new Map(listed.map(([key, fresh]) => [key, before.get(key) ?? fresh]));
    const older = directories.length - this.shown;
    void vscode.commands.executeCommand('setContext', 'convlens.hasOlderRuns', older > 0);
    return [...this.lines.values(), ...(older > 0 ? [{ kind: 'older' as const, count: older }] : [])];
  }

  async getTreeItem(line: RunsLine): Promise<vscode.TreeItem> {
    if (line.kind === 'older') return olderItem(line.count);
    if (line.kind === 'queued') return queuedItem(this.queue.items, line.id);
    const run = await this.runs.store.summary(line.directory);
    // It may have been deleted since the list was made; the next list will not have it.
    return run ? runItem(run, this.progressOf(run)) : new vscode.TreeItem('');
  }

  /** What is told only where the pointer rests. */
  async resolveTreeItem(item: vscode.TreeItem, line: RunsLine): Promise<vscode.TreeItem> {
    const run = line.kind === 'run' ? await this.runs.store.summary(line.directory) : null;
    if (run) item.tooltip = tooltip(run);
    return item;
  }

  private progressOf({ info }: RunSummary): string | null {
    const { latest } = this.training;
    return latest?.run.directory === info.directory && isLive(latest.run) ? progressLine(latest) : null;
  }

  private renew(): void {
    this.changed.fire(undefined);
  }

  /** Progress comes ten times a second; nobody reads a line that changes so often. */
  private renewSoon(directory: string): void {
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      const line = this.lines.get(directory);
      if (line && this.view.visible) this.changed.fire(line);
    }, 1000);
  }

  dispose(): void {
    clearTimeout(this.telling);
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

function runItem(run: RunSummary, progress: string | null): vscode.TreeItem {
  const { info } = run;
  const item = new vscode.TreeItem(runTitle(run));
  item.id = info.directory;
  item.description = runDetail(run, progress);
  item.iconPath = icons[info.state];
  item.accessibilityInformation = { label: runWords(run, progress) };
  item.contextValue = isLive(info) ? 'run live' : canContinue(info) ? 'run unfinished' : 'run ended';
  item.command = { command: 'convlens.showRunCurves' satisfies CommandId, title: 'Show Curves', arguments: [{ kind: 'run', directory: info.directory } satisfies RunsLine] };
  return item;
}

function queuedItem(items: readonly QueuedTraining[], id: number): vscode.TreeItem {
  const at = items.findIndex((queued) => queued.id === id);
  const item = new vscode.TreeItem(items[at]?.title ?? '');
  item.id = `queued ${id}`;
  item.description = `queued, ${at + 1} of ${items.length}`;
  item.iconPath = new vscode.ThemeIcon('clock');
  item.contextValue = `queued${at > 0 ? ' up' : ''}${at < items.length - 1 ? ' down' : ''}`;
  item.tooltip = 'Starts when the training before it has ended.';
  return item;
}

function olderItem(count: number): vscode.TreeItem {
  const item = new vscode.TreeItem('Show Older Runs');
  item.id = 'older';
  item.description = count.toLocaleString('en-US');
  item.iconPath = new vscode.ThemeIcon('history');
  item.command = { command: 'convlens.showOlderRuns' satisfies CommandId, title: 'Show Older Runs' };
  return item;
}

function tooltip(run: RunSummary): vscode.MarkdownString {
  const text = new vscode.MarkdownString().appendMarkdown('**').appendText(runTitle(run)).appendMarkdown('**\n\n');
  // What stands in files is text, whatever signs it holds.
  for (const [name, value] of runFacts(run)) text.appendMarkdown(`${name}: `).appendText(value).appendMarkdown('  \n');
  return text;
}
