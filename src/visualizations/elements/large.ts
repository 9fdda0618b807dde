import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Options, OptionsChange } from '../view.js';
import { action } from './controls.js';

export interface LargeOptions {
  readonly title: string;
  readonly picture: TemplateResult;
  readonly side: TemplateResult;
  /** What needs the width of both. */
  readonly below?: TemplateResult | undefined;
  readonly close: () => void;
  /** Shows the tile before or after; null at an end. */
  readonly previous: (() => void) | null;
  readonly next: (() => void) | null;
}

/** One tile, large, in the place of the sheet: arrows go to its neighbours, Escape returns. */
export function large({ title, picture, side, below, close, previous, next }: LargeOptions): TemplateResult {
  const key = (event: KeyboardEvent) => {
    const act = { Escape: close, ArrowLeft: previous, ArrowRight: next }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return html`<section class="large" tabindex="-1" aria-label=${title} @keydown=${key} ${ref(takeFocus)}>
    <header>
      ${action('arrow-left', 'Back to all (Escape)', close)}
      <h2>${title}</h2>
      ${action('chevron-left', 'Previous', () => previous?.(), { disabled: previous === null, iconOnly: true })}
      ${action('chevron-right', 'Next', () => next?.(), { disabled: next === null, iconOnly: true })}
    </header>
    <div class="frame">${picture}<aside>${side}</aside>${below ? html`<div class="below">${below}</div>` : nothing}</div>
  </section>`;
}

/** Steps to the tiles before and after the open one in the order of the sheet; `also` is set with them. */
export function neighbours(order: readonly number[], open: number, set: (change: OptionsChange) => void, also: Options = {}): Pick<LargeOptions, 'previous' | 'next'> {
  const at = order.indexOf(open);
  const step = (by: number) => (order[at + by] === undefined ? null : () => set((now) => ({ ...also, open: order[order.indexOf(Number(now['open'])) + by] ?? open })));
  return { previous: at < 0 ? null : step(-1), next: step(1) };
}

function takeFocus(element: Element | undefined): void {
  if (element instanceof HTMLElement) queueMicrotask(() => {
    if (!element.isConnected || element.contains(document.activeElement)) return;
    // A browser would scroll what is higher than the window to its end; its head is what one wants to see.
    element.focus({ preventScroll: true });
    const { top } = element.getBoundingClientRect();
    if (top < 0 || top > window.innerHeight) element.scrollIntoView({ block: 'start', behavior: 'instant' });
  });
}
