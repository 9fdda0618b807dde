import { html, nothing, type TemplateResult } from 'lit';
import type { ImageList } from '../core/protocol/engine.js';
import { paintImage } from '../visualizations/colormaps.js';
import { action, choice } from '../visualizations/elements/controls.js';
import { tiles } from '../visualizations/elements/tiles.js';
import type { ImageChoice } from '../visualizations/picture.js';

type Image = ImageList['images'][number];

export interface PickerState {
  readonly split: 'train' | 'test';
  readonly total: number;
  readonly images: readonly Image[];
  readonly loading: boolean;
  readonly error: string | null;
  /** Only images of this class; null for all. */
  readonly label: number | null;
}

export const emptyPicker: PickerState = { split: 'test', total: 0, images: [], loading: false, error: null, label: null };

/** Images asked for at a time. */
export const pageSize = 60;

export interface PickerOptions {
  readonly state: PickerState;
  /** False where the weights have no data of their own: then only a file can be chosen. */
  readonly hasData: boolean;
  choose(image: ImageChoice): void;
  more(): void;
  split(split: 'train' | 'test'): void;
  label(label: number | null): void;
  file(): void;
  close(): void;
}

export const nameOf = ({ index, label, labelName }: Pick<Image, 'index' | 'label' | 'labelName'>): string => `#${index}${label === null ? '' : ` "${labelName ?? label}"`}`;

/** A drawer with the run's own images, to choose one by sight, by index or by class. */
export function picker({ state, hasData, choose, more, split, label, file, close }: PickerOptions): TemplateResult {
  const { images, total, loading, error } = state;
  const classes = [...new Map(images.flatMap((image) => (image.label === null ? [] : [[image.label, image.labelName ?? String(image.label)] as const]))).entries()].sort(([a], [b]) => a - b);
  const shown = images.filter((image) => state.label === null || image.label === state.label);
  const jump = (event: Event) => {
    event.preventDefault();
    const index = Number(new FormData(event.currentTarget as HTMLFormElement).get('index'));
    if (Number.isInteger(index) && index >= 0 && index < total) choose({ kind: 'dataset', split: state.split, index });
  };
  return html`<section class="drawer" aria-label="Choose an image" @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && close()}>
    <div class="controls">
      ${hasData ? html`
        ${choice({ label: 'Images', value: state.split, choices: [{ value: 'test', label: 'Test' }, { value: 'train', label: 'Training' }], change: (value) => split(value as 'train' | 'test') })}
        ${classes.length > 1 ? choice({ label: 'Class', value: state.label === null ? '' : String(state.label), choices: [{ value: '', label: 'All' }, ...classes.map(([value, name]) => ({ value: String(value), label: name }))], change: (value) => label(value === '' ? null : Number(value)) }) : nothing}
        <form class="choice" @submit=${jump}><label for="image-index">Number</label><input id="image-index" name="index" inputmode="numeric" size="6" placeholder="0 … ${Math.max(0, total - 1)}" aria-label="Number of the image, 0 to ${Math.max(0, total - 1)}"></form>` : nothing}
      ${action('folder-opened', 'Image File…', file)}
      <span class="spacer"></span>
      ${action('close', 'Close', close, { iconOnly: true })}
    </div>
    ${error ? html`<p class="error" role="alert">${error}</p>` : nothing}
    ${hasData && shown.length > 0 ? tiles({
      label: 'Images', size: 52,
      tiles: shown.map((image) => ({ id: image.index, label: `image ${nameOf(image)}`, caption: image.labelName ?? (image.label === null ? String(image.index) : String(image.label)), size: image, when: [image], pixels: () => ({ height: image.height, width: image.width, rgba: paintImage({ ...image, values: Float32Array.from(image.pixels) }, 255) }) })),
      open: (index) => choose({ kind: 'dataset', split: state.split, index }),
    }) : nothing}
    ${hasData && images.length < total ? action('', loading ? 'Loading…' : `More (${images.length} of ${total.toLocaleString('en-US')})`, more, { disabled: loading }) : nothing}
    ${hasData && loading && images.length === 0 ? html`<p class="quiet">Loading images…</p>` : nothing}
  </section>`;
}
