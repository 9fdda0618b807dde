import { html, type TemplateResult } from 'lit';
import type { Pixels } from '../sheet.js';
import { canvas } from './canvas.js';

export interface StripLayer {
  readonly name: string;
  readonly type: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: () => Pixels;
  readonly when: readonly unknown[];
}

export interface StripOptions {
  readonly layers: readonly StripLayer[];
  readonly chosen: string;
  readonly choose: (layer: string) => void;
  readonly reveal: (layer: string) => void;
}

/** The column of layers: a thumbnail each, the chosen one marked. A double click goes to the layer's line. */
export function layerStrip({ layers, chosen, choose, reveal }: StripOptions): TemplateResult {
  const key = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('button')];
    const to = step === undefined ? undefined : buttons[buttons.indexOf(event.target as HTMLElement) + step];
    if (!to) return;
    event.preventDefault();
    to.focus();
  };
  return html`<nav class="strip" aria-label="Layers" @keydown=${key}>${layers.map((layer) => html`
    <button type="button" class="layer" aria-current=${layer.name === chosen ? 'true' : 'false'} title="${layer.name}: mean over its channels. Double click shows its line." @click=${() => choose(layer.name)} @dblclick=${() => reveal(layer.name)}>
      <span class="thumb">${layer.height * layer.width > 1 ? canvas({ label: '', size: layer, pixels: layer.pixels, when: layer.when }) : html`<vscode-icon name="symbol-array" aria-hidden="true"></vscode-icon>`}</span>
      <span class="name">${layer.name}</span>
      <span class="detail">${layer.height === 1 && layer.width === 1 ? layer.channels : `${layer.height}×${layer.width}×${layer.channels}`}</span>
    </button>`)}</nav>`;
}
