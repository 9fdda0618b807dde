import { html, render } from 'lit';
import type { DataOverview, DataRole, DataSamples, FileCheck } from '../core/protocol/data.js';
import { wordsOf } from '../core/protocol/failure.js';
import type { DataActions, DataState } from '../visualizations/data/contract.js';
import { sampleTitle, shownIndices } from '../visualizations/data/words.js';
import { tileSheetName, type TileSheet } from '../visualizations/elements/tile-sheet.js';
import { waitingRow } from '../visualizations/elements/waiting.js';
import type { PanelSubject } from '../visualizations/panel.js';
import type { DataView } from '../visualizations/view.js';
import { coalesce } from './coalesce.js';
import './data.css';
import { head } from './head.js';
import type { Connection } from './host.js';
import { emptyState, errorState } from './states.js';
import { Waiting } from './waiting.js';

/** Classes of which samples are shown before one is chosen, and samples of each. */
const strips = 12;
const perStrip = 8;
/** Samples of one class, or of data without classes, that are read at a time. */
const page = 48;
/** Epochs whose changes are shown of one image. */
const epochs = 8;

/** The panel of a recipe's data. Whatever is asked for last is what is shown: answers that come late are dropped. */
export class DataPanel {
  private subject: PanelSubject | null = null;
  private state: DataState | null = null;
  private failure: string | null = null;
  private remembered: { readonly role: unknown; readonly label: unknown };
  /** Numbers of the questions asked last. */
  private readonly asked = { samples: 0, variants: 0 };
  /** The first look at the data, which may take long. */
  private readonly looking: Waiting;
  private readonly checking: Waiting;
  private readonly draw = coalesce<null>(() => this.render());
  private readonly actions: DataActions = {
    part: (role) => this.part(role),
    chooseClass: (label) => this.chooseClass(label),
    more: () => void this.readSamples(this.state?.samples?.groups[0]?.samples.length ?? 0),
    open: (index) => this.open(index),
    step: (by) => this.step(by),
    check: () => this.check(),
    stopCheck: () => this.stopCheck(),
    refresh: () => void this.renew(true),
  };

  constructor(private readonly root: HTMLElement, private readonly view: DataView, private readonly connection: Connection) {
    const { role, label } = connection.remembered()?.options ?? {};
    this.remembered = { role, label };
    this.looking = new Waiting(connection.host, () => this.draw(null));
    // How far it is comes with its results.
    this.checking = new Waiting(connection.host, () => undefined);
    document.addEventListener('keydown', (event) => this.key(event));
  }

  show(subject: PanelSubject): void {
    if (this.subject && (subject.source !== this.subject.source || subject.model !== this.subject.model)) this.forget();
    this.subject = subject;
    void this.renew(false);
  }

  ask(): void {}

  partial(token: string, result: unknown): void {
    if (token === this.checking.work?.token) this.set({ check: result as FileCheck });
  }

  private part(role: DataRole): void {
    if (!this.state || role === this.state.role) return;
    this.stopCheck();
    this.asked.variants += 1;
    this.set({ role, label: null, samples: null, open: null, variants: null, check: null, failure: null });
    void this.readSamples(0);
  }

  private chooseClass(label: number | null): void {
    this.set({ label, samples: null, failure: null });
    void this.readSamples(0);
  }

  private open(index: number | null): void {
    const before = this.state?.open ?? null;
    // What was asked for of the image before comes too late from here on.
    this.asked.variants += 1;
    this.set({ open: index, variants: null, failure: null });
    if (index !== null) void this.readVariants(index);
    else if (before !== null) requestAnimationFrame(() => this.focusTile(before));
  }

  private step(by: -1 | 1): void {
    const { open = null, samples = null } = this.state ?? {};
    const order = shownIndices(samples);
    const next = order[order.indexOf(open ?? -1) + by];
    if (open !== null && next !== undefined) this.open(next);
  }

  private check(): void {
    const { role } = this.state ?? {};
    if (role === undefined || this.state?.checking) return;
    const work = this.checking.begin(`data check ${crypto.randomUUID()}`, 'Reading all files');
    this.set({ checking: true, check: null });
    void this.connection.host.checkFiles(role, work.token).then(
      (check) => this.checking.end(work) && this.set({ check, checking: false }),
      // A check that was stopped keeps what it had found.
      (error: unknown) => this.checking.end(work) && this.set({ checking: false, failure: wordsOf(error) }),
    );
  }

  private stopCheck(): void {
    if (!this.state?.checking) return;
    this.checking.cancel();
    this.set({ checking: false });
  }

  private async renew(anew: boolean): Promise<void> {
    if (anew) this.failure = null;
    // Nobody waits for a look at what the text was before.
    this.looking.cancel();
    const work = this.looking.begin(`data ${crypto.randomUUID()}`, 'Looking through the data');
    try {
      const overview = await this.connection.host.dataOverview(work.token);
      if (!this.looking.end(work)) return;
      this.failure = null;
      if (!anew && this.state && same(overview, this.state.overview)) return this.draw(null);
      this.begin(overview);
    } catch (error) {
      if (this.looking.end(work)) this.fail(wordsOf(error));
    }
  }

