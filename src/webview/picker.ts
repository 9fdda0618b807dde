import { html, nothing, type TemplateResult } from 'lit';
import type { ImageList, ImagesRequest, ListedImage } from '../core/protocol/engine.js';
import { paintImage } from '../visualizations/colormaps.js';
import { action, choice } from '../visualizations/elements/controls.js';
import { formatValue } from '../visualizations/elements/numbers.js';
import { tiles } from '../visualizations/elements/tiles.js';
import { waitingRow } from '../visualizations/elements/waiting.js';
import type { ImageChoice } from '../visualizations/picture.js';
import type { Work } from './waiting.js';

/** Which images are looked through. */
export type Part = Exclude<ImagesRequest['split'], 'validation'>;

export interface PickerState extends ImageList {
  readonly split: Part;
  readonly loading: boolean;
  readonly error: string | null;
  /** Only images of this class; null for all. */
  readonly label: number | null;
}

export const emptyPicker: PickerState = { split: 'test', total: 0, images: [], classes: [], note: null, loading: false, error: null, label: null };

/** Images asked for at a time. */
export const pageSize = 60;

export interface PickerOptions {
  readonly state: PickerState;
  /** False where the weights have no data of their own: then only a file can be chosen. */
  readonly hasData: boolean;
  choose(image: ImageChoice): void;
  more(): void;
  split(split: Part): void;
  label(label: number | null): void;
  file(): void;
  close(): void;
  /** Has the run evaluated, where it has no losses of single images yet. */
  evaluate(): void;
  /** The evaluation that is under way; null for none. */
  readonly evaluating: Work | null;
  stopEvaluating(): void;
}

const parts: readonly { readonly value: Part; readonly label: string }[] = [{ value: 'test', label: 'Test' }, { value: 'worst', label: 'Highest loss' }, { value: 'train', label: 'Training' }];

/** e.g. `#381 "7"`, and of an evaluation what was predicted and how far off that was. */
export function nameOf({ index, label, labelName, loss, predicted }: ListedImage): string {
  const name = `#${index}${label === null ? '' : ` "${labelName ?? label}"`}`;
  return loss === undefined ? name : `${name}${predicted ? `, predicted "${predicted}"` : ''}, loss ${lossText(loss)}`;
}

const lossText = (loss: number | null): string => (loss === null ? 'not a number' : formatValue(Number(loss.toPrecision(3))));

function captionOf({ index, label, labelName, loss, predicted }: ListedImage): string {
  const own = labelName ?? (label === null ? String(index) : String(label));
  if (loss === undefined) return own;
  return predicted === null || predicted === undefined ? lossText(loss) : `${own} → ${predicted}`;
}

/** A drawer with the run's own images, to choose one by sight, by number, by class or by error. */
export function picker({ state, hasData, choose, more, split, label, file, close, evaluate, evaluating, stopEvaluating }: PickerOptions): TemplateResult {
  const { images, total, loading, error, classes, note } = state;
  const jump = (event: Event) => {
    event.preventDefault();
    const index = Number(new FormData(event.currentTarget as HTMLFormElement).get('index'));
    if (state.split !== 'worst' && Number.isInteger(index) && index >= 0 && index < all) choose({ kind: 'dataset', split: state.split, index });
  };
  const all = state.label === null ? total : classes.reduce((sum, { count }) => sum + count, 0);
  return html`<section class="drawer" aria-label="Choose an image" @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && close()}>
    <div class="controls">
      ${hasData ? html`
        ${choice({ label: 'Images', value: state.split, choices: parts, change: (value) => split(value as Part) })}
        ${classes.length > 1 ? choice({ label: 'Class', value: state.label === null ? '' : String(state.label), search: classes.length > 12, choices: [{ value: '', label: 'All' }, ...classes.map(({ label: value, name, count }) => ({ value: String(value), label: `${name} (${count.toLocaleString('en-US')})` }))], change: (value) => label(value === '' ? null : Number(value)) }) : nothing}
        ${state.split === 'worst' ? nothing : html`<form class="choice" @submit=${jump}><label for="image-index">Number</label><input id="image-index" name="index" inputmode="numeric" size="6" placeholder="0 … ${Math.max(0, all - 1)}" aria-label="Number of the image, 0 to ${Math.max(0, all - 1)}"></form>`}` : nothing}
      ${action('folder-opened', 'Image File…', file)}
      <span class="spacer"></span>
      ${action('close', 'Close', close, { iconOnly: true })}
    </div>
    ${evaluating ? waitingRow(evaluating.what, performance.now() - evaluating.started, stopEvaluating) : nothing}
    ${error && !evaluating ? html`<p class="error" role="alert">${error}</p>${state.split === 'worst' && !loading ? action('play', 'Evaluate Now', evaluate, { primary: true }) : nothing}` : nothing}
    ${hasData && note ? html`<p class="quiet">${note}, the highest first. Under each: its class → the predicted one.</p>` : nothing}
    ${hasData && images.length > 0 ? tiles({
      label: 'Images', size: state.split === 'worst' ? 72 : 52,
      tiles: images.map((image, at) => ({ id: at, label: `image ${nameOf(image)}`, caption: captionOf(image), size: image, when: [image], pixels: () => ({ height: image.height, width: image.width, rgba: paintImage({ ...image, values: Float32Array.from(image.pixels) }, 255) }) })),
      open: (at) => images[at] && choose({ kind: 'dataset', split: images[at].split, index: images[at].index }),
    }) : nothing}
    ${hasData && images.length < total ? action('', loading ? 'Loading…' : `More (${images.length} of ${total.toLocaleString('en-US')})`, more, { disabled: loading }) : nothing}
    ${hasData && loading && images.length === 0 ? html`<p class="quiet" role="status">Loading images…</p>` : nothing}
  </section>`;
}
