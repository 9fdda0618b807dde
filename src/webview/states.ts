/** What stands where a picture would: nothing yet, a wait, or an error. */
import { html, nothing, type TemplateResult } from 'lit';
import { action } from '../visualizations/elements/controls.js';
import { formatDuration } from '../visualizations/elements/numbers.js';

export interface Empty {
  readonly promise: string;
  readonly advice: string;
  readonly button: { readonly icon: string; readonly label: string; readonly press: () => void } | null;
  readonly other: { readonly icon: string; readonly label: string; readonly press: () => void } | null;
}

/** Teaches what will be here, with the one button that makes it. */
export const emptyState = ({ promise, advice, button, other }: Empty): TemplateResult => html`<section class="empty">
  <p class="promise">Here will be ${promise}.</p>
  <p>${advice}</p>
  <p>${button ? action(button.icon, button.label, button.press, { primary: true }) : nothing} ${other ? action(other.icon, other.label, other.press) : nothing}</p>
</section>`;

export const errorState = (message: string, retry: () => void): TemplateResult => html`<section class="empty error" role="alert">
  <p>${message}</p>
  <p>${action('refresh', 'Try Again', retry)}</p>
</section>`;

/** Seconds with one digit while they are few: a person sees that it goes on. */
export const elapsedText = (milliseconds: number): string => (milliseconds < 10_000 ? `${(milliseconds / 1000).toFixed(1)} s` : formatDuration(milliseconds / 1000));

/** What is being computed and for how long; nothing during the first 300 ms, which need no explanation. */
export function waitingRow(what: string, milliseconds: number, cancel: () => void): TemplateResult | typeof nothing {
  if (milliseconds < 300) return nothing;
  return html`<p class="waiting"><span class="dot" aria-hidden="true"></span><span role="status">${what}</span> <span class="number" aria-hidden="true">${elapsedText(milliseconds)}</span> ${action('debug-stop', 'Stop', cancel)}</p>`;
}
