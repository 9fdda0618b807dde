import { nothing, type TemplateResult } from 'lit';
import { wordsOf } from '../core/protocol/failure.js';
import type { PanelHost, WeightsChoice } from '../visualizations/panel.js';
import type { ImageChoice } from '../visualizations/picture.js';
import { emptyPicker, pageSize, picker, type PickerState } from './picker.js';
import { Waiting } from './waiting.js';

/** The drawer from which an image is chosen: loads the run's images page by page while it is open. */
export class ImageDrawer {
  private state: PickerState = emptyPicker;
  private open = false;
  private directory: string | null = null;
  private readonly evaluating: Waiting;

  constructor(private readonly host: PanelHost, private readonly changed: () => void, private readonly chosen: (image: ImageChoice) => void) {
    this.evaluating = new Waiting(host, changed);
  }

  get isOpen(): boolean {
    return this.open;
  }

  toggle(weights: WeightsChoice | null): void {
    this.open = !this.open;
    if (this.open) this.look(weights);
    this.changed();
  }

  close(): void {
    this.open = false;
    this.changed();
  }

  async file(): Promise<void> {
    try {
      const path = await this.host.chooseImageFile();
      if (path !== null) this.take({ kind: 'file', path });
    } catch (error) {
      this.fail(error);
    }
  }

  draw(weights: WeightsChoice | null): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    return picker({
      state: this.state,
      hasData: weights?.weights.kind === 'run',
      choose: (image) => this.take(image),
      more: () => void this.load(),
      split: (split) => {
        this.begin({ split });
        void this.load();
      },
      label: (label) => {
        // The classes stay while the images of one of them come.
        this.begin({ split: this.state.split, classes: this.state.classes, label });
        void this.load();
      },
      file: () => void this.file(),
      close: () => this.close(),
      evaluate: () => weights && void this.evaluate(weights.id),
      evaluating: this.evaluating.work,
      stopEvaluating: () => this.evaluating.cancel(),
    });
  }

  private look(weights: WeightsChoice | null): void {
    const directory = weights?.weights.kind === 'run' ? weights.weights.directory : null;
    if (directory !== this.directory) this.begin({ split: this.state.split });
    this.directory = directory;
    if (directory !== null && this.state.images.length === 0) void this.load();
  }

  /** Starts from nothing but what was chosen; an evaluation for what was chosen before is of no use. */
  private begin(chosen: Partial<PickerState>): void {
    this.evaluating.cancel();
    this.state = { ...emptyPicker, ...chosen };
  }

  private async load(): Promise<void> {
    const { directory } = this;
    const { split, label, images, loading } = this.state;
    if (directory === null || loading) return;
    const asked: PickerState = { ...this.state, loading: true, error: null };
    this.state = asked;
    this.changed();
    try {
      const page = await this.host.images({ runDirectory: directory, split, from: images.length, count: pageSize, ...(label === null ? {} : { label }) });
      // What was asked for before another choice comes too late.
      if (this.state === asked) this.state = { ...asked, ...page, images: [...images, ...page.images], loading: false };
    } catch (error) {
      if (this.state === asked) this.fail(error);
    }
    this.changed();
  }

  private async evaluate(weights: string): Promise<void> {
    this.evaluating.cancel();
    const work = this.evaluating.begin(`evaluation ${crypto.randomUUID()}`, 'Evaluating the images after the last finished epoch');
    try {
      await this.host.evaluate(weights, work.token);
      if (this.evaluating.end(work)) await this.load();
    } catch (error) {
      if (this.evaluating.end(work)) this.fail(error);
    }
  }

  private take(image: ImageChoice): void {
    this.open = false;
    this.chosen(image);
  }

  private fail(error: unknown): void {
    this.state = { ...this.state, loading: false, error: wordsOf(error) };
    this.changed();
  }
}
