import { html, nothing, render, type TemplateResult } from 'lit';
import { encodeApng } from '../visualizations/apng.js';
import { action, choice } from '../visualizations/elements/controls.js';
import type { PanelKind, PanelMemory, PanelRequest, PanelSubject, WeightsChoice } from '../visualizations/panel.js';
import type { ImageChoice } from '../visualizations/picture.js';
import type { TrainingState } from '../visualizations/training/contract.js';
import type { OptionsChange, PictureView } from '../visualizations/view.js';
import { coalesce } from './coalesce.js';
import { epochSlider } from './epochs.js';
import { head } from './head.js';
import { panelControls } from './panel-controls.js';
import { takeImages } from './take-images.js';
import type { Connection } from './host.js';
import { ImageDrawer } from './drawer.js';
import { chosenEpoch, chosenImage, chosenSize, chosenWeights, imageLabel, requestKey, subjectFor } from './selection.js';
import { emptyState, errorState, waitingRow } from './states.js';

/** How long each epoch stands in a film. */
const filmMilliseconds = 500;
/** Sizes offered where the model takes any. */
const sides = [32, 64, 96, 128, 150, 160, 192, 224, 256, 299, 384, 512];
const usualSide = 150;

interface Work {
  readonly token: string;
  readonly started: number;
  readonly what: string;
}

/** One panel with a picture: keeps what was chosen, asks the engine when that changes, and shows the last picture until a newer one is there. */
export class PicturePanel {
  private subject: PanelSubject | null = null;
  private picture: { readonly value: unknown; readonly done: boolean; readonly weights: string } | null = null;
  private work: Work | null = null;
  private failure: string | null = null;
  /** The computation that the shown parts are of. */
  private parts: string | null = null;
  private asked: string | null = null;
  private ticking: ReturnType<typeof setInterval> | undefined;
  /** A picture that stays to be compared with. */
  private pinned: { readonly value: unknown; readonly label: string } | null = null;
  private curves: { readonly id: string; readonly state: TrainingState | null } | null = null;
  private readonly drawer: ImageDrawer;
  private readonly draw = coalesce<null>(() => render(this.page(), this.root));

  constructor(private readonly root: HTMLElement, private readonly view: PictureView, private memory: PanelMemory, private readonly connection: Connection) {
    this.drawer = new ImageDrawer(connection.host, () => this.redraw(), (image) => this.chooseImage(image));
    document.addEventListener('keydown', (event) => this.key(event));
    takeImages((name, bytes) => this.take(name, bytes), (reason) => this.fail(reason));
  }

  static memory(kind: PanelKind, view: PictureView, subject: PanelSubject, known: PanelMemory | null): PanelMemory {
    const own = known?.kind === kind && known.source === subject.source && known.model === subject.model ? known : null;
    return { kind, source: subject.source, model: subject.model, weights: own?.weights ?? null, image: own?.image ?? null, layer: own?.layer ?? null, options: { ...view.options, ...own?.options } };
  }

  show(subject: PanelSubject): void {
    const other = subject.source !== this.memory.source || subject.model !== this.memory.model;
    if (other) {
      this.memory = PicturePanel.memory(this.memory.kind, this.view, subject, null);
      this.picture = null;
      this.pinned = null;
    }
    this.subject = subject;
    this.renew();
  }

  ask({ layer, weights }: PanelRequest): void {
    if (layer !== undefined) this.memory = { ...this.memory, layer, options: { ...this.memory.options, open: null } };
    if (weights !== undefined) this.memory = { ...this.memory, weights };
    this.renew();
  }

  /** Follows the caret to a layer that the picture can be made of. */
  caret(layers: readonly string[]): void {
    if (this.memory.options['follow'] !== true || !this.picture) return;
    const known = this.view.layers(this.picture.value).map(({ name }) => name);
    const to = layers.findLast((layer) => known.includes(layer));
    if (to !== undefined && to !== this.view.info(this.picture.value).layer) this.chooseLayer(to);
  }

