import { html, nothing, render, type TemplateResult } from 'lit';
import { wordsOf } from '../core/protocol/failure.js';
import type { Preflight } from '../core/protocol/preflight.js';
import { isLive } from '../core/runs/state.js';
import type { PanelMemory, PanelRequest, PanelSubject } from '../visualizations/panel.js';
import { action } from '../visualizations/elements/controls.js';
import { waitingRow } from '../visualizations/elements/waiting.js';
import type { TrainingState } from '../visualizations/training/contract.js';
import { preflightView } from '../visualizations/training/preflight-view.js';
import type { LiveView, Options, OptionsChange } from '../visualizations/view.js';
import { coalesce } from './coalesce.js';
import { head } from './head.js';
import type { Connection } from './host.js';
import { emptyState, failureLine } from './states.js';
import { TrainingDetails } from './training-details.js';
import { Waiting } from './waiting.js';

/** What a look at the training before its start has found, or why it found nothing. */
type Check = { readonly result: Preflight } | { readonly error: string };

/** The panel of a training: shows whatever whole state came last. */
export class LivePanel {
  private subject: PanelSubject | null = null;
  private state: TrainingState | null = null;
  private options: Options;
  private check: Check | null = null;
  /** What went wrong with what a person asked for last. */
  private failure: string | null = null;
  /** Questions for a run's state; only the last one is of account. */
  private asked = 0;
  private readonly looking: Waiting;
  private readonly details: TrainingDetails;
  private readonly draw = coalesce<null>(() => this.render());

  constructor(private readonly root: HTMLElement, private readonly view: LiveView, private readonly connection: Connection) {
    this.options = connection.remembered()?.options ?? {};
    this.looking = new Waiting(connection.host, () => this.draw(null));
    this.details = new TrainingDetails(connection.host, () => this.draw(null));
  }

  show(subject: PanelSubject): void {
    // What was looked at belongs to the text as it was.
    if (this.subject && (this.subject.source !== subject.source || this.subject.model !== subject.model)) {
      this.asked += 1;
      this.state = null;
      this.forget();
    }
    this.subject = subject;
    this.remember();
    this.draw(null);
  }

  training(state: TrainingState | null): void {
    if (state) this.state = state;
    this.draw(null);
  }

  async ask({ weights }: PanelRequest): Promise<void> {
    if (weights === undefined) return;
    const number = ++this.asked;
    try {
      const state = await this.connection.host.trainingOf(weights);
      if (number !== this.asked) return;
      this.failure = null;
      this.training(state);
    } catch (error) {
      if (number === this.asked) this.fail(error);
    }
  }

  private fail(reason: unknown): void {
    this.failure = wordsOf(reason);
    this.draw(null);
  }

  private set(change: OptionsChange): void {
    this.failure = null;
    this.options = { ...this.options, ...(typeof change === 'function' ? change(this.options) : change) };
    this.remember();
    this.draw(null);
  }

  private remember(): void {
    const { subject } = this;
    if (subject) this.connection.remember({ kind: 'training', source: subject.source, model: subject.model, weights: null, image: null, layer: null, options: this.options } satisfies PanelMemory);
  }

  /** Looks at the training that the file describes; it is said for how long, and can be stopped. */
  private async look(): Promise<void> {
    this.forget();
    const work = this.looking.begin(`preflight ${crypto.randomUUID()}`, 'Opening the data, compiling and running a few steps');
    let found: Check;
    try {
      found = { result: await this.connection.host.preflight(work.token) };
    } catch (error) {
      found = { error: wordsOf(error) };
    }
    if (!this.looking.end(work)) return;
    this.check = found;
    this.draw(null);
  }

  /** What was found, or is being found, belongs to the past. */
  private forget(): void {
    this.looking.cancel();
    this.check = null;
    this.failure = null;
    this.draw(null);
  }

  private render(): void {
    const { subject, state, connection: { host } } = this;
    if (!subject) return;
    const weights = state ? `run ${state.run.id}` : null;
    if (state && weights !== null) this.details.need(weights, state.epochs, isLive(state.run), this.options);
    render(html`
      ${head({
        subject: { ...subject, choices: subject.choices.filter(({ weights: each }) => each.kind === 'run') },
        weights, weightsLabel: 'Run', image: null, picking: false, device: state?.run.device ?? subject.device,
        chooseWeights: (id) => void this.ask({ weights: id }),
        pickImage: () => undefined,
        chooseDevice: () => void host.command('selectDevice'),
      })}
      ${failureLine(this.failure)}
      ${state ? this.ofRun(state) : this.before(subject)}`, this.root);
  }

  private ofRun(state: TrainingState): TemplateResult {
    const { host } = this.connection;
    const { evaluated, evaluating, layers, images } = this.details;
    return html`${this.view.draw({
      state, host, options: this.options, evaluated, evaluating, layers, images,
      set: (change) => this.set(change),
      evaluate: () => void this.details.evaluate(`run ${state.run.id}`),
      stopEvaluating: () => this.details.stopEvaluating(),
      fail: (reason) => this.fail(reason),
    })}${isLive(state.run) ? nothing : html`<div class="stage">${this.checked()}</div>`}`;
  }

  private before(subject: PanelSubject): TemplateResult {
    const { host } = this.connection;
    const { possible, reason } = subject.training;
    return html`${emptyState({
      promise: this.view.promise,
      advice: possible ? `${subject.model} has not been trained here yet.` : (reason ?? ''),
      button: possible ? { icon: 'play', label: 'Train Model', press: () => void host.command('train') } : null,
      other: null,
    })}${possible ? html`<div class="stage">${this.checked()}</div>` : nothing}`;
  }

  /** What is known before the next training of the file, or the button that finds it out. */
  private checked(): TemplateResult {
    const { check, subject, looking: { work } } = this;
    const look = () => void this.look();
    if (work) return html`${waitingRow(work.what, performance.now() - work.started, () => this.looking.cancel())}`;
    if (check && 'result' in check) return html`${preflightView(check.result)}<p>${action('refresh', 'Check Again', look)}</p>`;
    if (check) return html`<p class="error" role="alert">${check.error}</p><p>${action('refresh', 'Check Again', look)}</p>`;
    return subject?.training.possible ? html`<p>${action('dashboard', 'Check Before Training', look)} <span class="quiet">Device, memory, and the time of an epoch from a few steps.</span></p>` : html`${nothing}`;
  }
}
