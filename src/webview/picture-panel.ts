import { render } from 'lit';
import type { Recording } from '../core/protocol/recording.js';
import type { PanelKind, PanelMemory, PanelRequest, PanelSubject, WeightsChoice } from '../visualizations/panel.js';
import { fileChoice } from '../visualizations/panel-weights.js';
import type { ImageChoice } from '../visualizations/picture.js';
import type { TrainingState } from '../visualizations/training/contract.js';
import type { OptionsChange, PictureView, Selection } from '../visualizations/view.js';
import { Attempts } from './attempts.js';
import { coalesce } from './coalesce.js';
import { Computation } from './computation.js';
import { ImageDrawer } from './drawer.js';
import { FolderMode } from './folder-mode.js';
import { makeFilm } from './film.js';
import type { Connection } from './host.js';
import { ModelFiles } from './model-files.js';
import { drawingOf, page, titleOf, type PageActs, type Pinned } from './picture-page.js';
import { Recordings, withRecorded } from './recordings.js';
import { chosenEpoch, chosenImage, chosenSize, chosenWeights, lacksSize, requestKey, subjectFor } from './selection.js';
import { takeImages } from './take-images.js';

/** One panel with a picture: keeps what was chosen, and asks the engine when that changes. */
export class PicturePanel {
  private subject: PanelSubject | null = null;
  private pinned: Pinned | null = null;
  private curves: { readonly id: string; readonly newest: number | undefined; readonly state: TrainingState | null } | null = null;
  private readonly drawer: ImageDrawer;
  private readonly computation: Computation;
  /** The last epoch that there was when a picture was asked for. */
  private newest: number | undefined;
  private weightsId: string | undefined;
  private readonly folder: FolderMode | null;
  private readonly recordings: Recordings;
  private readonly files: ModelFiles;
  private readonly attempts: Attempts;
  private readonly draw = coalesce<null>(() => this.render());

  constructor(private readonly root: HTMLElement, private readonly view: PictureView, private memory: PanelMemory, private readonly connection: Connection) {
    const redraw = () => this.redraw();
    this.computation = new Computation(connection.host, memory.kind, view, () => {
      this.meetFile();
      redraw();
    });
    this.attempts = new Attempts(redraw);
    this.files = new ModelFiles(connection.host, () => this.renew(), (reason) => this.computation.fail(reason));
    this.recordings = new Recordings(connection.host, memory.kind, () => this.renew());
    this.folder = view.folder && new FolderMode(connection.host, view.folder, {
      memory: () => this.memory,
      image: () => this.image(),
      set: (change, image) => this.set(change, image),
      requests: () => {
        const make = this.requests();
        const { layer } = this.memory;
        return (weights, image, epoch, options) => make(weights, image, epoch, { layer, options });
      },
      fail: (reason) => this.attempts.say(reason),
      refresh: (weights) => this.files.refresh(weights),
      ofOther: (weights, picture) => this.files.meet(weights, view.info(picture).stamp),
      changed: redraw,
    });
    this.drawer = new ImageDrawer(connection.host, redraw, (image) => this.chooseImage(image));
    document.addEventListener('keydown', (event) => this.key(event));
    takeImages((name, bytes) => this.take(name, bytes), (reason) => this.attempts.say(reason));
  }

  static memory(kind: PanelKind, view: PictureView, subject: PanelSubject, known: PanelMemory | null): PanelMemory {
    const own = known?.kind === kind && known.source === subject.source && known.model === subject.model ? known : null;
    return { kind, source: subject.source, model: subject.model, weights: own?.weights ?? null, image: own?.image ?? null, layer: own?.layer ?? null, options: { ...view.options, ...own?.options } };
  }

  show(subject: PanelSubject): void {
    const other = subject.source !== this.memory.source || subject.model !== this.memory.model;
    if (other) {
      this.memory = PicturePanel.memory(this.memory.kind, this.view, subject, null);
      this.computation.forget();
      this.folder?.forget();
      this.pinned = null;
    }
    this.subject = subject;
    this.renew();
  }

  ask({ layer, weights, image, epoch }: PanelRequest): void {
    if (layer !== undefined) this.memory = { ...this.memory, layer, options: { ...this.memory.options, open: null } };
    if (weights !== undefined) this.memory = { ...this.memory, weights };
    if (image !== undefined) this.memory = { ...this.memory, image };
    if (epoch !== undefined) this.memory = { ...this.memory, options: { ...this.memory.options, epoch } };
    this.renew();
  }

