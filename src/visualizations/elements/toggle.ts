import { html, type TemplateResult } from 'lit';

/** A check box with its word, in the editor's own look. */
export function toggle(label: string, on: boolean, change: (on: boolean) => void, title = label): TemplateResult {
  return html`<label class="choice toggle" title=${title}><input type="checkbox" .checked=${on} @change=${(event: Event) => change((event.currentTarget as HTMLInputElement).checked)}><span>${label}</span></label>`;
}