  private stopLooking(): void {
    this.looking.cancel();
    if (!this.state) this.fail('Stopped before the data was looked through.');
  }

  private fail(failure: string): void {
    this.failure = failure;
    this.draw(null);
  }

  /** Shows new data from its beginning; the part and the class stay where they are still there. */
  private begin(overview: DataOverview): void {
    this.stopCheck();
    this.asked.variants += 1;
    const { role, label } = this.state ?? this.remembered;
    const part = overview.parts.find((one) => one.role === role) ?? overview.parts[0];
    if (!part) return;
    this.state = { overview, role: part.role, label: typeof label === 'number' && (part.classCounts?.[label] ?? 0) > 0 ? label : null, samples: null, open: null, variants: null, check: null, checking: false, failure: null };
    this.set({});
    void this.readSamples(0);
  }

  /** Samples of the chosen class, or some of each; `from` of those shown already. */
  private async readSamples(from: number): Promise<void> {
    const { state } = this;
    if (!state) return;
    const number = ++this.asked.samples;
    const { label, role } = state;
    const counts = state.overview.parts.find((part) => part.role === role)?.classCounts ?? null;
    const labels = label !== null || counts === null ? [label] : counts.flatMap((count, one) => (count > 0 ? one : [])).slice(0, strips);
    try {
      const samples = await this.connection.host.dataSamples({ role, labels, from, count: labels[0] === null || label !== null ? page : perStrip });
      if (number === this.asked.samples) this.set({ samples: from > 0 && this.state?.samples ? joined(this.state.samples, samples) : samples });
    } catch (error) {
      if (number === this.asked.samples) this.set({ failure: wordsOf(error) });
    }
  }

  private async readVariants(index: number): Promise<void> {
    const number = ++this.asked.variants;
    const { role } = this.state ?? {};
    if (role === undefined) return;
    try {
      const variants = await this.connection.host.dataVariants({ role, index, count: role === 'training' ? epochs : 0 });
      if (number === this.asked.variants) this.set({ variants });
    } catch (error) {
      if (number === this.asked.variants) this.set({ failure: wordsOf(error) });
    }
  }

  private forget(): void {
    this.stopCheck();
    this.looking.cancel();
    // Samples and variants of what was shown before are of no use to what comes.
    this.asked.samples += 1;
    this.asked.variants += 1;
    this.state = null;
    this.failure = null;
    this.remembered = { role: null, label: null };
  }

  private set(change: Partial<DataState>): void {
    if (!this.state) return;
    this.state = { ...this.state, ...change };
    const { subject, state: { role, label } } = this;
    if (subject) this.connection.remember({ kind: 'data', source: subject.source, model: subject.model, weights: null, image: null, layer: null, options: { role, label } });
    this.draw(null);
  }

  /** `[` and `]` go from part to part. */
  private key({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): void {
    const by = { '[': -1, ']': 1 }[key];
    if (by === undefined || ctrlKey || metaKey || altKey || !this.state) return;
    const { overview: { parts }, role } = this.state;
    const next = parts[parts.findIndex((part) => part.role === role) + by];
    if (next) this.part(next.role);
  }

  /** Whoever closes an image is back at its tile. */
  private focusTile(index: number): void {
    const sample = this.state?.samples?.groups.flatMap((group) => group.samples).find((one) => one.index === index);
    if (!sample || !this.state) return;
    const label = sampleTitle(this.state.overview, sample);
    [...this.root.querySelectorAll<TileSheet>(tileSheetName)].some((sheet) => sheet.focusTile(label));
  }

  private render(): void {
    const { subject, state, failure, view, looking: { work }, connection: { host } } = this;
    if (!subject) return;
    const { possible, reason } = subject.training;
    render(html`
      ${head({ subject: { ...subject, choices: [] }, weights: null, image: null, picking: false, device: subject.device, chooseWeights: () => undefined, pickImage: () => undefined, chooseDevice: () => void host.command('selectDevice') })}
      ${failure ? errorState(failure, this.actions.refresh) : state ? html`${view.controls(state, this.actions)}${view.draw(state, this.actions)}` : possible && work ? html`<section class="empty">${waitingRow(work.what, performance.now() - work.started, () => this.stopLooking())}</section>` : emptyState({ promise: view.promise, advice: reason ?? '', button: null, other: null })}`, this.root);
  }
}

const same = (a: DataOverview, b: DataOverview): boolean => JSON.stringify(a) === JSON.stringify(b);

/** More samples of the one group that is shown. */
function joined(before: DataSamples, more: DataSamples): DataSamples {
  const groups = before.groups.map((group, i) => ({ ...group, samples: [...group.samples, ...(more.groups[i]?.samples ?? [])] }));
  return { groups, range: before.range, unreadable: [...before.unreadable, ...more.unreadable] };
}