  /** Follows the caret to a layer that the picture can be made of. */
  caret(layers: readonly string[]): void {
    const { picture } = this.computation;
    if (this.memory.options['follow'] !== true || !picture) return;
    const known = this.view.layers(picture.value).map(({ name }) => name);
    const to = layers.findLast((layer) => known.includes(layer));
    if (to !== undefined && to !== this.view.info(picture.value).layer) this.chooseLayer(to);
  }

  partial(token: string, value: unknown): void {
    this.computation.partial(token, value);
  }

  modelFile(path: string, stamp: string): void {
    this.files.tell(path, stamp);
  }

  /** The engine reads the file at its own time, and says which version it was. */
  private meetFile(): void {
    const { picture } = this.computation;
    const weights = picture && this.weights();
    if (weights) this.files.meet(weights, this.view.info(picture.value).stamp);
  }

  private redraw(): void {
    this.draw(null);
  }

  private weights(): WeightsChoice | null {
    const weights = this.subject && chosenWeights(this.subject, this.memory);
    return weights && this.files.stamped(withRecorded(weights, this.recording(weights)));
  }

  /** What the run has recorded of the picture on show, whatever the epoch. */
  private recording(weights: WeightsChoice): Recording | null {
    return this.recordings.of(this.requests()(weights, chosenImage(weights, this.memory), null));
  }

  private async record(): Promise<void> {
    const weights = this.weights();
    if (weights) await this.attempts.make(() => this.recordings.toggle(this.requests()(weights, this.image(), null)));
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
    if (!weights || lacksSize(this.subject, this.memory) || this.files.awaits(weights)) return this.redraw();
    this.folder?.look(weights);
    if (image || !this.view.needsImage) {
      const request = this.requests()(weights, image, chosenEpoch(weights, this.memory));
      this.learnCurves(weights);
      this.recordings.look(weights, this.computation.picture);
      const newest = weights.epochs?.at(-1);
      // A new epoch is offered; of a picture that is recorded it is taken, once it is there: the training may have had no time for it.
      const recording = this.recording(weights);
      const arrived = recording !== null && chosenEpoch(weights, this.memory) === null && this.weightsId === weights.id && newest !== undefined && newest !== this.newest && recording.epochs.includes(newest);
      if (arrived || recording === null || this.weightsId !== weights.id) [this.newest, this.weightsId] = [newest, weights.id];
      this.computation.ask({ request, key: requestKey(weights, request), weights, what: this.view.waiting(this.memory) }, again || arrived);
    }
    this.redraw();
  }

  private async again(): Promise<void> {
    const weights = this.weights();
    if (weights) await this.files.refresh(weights);
    this.renew(true);
  }

  /** Makes requests of what is chosen at this moment: work that goes on for long asks for the same until its end. */
  private requests(): (weights: WeightsChoice, image: ImageChoice | null, epoch: number | null, selection?: Selection) => unknown {
    const { view, memory, subject } = this;
    // Whether a file's model takes images of any size, only the engine knows.
    const sizeFor = (weights: WeightsChoice) => (subject?.anySize || weights.weights.kind === 'file' ? chosenSize(memory) : null);
    return (weights, image, epoch, { layer, options } = memory) => view.request(subjectFor(weights, image, subject?.deviceId ?? null, { epoch, size: sizeFor(weights) }), { layer, options });
  }

  /** The loss under the slider of epochs. */
  private learnCurves({ id, epochs = [] }: WeightsChoice): void {
    const newest = epochs.at(-1);
    if (epochs.length < 2 || (this.curves?.id === id && this.curves.newest === newest)) return;
    // Until the curves with the new epoch are there, those without it stay.
    const asked = { id, newest, state: this.curves?.id === id ? this.curves.state : null };
    this.curves = asked;
    void this.connection.host.trainingOf(id).then((state) => {
      if (this.curves === asked) this.curves = { ...asked, state };
      this.redraw();
    }, () => undefined);
  }

