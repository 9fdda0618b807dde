import { html, nothing, type TemplateResult } from 'lit';
import { action } from '../visualizations/elements/controls.js';
import { toggle } from '../visualizations/elements/toggle.js';
import type { Export, Options } from '../visualizations/view.js';

export interface PanelControls {
  /** Null where no code is looked at. */
  readonly follow: boolean | null;
  /** Null where there is nothing to compare. */
  readonly pinned: boolean | null;
  /** Whether the run records the picture after each epoch; null where it cannot. */
  readonly recording: boolean | null;
  readonly exports: readonly Export[];
  /** Makes a film over the epochs; null where there is only one. */
  readonly film: (() => void) | null;
  set(options: Options): void;
  pin(): void;
  record(): void;
  save(name: string, bytes: Uint8Array): void;
}

/** What every picture's row of controls ends with: follow the caret, compare, record, export. */
export function panelControls({ follow, pinned, recording, exports, film, set, pin, record, save }: PanelControls): TemplateResult {
  const write = async ({ name, bytes }: Export, event: Event) => {
    (event.currentTarget as HTMLElement).closest('details')?.removeAttribute('open');
    save(name, await bytes());
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    const menu = event.currentTarget as HTMLDetailsElement;
    menu.open = false;
    menu.querySelector('summary')?.focus();
  };
  return html`<span class="panel-controls">
    ${follow === null ? nothing : toggle('Follow caret', follow, (on) => set({ follow: on }), 'Show the layer of the line on which the caret stands')}
    ${pinned === null ? nothing : action(pinned ? 'pinned' : 'pin', pinned ? 'Unpin' : 'Pin to compare', pin, { iconOnly: true })}
    ${recording === null ? nothing : action(recording ? 'stop-circle' : 'record', recording ? 'Recorded after each epoch: stop recording' : 'Record after each epoch', record, { iconOnly: true })}
    ${exports.length === 0 ? nothing : html`<details class="menu" @keydown=${key}><summary class="action" aria-label="Export" title="Export"><vscode-icon name="save" aria-hidden="true"></vscode-icon><span>Export</span></summary>
      <ul>${exports.map((each) => html`<li><button type="button" class="action" @click=${(event: Event) => void write(each, event)}>${each.label}</button></li>`)}${film ? html`<li><button type="button" class="action" @click=${film}>Film over the epochs (APNG)</button></li>` : nothing}</ul></details>`}</span>`;
}
