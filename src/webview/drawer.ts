import { nothing, type TemplateResult } from 'lit';
import type { PanelHost, WeightsChoice } from '../visualizations/panel.js';
import type { ImageChoice } from '../visualizations/picture.js';
import { emptyPicker, pageSize, picker, type PickerState } from './picker.js';

/** The drawer from which an image is chosen: loads the run's images page by page while it is open. */
export class ImageDrawer {
  private state: PickerState = emptyPicker;
  private open = false;
  private directory: string | null = null;

  constructor(private readonly host: PanelHost, private readonly changed: () => void, private readonly chosen: (image: ImageChoice) => void) {}

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
        this.state = { ...emptyPicker, split };
        void this.load();
      },
      label: (label) => {
        this.state = { ...this.state, label };
        this.changed();
      },
      file: () => void this.file(),
      close: () => this.close(),
    });
  }

  private look(weights: WeightsChoice | null): void {
    const directory = weights?.weights.kind === 'run' ? weights.weights.directory : null;
    if (directory !== this.directory) this.state = { ...emptyPicker, split: this.state.split };
    this.directory = directory;
    if (directory !== null && this.state.images.length === 0) void this.load();
  }

  private async load(): Promise<void> {
    const { directory } = this;
    const { split, images, loading } = this.state;
    if (directory === null || loading) return;
    this.state = { ...this.state, loading: true, error: null };
    this.changed();
    try {
      const page = await this.host.images(directory, split, images.length, pageSize);
      if (directory === this.directory && split === this.state.split) this.state = { ...this.state, total: page.total, images: [...images, ...page.images], loading: false };
    } catch (error) {
      this.fail(error);
    }
    this.changed();
  }

  private take(image: ImageChoice): void {
    this.open = false;
    this.chosen(image);
  }

  private fail(error: unknown): void {
    this.state = { ...this.state, loading: false, error: error instanceof Error ? error.message : String(error) };
    this.changed();
  }
}
