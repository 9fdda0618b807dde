/** What stands where a picture would: nothing yet, or an error. */
import { html, nothing, type TemplateResult } from 'lit';
import { action } from '../visualizations/elements/controls.js';

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

/** Why something did not come about that was asked for beside what is on show. */
export const failureLine = (message: string | null): TemplateResult | typeof nothing => (message === null ? nothing : html`<p class="note error" role="alert">${message}</p>`);

export const errorState = (message: string, retry: () => void): TemplateResult => html`<section class="empty error" role="alert">
  <p>${message}</p>
  <p>${action('refresh', 'Try Again', retry)}</p>
</section>`;