  private async film(): Promise<void> {
    const { memory, computation: { picture } } = this;
    const weights = this.weights();
    if (!weights || !picture) return;
    // A film shows one choice from its first frame to its last.
    const image = this.image();
    const request = this.requests();
    const exportsOf = (value: unknown) => this.view.exports(drawingOf({ memory, work: null }, { value, done: true }, this.acts));
    const name = exportsOf(picture.value)[0]?.name.replace(/\.png$/, '') ?? 'film';
    const film = await makeFilm({
      epochs: weights.epochs ?? [],
      computation: this.computation,
      frame: async (epoch, token) => {
        const value = await this.connection.host.visualize(memory.kind, request(weights, image, epoch), token);
        return (await exportsOf(value)[0]?.bytes()) ?? null;
      },
    });
    if (film) this.save(`${name}-epochs.png`, film);
  }

  private save(name: string, bytes: Uint8Array): void {
    void this.attempts.make(() => this.connection.host.save(name, bytes));
  }

  private chooseImage(image: ImageChoice): void {
    // One image is asked for: what shows a whole folder makes room.
    this.set(this.folder?.leave ?? {}, image);
  }

  private chooseLayer(layer: string): void {
    this.attempts.forget();
    this.memory = { ...this.memory, layer, options: { ...this.memory.options, open: null } };
    this.renew();
  }

  private chooseWeights(id: string): void {
    this.memory = { ...this.memory, weights: id };
    this.drawer.close();
    this.renew();
  }

  private async openFile(): Promise<void> {
    await this.attempts.make(async () => {
      const path = await this.connection.host.chooseModelFile();
      if (path !== null) this.chooseWeights(fileChoice(path).id);
    });
  }

  private set(change: OptionsChange, image = this.memory.image): void {
    const { options } = this.memory;
    this.attempts.forget();
    this.memory = { ...this.memory, image, options: { ...options, ...(typeof change === 'function' ? change(options) : change) } };
    this.renew();
  }

  private async take(name: string, bytes: Uint8Array): Promise<void> {
    if (!this.view.needsImage) return this.attempts.say(`${this.view.title} needs no image.`);
    await this.attempts.make(async () => this.chooseImage({ kind: 'file', path: await this.connection.host.keepImage(name, bytes) }));
  }

  private pin(): void {
    const { picture } = this.computation;
    this.pinned = this.pinned || !picture ? null : { value: picture.value, label: titleOf(this.view, picture) };
    this.redraw();
  }

  /** `[` and `]` go through the layers, wherever the focus is; Escape returns to the folder. */
  private key(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.folder?.holdsImage && !this.drawer.isOpen) return this.folder.enter();
    const step = { '[': -1, ']': 1 }[event.key];
    const { picture } = this.computation;
    if (step === undefined || !picture || event.ctrlKey || event.metaKey || (event.composedPath()[0] as HTMLElement).matches('input, textarea')) return;
    const layers = this.view.layers(picture.value);
    const asked = layers.findIndex(({ name }) => name === this.memory.layer);
    const to = layers[(asked >= 0 ? asked : layers.findIndex(({ name }) => name === this.view.info(picture.value).layer)) + step];
    if (to) this.chooseLayer(to.name);
  }

  private readonly acts: PageActs = {
    set: (change) => this.set(change),
    chooseLayer: (layer) => this.chooseLayer(layer),
    chooseWeights: (id) => this.chooseWeights(id),
    openFile: () => void this.openFile(),
    chooseDevice: () => void this.connection.host.command('selectDevice'),
    reveal: (layer) => void this.attempts.make(() => this.connection.host.reveal(layer)),
    pin: () => this.pin(),
    record: () => void this.record(),
    save: (name, bytes) => this.save(name, bytes),
    film: () => void this.film(),
    train: () => void this.connection.host.command('train'),
    stop: () => this.computation.stop(),
    again: () => void this.again(),
    chooseFolder: () => void this.folder?.choose(),
    backToFolder: () => this.folder?.enter(),
  };

  private render(): void {
    const { subject, memory, view, pinned, drawer, folder } = this;
    if (!subject) return;
    const { picture, work, failure } = this.computation;
    const weights = this.weights();
    const state = { subject, memory, view, weights, image: this.image(), picture, work, failure, attempted: this.attempts.failure, pinned, recording: weights && this.recording(weights), training: this.curves?.state ?? null, drawer, folder: weights && !lacksSize(subject, memory) ? (folder?.page(weights) ?? null) : null, fromFolder: folder?.holdsImage ?? false };
    render(page(state, this.acts), this.root);
  }
}
