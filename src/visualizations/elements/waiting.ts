import { html, nothing, type TemplateResult } from 'lit';
import { action } from './controls.js';
import { formatDuration } from './numbers.js';

/** Seconds with one digit while they are few: a person sees that it goes on. */
export const elapsedText = (milliseconds: number): string => (milliseconds < 10_000 ? `${(milliseconds / 1000).toFixed(1)} s` : formatDuration(milliseconds / 1000));

/** What is being computed and for how long; nothing during the first 300 ms, which need no explanation. Without `cancel` it cannot be stopped. */
export function waitingRow(what: string, milliseconds: number, cancel: (() => void) | null): TemplateResult | typeof nothing {
  if (milliseconds < 300) return nothing;
  return html`<p class="waiting"><span class="dot" aria-hidden="true"></span><span role="status">${what}</span> <span class="number" aria-hidden="true">${elapsedText(milliseconds)}</span> ${cancel ? action('debug-stop', 'Stop', cancel) : nothing}</p>`;
}
