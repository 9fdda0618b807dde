import { html, nothing, render, type TemplateResult } from 'lit';
import { wordsOf } from '../core/protocol/failure.js';
import type { Preflight } from '../core/protocol/preflight.js';
import { isLive } from '../core/runs/state.js';
import type { PanelMemory, PanelRequest, PanelSubject } from '../visualizations/panel.js';
import { action } from '../visualizations/elements/controls.js';
import type { TrainingState } from '../visualizations/training/contract.js';
import { preflightView } from '../visualizations/training/preflight-view.js';
import type { LiveView, Options, OptionsChange } from '../visualizations/view.js';
import { coalesce } from './coalesce.js';
import { head } from './head.js';
import type { Connection } from './host.js';
import { emptyState, waitingRow } from './states.js';
import { TrainingDetails } from './training-details.js';

interface Check {
  readonly token: string;
  readonly started: number;
  readonly result: Preflight | null;
  readonly error: string | null;
}

/** The panel of a training: shows whatever whole state came last. */
export class LivePanel {
  private subject: PanelSubject | null = null;
  private state: TrainingState | null = null;
  private options: Options;
  private check: Check | null = null;
  private ticking: ReturnType<typeof setInterval> | undefined;
  private readonly details: TrainingDetails;
  private readonly draw = coalesce<null>(() => this.render());

  constructor(private readonly root: HTMLElement, private readonly view: LiveView, private readonly connection: Connection) {
    this.options = connection.remembered()?.options ?? {};
    this.details = new TrainingDetails(connection.host, () => this.draw(null));
  }

  show(subject: PanelSubject): void {
    // What was looked at belongs to the text as it was.
    if (this.subject && (this.subject.source !== subject.source || this.subject.model !== subject.model)) this.cancelCheck();
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
    this.training(await this.connection.host.trainingOf(weights));
  }

  private set(change: OptionsChange): void {
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
    this.cancelCheck();
    const check: Check = { token: `preflight ${crypto.randomUUID()}`, started: performance.now(), result: null, error: null };
    this.check = check;
    this.ticking = setInterval(() => this.draw(null), 100);
    this.draw(null);
    let done: Check;
    try {
      done = { ...check, result: await this.connection.host.preflight(check.token) };
    } catch (error) {
      done = { ...check, error: wordsOf(error) };
    }
    if (this.check !== check) return;
    clearInterval(this.ticking);
    this.check = done;
    this.draw(null);
  }

  private cancelCheck(): void {
    const { check } = this;
    clearInterval(this.ticking);
    this.check = null;
    if (check && !check.result && check.error === null) void this.connection.host.cancel(check.token).catch(() => undefined);
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
      ${state ? this.ofRun(state) : this.before(subject)}${nothing}`, this.root);
  }

  private ofRun(state: TrainingState): TemplateResult {
    const { host } = this.connection;
    const { evaluated, layers, images } = this.details;
    return html`${this.view.draw({
      state, host, options: this.options, evaluated, layers, images,
      set: (change) => this.set(change),
      evaluate: () => void this.details.evaluate(`run ${state.run.id}`),
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
    const { check, subject } = this;
    const look = () => void this.look();
    if (check?.result) return html`${preflightView(check.result)}<p>${action('refresh', 'Check Again', look)}</p>`;
    if (check?.error != null) return html`<p class="error" role="alert">${check.error}</p><p>${action('refresh', 'Check Again', look)}</p>`;
    if (check) return html`${waitingRow('Opening the data, compiling and running a few steps', performance.now() - check.started, () => this.cancelCheck())}`;
    return subject?.training.possible ? html`<p>${action('dashboard', 'Check Before Training', look)} <span class="quiet">Device, memory, and the time of an epoch from a few steps.</span></p>` : html`${nothing}`;
  }
}
