import { html, nothing, render } from 'lit';
import './comparison.css';
import { wordsOf } from '../core/protocol/failure.js';
import type { ComparisonHost, ComparisonMemory, ComparisonState, ComparisonView } from '../visualizations/comparison/contract.js';
import { linesOf, type Line } from '../visualizations/comparison/lines.js';
import type { ComparisonPage } from '../visualizations/view.js';
import { coalesce } from './coalesce.js';
import { connect, type Connection } from './host.js';
import { emptyState } from './states.js';

const initial: ComparisonMemory = { runs: [], metric: null, side: 'both', smoothing: 0, hidden: [], all: false };

/** Shows whatever whole state came last, as the user has chosen to see it. */
class ComparisonPanel {
  private state: ComparisonState | null = null;
  private memory: ComparisonMemory;
  private epoch: number | null = null;
  private lines: readonly Line[] = [];
  private problem: string | null = null;
  private readonly draw = coalesce<null>(() => this.render());

  constructor(private readonly root: HTMLElement, private readonly view: ComparisonPage, private readonly connection: Connection<ComparisonHost, ComparisonMemory>) {
    this.memory = { ...initial, ...connection.remembered() };
  }

  show(state: ComparisonState): void {
    this.state = state;
    // Which runs they are is what a restored panel has to know; the rest is taste.
    this.change({ runs: state.runs.map(({ id }) => id) });
  }

  private change(change: Partial<ComparisonMemory>): void {
    this.memory = { ...this.memory, ...change };
    this.connection.remember(this.memory);
    this.lines = this.state ? linesOf(this.state.runs, this.memory) : [];
    this.draw(null);
  }

  private ask(work: Promise<void>): void {
    this.problem = null;
    this.draw(null);
    work.catch((error: unknown) => {
      this.problem = wordsOf(error);
      this.draw(null);
    });
  }

  private render(): void {
    const { state, memory, lines, epoch, view, problem, connection: { host } } = this;
    if (!state) return;
    const drawing = {
      state, memory, lines, epoch,
      set: (change: (now: ComparisonMemory) => Partial<ComparisonMemory>) => this.change(change(this.memory)),
      pointAt: (change: (now: number | null) => number | null) => {
        const now = change(this.epoch);
        if (now === this.epoch) return;
        this.epoch = now;
        this.draw(null);
      },
      showRun: (id: string) => this.ask(host.showRun(id)),
      compareSources: (one: string, other: string) => this.ask(host.compareSources(one, other)),
      save: (name: string, bytes: Uint8Array) => this.ask(host.save(name, bytes)),
    };
    render(state.runs.length === 0
      ? emptyState({ promise: view.promise, advice: 'The runs that were shown here are not in their folders any more. Select others in the view Runs, and compare them.', button: null, other: null })
      : html`${view.controls(drawing)}${problem === null ? nothing : html`<p class="note error" role="alert">${problem}</p>`}${view.draw(drawing)}`, this.root);
  }
}

/** Starts the panel of several runs. */
export async function startComparison(root: HTMLElement, view: ComparisonPage): Promise<void> {
  let panel: ComparisonPanel | null = null;
  const connection = connect<ComparisonHost, ComparisonView, ComparisonMemory>({ state: (state) => panel?.show(state) });
  panel = new ComparisonPanel(root, view, connection);
  panel.show(await connection.host.start());
}
