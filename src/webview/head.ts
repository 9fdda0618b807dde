import { html, nothing, type TemplateResult } from 'lit';
import { action, choice } from '../visualizations/elements/controls.js';
import type { PanelSubject } from '../visualizations/panel.js';

export interface HeadOptions {
  readonly subject: PanelSubject;
  /** Chosen weights' id; null where none are chosen yet. */
  readonly weights: string | null;
  /** Null for panels without an image. */
  readonly image: string | null;
  readonly picking: boolean;
  /** What the choice of weights is called here. */
  readonly weightsLabel?: string;
  readonly device: string;
  chooseWeights(id: string): void;
  /** Opens a file with a model and its weights; left out where only runs can be shown. */
  readonly openFile?: () => void;
  pickImage(): void;
  chooseDevice(): void;
}

/** Entry of the choice of weights that is no weights. */
const openEntry = 'open';

/** The same first row in every panel: what is looked at, and where each part of it is changed. */
export function head({ subject, weights, image, picking, device, weightsLabel = 'Weights', chooseWeights, openFile, pickImage, chooseDevice }: HeadOptions): TemplateResult {
  const choices = [...(weights === null ? [{ value: '', label: 'none chosen' }] : []), ...subject.choices.map(({ id, label }) => ({ value: id, label })), ...(openFile ? [{ value: openEntry, label: 'Open a File…' }] : [])];
  const choose = (id: string, list: { value: string }): void => {
    if (id !== openEntry) return id ? chooseWeights(id) : undefined;
    // What is chosen stays until a file was.
    list.value = weights ?? '';
    openFile?.();
  };
  return html`<header class="head" aria-label="Subject">
    <span class="model" title=${subject.source}>${subject.model ? html`${subject.file} <i aria-hidden="true">›</i> <b>${subject.model}</b>` : html`<b>${subject.file}</b>`}</span>
    ${choices.length > 0 && (subject.choices.length > 0 || openFile) ? choice({ label: weightsLabel, value: weights ?? '', choices, change: choose }) : nothing}
    ${image === null ? nothing : html`<span class="choice"><span>Image</span><button type="button" class="action picker" title=${image} aria-expanded=${picking ? 'true' : 'false'} @click=${pickImage}><span>${image}</span><vscode-icon name="chevron-down" aria-hidden="true"></vscode-icon></button></span>`}
    <span class="spacer"></span>
    ${action('chip', device, chooseDevice)}
  </header>`;
}
