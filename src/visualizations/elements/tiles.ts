import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { styled } from './styled.js';
import type { Pixels } from '../sheet.js';
import { canvas, type Size } from './canvas.js';
import { moveInGrid } from './moves.js';

export interface Tile {
  readonly id: number;
  /** What a screen reader says: "channel 12 of 64, mean 0.31, maximum 4.2, dead: no". */
  readonly label: string;
  /** Short text under the picture. */
  readonly caption: string;
  readonly size: Size;
  /** Null for a tile whose picture is still being made. */
  readonly pixels: (() => Pixels) | null;
  readonly when: readonly unknown[];
  readonly muted?: boolean;
}

export interface TilesOptions {
  readonly label: string;
  readonly tiles: readonly Tile[];
  /** Smallest width of a tile in CSS pixels; tiles grow to fill the row. */
  readonly size: number;
  readonly open: (id: number) => void;
}

/** A sheet of pictures: one of them is in the tab order, arrows move among them, Enter or a click opens one. */
export function tiles({ label, tiles: items, size, open }: TilesOptions): TemplateResult {
  // One listener for all: a tile that did not change is not drawn again, and would keep an old one.
  const press = (event: Event) => {
    const button = (event.target as HTMLElement).closest<HTMLElement>('button.tile');
    if (button) open(Number(button.dataset['id']));
  };
  return html`<ul class="tiles" role="list" aria-label=${label} style=${styled({ '--tile': `${size}px` })} @keydown=${move} @click=${press}>
    ${repeat(items, ({ id }) => id, (tile, at) => guard([at === 0, tile.label, tile.caption, tile.muted, tile.pixels === null, tile.size.width, tile.size.height, ...tile.when], () => drawn(tile, at === 0)))}
  </ul>`;
}

function drawn({ id, label, caption, size, pixels, when, muted }: Tile, first: boolean): TemplateResult {
  return html`<li class=${muted ? 'muted' : ''}>
    <button type="button" class="tile" data-id=${id} tabindex=${first ? 0 : -1} aria-label=${label} title=${label} ?disabled=${pixels === null} @focus=${rove}>
      ${pixels ? canvas({ label: '', size, pixels, when }) : html`<span class="placeholder" style=${styled({ 'aspect-ratio': `${size.width} / ${size.height}` })}></span>`}
      ${caption ? html`<span class="caption">${caption}</span>` : nothing}
    </button>
  </li>`;
}

function move(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement;
  const buttons = [...list.querySelectorAll<HTMLElement>('button.tile:not([disabled])')];
  const at = buttons.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  const topOf = (button: HTMLElement | undefined) => button && Math.round(button.getBoundingClientRect().top);
  const columns = buttons.filter((button) => topOf(button) === topOf(buttons[0])).length;
  const to = moveInGrid(event.key, at, buttons.length, columns);
  if (to === null) return;
  event.preventDefault();
  buttons[to]?.focus();
}

/** The tile that has the focus is the one that Tab returns to. */
function rove(event: FocusEvent): void {
  const own = event.currentTarget as HTMLElement;
  for (const button of own.closest('ul')?.querySelectorAll<HTMLElement>('button.tile') ?? []) button.tabIndex = button === own ? 0 : -1;
}