  partial(token: string, value: unknown): void {
    if (token !== this.work?.token) return;
    // Parts of one computation add up; what an earlier one has left makes room for the first of them.
    const before = this.parts === token ? this.picture?.value : undefined;
    this.parts = token;
    this.picture = { value: before === undefined ? value : this.view.merge(before, value), done: false, weights: this.weights()?.label ?? '' };
    this.redraw();
  }

  private redraw(): void {
    this.draw(null);
  }

  private weights() {
    return this.subject && chosenWeights(this.subject, this.memory);
  }

  private image(): ImageChoice | null {
    const weights = this.weights();
    return weights && chosenImage(weights, this.memory);
  }

  /** Remembers what is chosen, and asks for another picture if it needs one. */
  private renew(again = false): void {
    this.connection.remember(this.memory);
    const weights = this.weights();
    const image = this.image();
    if (weights && (image || !this.view.needsImage) && !this.lacksSize()) {
      const request = this.requestAt(weights, image, chosenEpoch(weights, this.memory));
      this.learnCurves(weights);
      const key = requestKey(weights, request);
      if (again || key !== this.asked) {
        this.asked = key;
        void this.compute(request, weights.label);
      }
    }
    this.redraw();
  }

  private requestAt(weights: WeightsChoice, image: ImageChoice | null, epoch: number | null): unknown {
    return this.view.request(subjectFor(weights, image, this.subject?.deviceId ?? null, { epoch, size: this.subject?.anySize ? chosenSize(this.memory) : null }), this.memory);
  }

  private lacksSize(): boolean {
    return this.subject?.anySize === true && chosenSize(this.memory) === null;
  }

  /** The loss under the slider of epochs. */
  private learnCurves({ id, epochs = [] }: WeightsChoice): void {
    if (epochs.length < 2 || this.curves?.id === id) return;
    this.curves = { id, state: null };
    void this.connection.host.trainingOf(id).then((state) => {
      if (this.curves?.id === id) this.curves = { id, state };
      this.redraw();
    }, () => undefined);
  }

