import { html, type TemplateResult } from 'lit';
import { moveInGrid } from './moves.js';

export interface TabsOptions {
  /** What the tabs are of, for screen readers. */
  readonly label: string;
  readonly tabs: readonly { readonly id: string; readonly label: string }[];
  readonly chosen: string;
  readonly choose: (id: string) => void;
  readonly body: TemplateResult;
}

/** Tabs as the ARIA practices say them: one is in the tab order, arrows, Home and End go through them. */
export function tabs({ label, tabs: items, chosen, choose, body }: TabsOptions): TemplateResult {
  const move = (event: KeyboardEvent) => {
    const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role=tab]')];
    const to = moveInGrid(event.key, buttons.indexOf(event.target as HTMLElement), buttons.length, buttons.length);
    const next = to === null ? undefined : items[to];
    if (next === undefined) return;
    event.preventDefault();
    buttons[to!]?.focus();
    choose(next.id);
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} @keydown=${move}>
      ${items.map(({ id, label: name }) => html`<button type="button" role="tab" id=${`tab-${id}`} aria-controls="tab-body" aria-selected=${id === chosen ? 'true' : 'false'} tabindex=${id === chosen ? 0 : -1} @click=${() => choose(id)}>${name}</button>`)}
    </div>
    <div class="tab-body" id="tab-body" role="tabpanel" aria-labelledby=${`tab-${chosen}`}>${body}</div>`;
}
