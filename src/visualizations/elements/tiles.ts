import { html, type TemplateResult } from 'lit';
import type { Pixels } from '../sheet.js';
import type { Size } from './canvas.js';
import './tile-sheet.js';

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
export const tiles = (options: TilesOptions): TemplateResult => html`<convlens-tiles .options=${options}></convlens-tiles>`;
