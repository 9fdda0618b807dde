import { html, nothing, render, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { styled } from './styled.js';
import { canvas } from './canvas.js';
import { moveInGrid } from './moves.js';
import { rowsInSight, type Rows } from './sight.js';
import type { Tile, TilesOptions } from './tiles.js';

/** Sheets of up to this many tiles are there as a whole; of larger ones the rows in sight are, and a screen's height of them on both sides. */
const mostWhole = 160;
/** Rows by which the drawn part of a large sheet moves on, so that most scrolling draws nothing. */
const step = 4;

/** A list of tiles that draws what is in sight. All tiles of a large sheet have one size; where they do not, the sheet is drawn whole. */
class TileSheet extends HTMLElement {
  private given: TilesOptions | null = null;
  /** The tile that Tab returns to, by its place in the list. */
  private active = 0;
  private columns = 1;
  /** Height of a row with the gap below it in CSS pixels; 0 until there is one to measure. */
  private rowHeight = 0;
  private gap = 0;
  private drawn: Rows = { from: 0, to: 0 };
  private readonly look = () => this.follow();
  private readonly resized = new ResizeObserver(() => {
    if (this.measure()) this.draw();
  });

  set options(options: TilesOptions) {
    const before = this.given?.tiles;
    this.given = options;
    if (this.active >= options.tiles.length) this.active = 0;
    if (!this.isConnected) return;
    this.draw();
    // Another layer's tiles have another form.
    if (!isLike(before?.[0], options.tiles[0]) && this.measure()) this.draw();
  }

  connectedCallback(): void {
    this.resized.observe(this);
    // Whatever scrolls: the page, or a drawer in it.
    document.addEventListener('scroll', this.look, { capture: true, passive: true });
    this.draw();
    if (this.measure()) this.draw();
  }

  disconnectedCallback(): void {
    this.resized.disconnect();
    document.removeEventListener('scroll', this.look, { capture: true });
  }

  /** Gives the focus to the tile of a label; false where there is none. */
  focusTile(label: string): boolean {
    const at = this.given?.tiles.findIndex((tile) => tile.label === label) ?? -1;
    if (at < 0) return false;
    this.goTo(at);
    return true;
  }

  private get isWhole(): boolean {
    const tiles = this.given?.tiles ?? [];
    const [first] = tiles;
    return tiles.length <= mostWhole || !tiles.every((tile) => isLike(tile, first));
  }

  private draw(): void {
    const { given } = this;
    if (!given) return;
    const rows = Math.ceil(given.tiles.length / this.columns);
    const whole = this.isWhole;
    this.drawn = whole ? { from: 0, to: rows } : this.inSight(rows);
    const { from, to } = this.drawn;
    // One listener for all: a tile that did not change is not drawn again, and would keep an old one.
    const press = (event: Event) => {
      const button = (event.target as HTMLElement).closest<HTMLElement>('button.tile');
      if (button) given.open(Number(button.dataset['id']));
    };
    const first = from * this.columns;
    const shown = given.tiles.slice(first, to * this.columns);
    // What is out of sight has its room all the same, so that the page is as long as it is.
    const room = (count: number) => `${Math.max(0, count * this.rowHeight - (count > 0 ? this.gap : 0))}px`;
    // A person who looks elsewhere with the wheel comes back into the sheet at what is in sight; a tile without a picture yet takes no focus.
    const usable = shown.flatMap(({ pixels }, at) => (pixels === null ? [] : [first + at]));
    const entry = usable.includes(this.active) ? this.active : (usable.find((at) => at > this.active) ?? usable[0] ?? first);
    render(html`<ul class=${whole ? 'tiles' : 'tiles windowed'} role="list" aria-label=${given.label} style=${styled({ '--tile': `${given.size}px`, 'padding-top': from > 0 ? `calc(${room(from)} + ${this.gap}px)` : '0', 'padding-bottom': to < rows ? `calc(${room(rows - to)} + ${this.gap}px)` : '0' })} @keydown=${this.move} @click=${press} @focusin=${this.rove}>
      ${repeat(shown, ({ id }) => id, (tile, at) => {
        const [place, isEntry] = [whole ? null : first + at + 1, first + at === entry];
        return guard([isEntry, place, given.tiles.length, tile.label, tile.caption, tile.muted, tile.pixels === null, tile.size.width, tile.size.height, ...tile.when], () => tileView(tile, isEntry, place, given.tiles.length));
      })}
    </ul>`, this);
  }

  /** Takes over how the browser has laid the tiles out; whether that has changed. */
  private measure(): boolean {
    const list = this.querySelector<HTMLElement>('ul');
    const tile = list?.querySelector<HTMLElement>('li');
    if (!list || !tile) return false;
    const { gridTemplateColumns, rowGap } = getComputedStyle(list);
    const height = tile.getBoundingClientRect().height;
    if (height === 0) return false;
    const [columns, gap] = [gridTemplateColumns.split(' ').length, Number.parseFloat(rowGap) || 0];
    if (columns === this.columns && Math.abs(height + gap - this.rowHeight) < 0.5) return false;
    Object.assign(this, { columns, gap, rowHeight: height + gap });
    return true;
  }

  private inSight(rows: number): Rows {
    const focused = this.contains(document.activeElement) ? Math.floor(this.active / this.columns) : null;
    return rowsInSight({ top: -this.getBoundingClientRect().top, height: window.innerHeight, rowHeight: this.rowHeight, rows, step, focused });
  }

  private follow(): void {
    const { given, drawn } = this;
    if (!given || given.tiles.length <= mostWhole) return;
    const { from, to } = this.inSight(Math.ceil(given.tiles.length / this.columns));
    if (from !== drawn.from || to !== drawn.to) this.draw();
  }

  private goTo(at: number): void {
    this.active = at;
    const row = Math.floor(at / this.columns);
    // A tile that is not there yet cannot have the focus.
    if (row < this.drawn.from || row >= this.drawn.to) window.scrollBy({ top: this.getBoundingClientRect().top + row * this.rowHeight - window.innerHeight / 2, behavior: 'instant' });
    this.draw();
    const tile = this.given?.tiles[at];
    if (tile) this.querySelector<HTMLElement>(`button.tile[data-id="${tile.id}"]`)?.focus();
  }

  private readonly move = (event: KeyboardEvent): void => {
    const tiles = this.given?.tiles ?? [];
    const enabled = tiles.flatMap((tile, at) => (tile.pixels === null ? [] : [at]));
    if (enabled.length === 0) return;
    const at = Math.max(0, enabled.findIndex((place) => place >= this.active));
    if (this.isWhole) this.measure();
    const to = moveInGrid(event.key, at, enabled.length, this.columns);
    if (to === null) return;
    event.preventDefault();
    this.goTo(enabled[to] ?? 0);
  };

  /** The tile that has the focus is the one that Tab returns to. */
  private readonly rove = (event: FocusEvent): void => {
    const id = Number((event.target as HTMLElement).closest<HTMLElement>('button.tile')?.dataset['id']);
    const at = this.given?.tiles.findIndex((tile) => tile.id === id) ?? -1;
    if (at < 0 || at === this.active) return;
    this.active = at;
    this.draw();
  };
}

/** Whether two tiles are equally high at one width. */
const isLike = (one: Tile | undefined, other: Tile | undefined): boolean => one !== undefined && other !== undefined && one.size.width * other.size.height === one.size.height * other.size.width && (one.caption === '') === (other.caption === '');

/** `place`: which of how many, where not all of them are there to be counted. */
function tileView({ id, label, caption, size, pixels, when, muted }: Tile, entry: boolean, place: number | null, count: number): TemplateResult {
  return html`<li class=${muted ? 'muted' : ''} aria-posinset=${place ?? nothing} aria-setsize=${place === null ? nothing : count}>
    <button type="button" class="tile" data-id=${id} tabindex=${entry ? 0 : -1} aria-label=${label} title=${label} ?disabled=${pixels === null}>
      ${pixels ? canvas({ label: '', size, pixels, when }) : html`<span class="placeholder" style=${styled({ 'aspect-ratio': `${size.width} / ${size.height}` })}></span>`}
      ${caption ? html`<span class="caption">${caption}</span>` : nothing}
    </button>
  </li>`;
}

export const tileSheetName = 'convlens-tiles';

if (!customElements.get(tileSheetName)) customElements.define(tileSheetName, TileSheet);

export type { TileSheet };
