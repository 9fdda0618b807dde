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
  pickImage(): void;
  chooseDevice(): void;
}

/** The same first row in every panel: what is looked at, and where each part of it is changed. */
export function head({ subject, weights, image, picking, device, weightsLabel = 'Weights', chooseWeights, pickImage, chooseDevice }: HeadOptions): TemplateResult {
  const choices = [...(weights === null ? [{ value: '', label: 'none chosen' }] : []), ...subject.choices.map(({ id, label }) => ({ value: id, label }))];
  return html`<header class="head" aria-label="Subject">
    <span class="model" title=${subject.source}>${subject.file} <i aria-hidden="true">›</i> <b>${subject.model}</b></span>
    ${subject.choices.length > 0 ? choice({ label: weightsLabel, value: weights ?? '', choices, change: (id) => id && chooseWeights(id) }) : nothing}
    ${image === null ? nothing : html`<span class="choice"><span>Image</span><button type="button" class="action picker" title=${image} aria-expanded=${picking ? 'true' : 'false'} @click=${pickImage}><span>${image}</span><vscode-icon name="chevron-down" aria-hidden="true"></vscode-icon></button></span>`}
    <span class="spacer"></span>
    ${action('chip', device, chooseDevice)}
  </header>`;
}