  /** The picture after every epoch that was kept, as one film. */
  private async film(): Promise<void> {
    const weights = this.weights();
    if (!weights || !this.picture) return;
    const frames: Uint8Array[] = [];
    const { epochs = [] } = weights;
    const started = performance.now();
    const token = `film ${crypto.randomUUID()}`;
    try {
      for (const epoch of epochs) {
        const work: Work = { token, started, what: `Film: epoch ${epoch} of ${epochs.at(-1)}` };
        this.work = work;
        this.redraw();
        const value = await this.connection.host.visualize(this.memory.kind, this.requestAt(weights, this.image(), epoch), token);
        if (this.work !== work) return;
        const [picture] = this.view.exports(this.drawing({ value, done: true }));
        if (picture) frames.push(await picture.bytes());
      }
      this.work = null;
      const name = this.view.exports(this.drawing(this.picture))[0]?.name.replace(/\.png$/, '') ?? 'film';
      await this.connection.host.save(`${name}-epochs.png`, encodeApng(frames, filmMilliseconds));
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
    this.work = null;
    this.redraw();
  }

  private async compute(request: unknown, weights: string): Promise<void> {
    this.cancel();
    const work: Work = { token: `${this.memory.kind} ${crypto.randomUUID()}`, started: performance.now(), what: this.view.waiting(this.memory) };
    this.work = work;
    this.failure = null;
    clearInterval(this.ticking);
    this.ticking = setInterval(() => this.redraw(), 100);
    try {
      const value = await this.connection.host.visualize(this.memory.kind, request, work.token);
      if (this.work !== work) return;
      this.picture = { value, done: true, weights };
    } catch (error) {
      if (this.work !== work) return;
      this.failure = error instanceof Error ? error.message : String(error);
    }
    this.work = null;
    clearInterval(this.ticking);
    this.redraw();
  }

  private cancel(): void {
    const { work } = this;
    if (!work) return;
    this.work = null;
    clearInterval(this.ticking);
    void this.connection.host.cancel(work.token).catch(() => undefined);
  }

  private chooseImage(image: ImageChoice): void {
    this.memory = { ...this.memory, image };
    this.renew();
  }

  private chooseLayer(layer: string): void {
    this.memory = { ...this.memory, layer, options: { ...this.memory.options, open: null } };
    this.renew();
  }

  private set(change: OptionsChange): void {
    const { options } = this.memory;
    this.memory = { ...this.memory, options: { ...options, ...(typeof change === 'function' ? change(options) : change) } };
    this.renew();
  }

  private async take(name: string, bytes: Uint8Array): Promise<void> {
    if (!this.view.needsImage) return this.fail(`${this.view.title} needs no image.`);
    try {
      this.chooseImage({ kind: 'file', path: await this.connection.host.keepImage(name, bytes) });
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  private fail(reason: string): void {
    this.failure = reason;
    this.redraw();
  }

  private pin(): void {
    const { picture } = this;
    const info = picture && this.view.info(picture.value);
    this.pinned = this.pinned || !info ? null : { value: picture.value, label: [info.weights, info.image].filter(Boolean).join(' · ') };
    this.redraw();
  }

  private reveal(layer: string): void {
    void this.connection.host.reveal(layer).catch(() => undefined);
  }

  /** `[` and `]` go through the layers, wherever the focus is. */
  private key(event: KeyboardEvent): void {
    const step = { '[': -1, ']': 1 }[event.key];
    if (step === undefined || !this.picture || event.ctrlKey || event.metaKey || (event.composedPath()[0] as HTMLElement).matches('input, textarea')) return;
    const layers = this.view.layers(this.picture.value);
    const asked = layers.findIndex(({ name }) => name === this.memory.layer);
    const to = layers[(asked >= 0 ? asked : layers.findIndex(({ name }) => name === this.view.info(this.picture?.value).layer)) + step];
    if (to) this.chooseLayer(to.name);
  }

  private page(): TemplateResult {
    const { subject, memory, picture } = this;
    if (!subject) return html``;
    const weights = this.weights();
    const info = picture && this.view.info(picture.value);
    const image = this.image();
    // The engine names the image with its label; until it has answered for this image, its number stands there.
    const label = info?.image && !this.work ? info.image : imageLabel(image);
    return html`
      ${head({
        subject, weights: weights?.id ?? null,
        image: this.view.needsImage && weights ? label : null,
        picking: this.drawer.isOpen,
        device: info?.device ?? subject.device,
        chooseWeights: (id) => {
          this.memory = { ...memory, weights: id };
          this.drawer.close();
          this.renew();
        },
        pickImage: () => this.drawer.toggle(weights),
        chooseDevice: () => void this.connection.host.command('selectDevice'),
      })}
      ${this.drawer.draw(weights)}
      ${weights ? this.choices(subject, weights) : nothing}
      ${picture && weights ? html`<div class="controls">${this.view.controls(this.drawing(picture))}<span class="spacer"></span>${panelControls({
        follow: memory.options['follow'] === true,
        pinned: this.pinned !== null,
        exports: this.work ? [] : this.view.exports(this.drawing(picture)),
        film: (weights.epochs?.length ?? 0) > 1 && !this.work ? () => void this.film() : null,
        set: (options) => this.set(options),
        pin: () => this.pin(),
        save: (name, bytes) => void this.connection.host.save(name, bytes).catch((error: unknown) => this.fail(error instanceof Error ? error.message : String(error))),
      })}${this.work ? waitingRow(this.work.what, performance.now() - this.work.started, () => this.stop()) : nothing}</div>` : nothing}
      ${picture && weights && !this.work && picture.weights !== weights.label ? html`<p class="note">Newer weights are there: ${weights.label}. ${action('refresh', 'Update', () => this.renew(true))}</p>` : nothing}
      ${picture && weights && !this.work && !picture.done && this.failure === null ? html`<p class="note">Stopped; what was there stays. ${action('debug-continue', 'Continue', () => this.renew(true))}</p>` : nothing}
      ${info?.preprocessing && weights?.weights.kind !== 'run' ? html`<p class="quiet">Input: ${info.preprocessing}</p>` : nothing}
      ${this.stage()}`;
  }

  /** Epoch and size, where there is something to choose. */
  private choices({ anySize }: PanelSubject, weights: WeightsChoice): TemplateResult | typeof nothing {
    const epochs = weights.epochs ?? [];
    if (epochs.length < 2 && !anySize) return nothing;
    const size = chosenSize(this.memory);
    return html`<div class="controls">
      ${epochSlider({ epochs, chosen: chosenEpoch(weights, this.memory), training: this.curves?.state ?? null, choose: (epoch) => this.set({ epoch }) })}
      ${anySize ? choice({ label: 'Size', value: size === null ? '' : String(size), choices: [...(size === null ? [{ value: '', label: 'choose' }] : []), ...sides.map((side) => ({ value: String(side), label: `${side} × ${side}` }))], change: (value) => value && this.set({ size: Number(value) }) }) : nothing}</div>`;
  }

  private drawing(picture: { readonly value: unknown; readonly done: boolean }) {
    return { picture: picture.value, done: picture.done && !this.work, selection: this.memory, set: (change: OptionsChange) => this.set(change), chooseLayer: (layer: string) => this.chooseLayer(layer), reveal: (layer: string) => this.reveal(layer) };
  }

  private stop(): void {
    this.cancel();
    this.asked = null;
    if (!this.picture) this.failure = 'Stopped before there was a picture.';
    this.redraw();
  }

  private stage(): TemplateResult | typeof nothing {
    const { subject, picture, failure, work } = this;
    const weights = this.weights();
    if (!subject) return nothing;
    if (!weights) return this.withoutWeights(subject);
    if (this.view.needsImage && !this.image()) {
      return emptyState({ promise: this.view.promise, advice: 'These weights have no data of their own. Choose an image file to look at.', button: { icon: 'folder-opened', label: 'Choose Image File…', press: () => void this.drawer.file() }, other: null });
    }
    if (this.lacksSize()) return emptyState({ promise: this.view.promise, advice: `${subject.model} takes images of any size; choose one above.`, button: { icon: '', label: `Use ${usualSide} × ${usualSide}`, press: () => this.set({ size: usualSide }) }, other: null });
    if (failure !== null) return errorState(failure, () => this.renew(true));
    if (picture && this.pinned) return this.beside(picture, this.pinned);
    if (picture) return this.view.draw(this.drawing(picture));
    return work ? html`<section class="empty">${waitingRow(work.what, performance.now() - work.started, () => this.stop())}</section>` : nothing;
  }

  /** The pinned picture and the present one, drawn alike. */
  private beside(picture: { readonly value: unknown; readonly done: boolean }, pinned: { readonly value: unknown; readonly label: string }): TemplateResult {
    const info = this.view.info(picture.value);
    const one = (value: unknown, done: boolean, label: string) => html`<section aria-label=${label}><p class="besides">${label}</p>${this.view.draw(this.drawing({ value, done }))}</section>`;
    return html`<div class="beside">${one(pinned.value, true, pinned.label)}${one(picture.value, picture.done, [info.weights, info.image].filter(Boolean).join(' · '))}</div>`;
  }

  private withoutWeights(subject: PanelSubject): TemplateResult {
    const { possible, reason } = subject.training;
    const random = subject.choices.find(({ id }) => id === 'random');
    const untrained = random ? { icon: '', label: 'Use Random Weights', press: () => this.useRandom(random.id) } : null;
    const train = { icon: 'play', label: 'Train Model', press: () => void this.connection.host.command('train') };
    const advice = possible ? `${subject.model} has not been trained here yet.` : `${subject.model} has no weights here. ${reason ?? ''}`;
    return emptyState({ promise: this.view.promise, advice, button: possible ? train : null, other: untrained });
  }

  private useRandom(id: string): void {
    this.memory = { ...this.memory, weights: id };
    this.renew();
  }
}
