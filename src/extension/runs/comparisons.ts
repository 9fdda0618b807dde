import type { BirpcReturn } from 'birpc';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { RunSummary } from '../../client/runs/store.js';
import { UserError } from '../../core/protocol/failure.js';
import type { ComparedRun, ComparisonHost, ComparisonState, ComparisonView } from '../../visualizations/comparison/contract.js';
import { saveAs } from '../panels/files.js';
import { connectPage } from '../panels/connect.js';
import { comparisonTitle } from '../panels/page.js';
import { runTitle, startedAt } from './labels.js';
import type { RunSources } from './sources.js';
import type { Runs } from './runs.js';

const viewType = 'convlens.comparison';
const memory = v.object({ runs: v.pipe(v.array(v.string()), v.minLength(1)) });

/** The panel that lays runs beside each other: one, turned to other runs when asked, restored after a reload. */
export class Comparisons implements vscode.Disposable {
  private open: OpenComparison | null = null;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly extension: vscode.Uri, private readonly runs: Runs, private readonly sources: RunSources) {
    this.subscriptions = [
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel, state: unknown) => {
          const known = v.safeParse(memory, state);
          if (known.success) this.adopt(panel, known.output.runs);
          else panel.dispose();
        },
      }),
      runs.onDidChange(() => void this.open?.renew()),
    ];
  }

  /** Shows the runs of some folders. */
  show(directories: readonly string[]): void {
    if (this.open) return this.open.turnTo(directories);
    this.adopt(vscode.window.createWebviewPanel(viewType, comparisonTitle, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }), directories);
  }

  private adopt(panel: vscode.WebviewPanel, directories: readonly string[]): void {
    this.open?.close();
    const opened = new OpenComparison(panel, this.extension, this.runs, this.sources, directories);
    this.open = opened;
    panel.onDidDispose(() => {
      opened.closed();
      if (this.open === opened) this.open = null;
    });
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** One page, and the two directions of speech with it. */
class OpenComparison {
  private readonly view: BirpcReturn<ComparisonView, ComparisonHost>;
  private ready = false;
  /** Readings of the runs; only the last one is shown. */
  private asked = 0;

  constructor(private readonly panel: vscode.WebviewPanel, extension: vscode.Uri, private readonly runs: Runs, private readonly sources: RunSources, private directories: readonly string[]) {
    this.view = connectPage<ComparisonView, ComparisonHost>(panel, extension, 'comparison', this.host());
  }

  turnTo(directories: readonly string[]): void {
    this.directories = directories;
    this.panel.reveal(undefined, true);
    void this.renew();
  }

  async renew(): Promise<void> {
    // A hidden page is gone; it asks for the whole state when it comes back.
    if (!this.ready || !this.panel.visible) return;
    const number = ++this.asked;
    const state = await this.state();
    // What was read for runs chosen before, or before a later change, comes too late.
    if (number === this.asked && !this.view.$closed) void this.view.state.asEvent(state);
  }

  close(): void {
    this.panel.dispose();
  }

  closed(): void {
    this.ready = false;
    if (!this.view.$closed) this.view.$close();
  }

  private async state(): Promise<ComparisonState> {
    const { store } = this.runs;
    const summaries = await store.summaries(this.directories);
    // In the order in which they were chosen, so that a run keeps its colour.
    const ordered = this.directories.flatMap((directory) => summaries.find(({ info }) => info.directory === directory) ?? []);
    return { runs: await Promise.all(ordered.map((run) => this.compared(run))), gone: this.directories.length - ordered.length };
  }

  private async compared(run: RunSummary): Promise<ComparedRun> {
    const { info } = run;
    const [epochs, parameters] = await Promise.all([this.runs.store.epochs(info), this.runs.store.parameters(info)]);
    const { state, epochs: planned, epochsDone, started } = info;
    return { id: info.directory, title: run.labelled ? info.name : `${runTitle(run)} ${startedAt(info)}`, info: { state, epochs: planned, epochsDone, started }, epochs, parameters };
  }

  private host(): ComparisonHost {
    const find = async (id: string): Promise<RunSummary> => {
      const run = await this.runs.store.summary(id);
      if (!run) throw new UserError('This run is not in its folder any more.');
      return run;
    };
    return {
      start: async () => {
        this.ready = true;
        return this.state();
      },
      compareSources: async (one, other) => this.sources.compare(await find(one), await find(other)),
      showRun: async (id) => void (await vscode.commands.executeCommand('convlens.showRunCurves', { kind: 'run', directory: (await find(id)).info.directory })),
      save: (name, bytes) => saveAs(vscode.Uri.file(this.directories[0] ?? ''), name, bytes),
    };
  }
}
