/** Rows of a list: from, and to without it. */
export interface Rows {
  readonly from: number;
  readonly to: number;
}

export interface SightOptions {
  /** Pixels of the list above the upper edge of what is seen; negative where the list begins below it. */
  readonly top: number;
  /** Pixels that are seen. */
  readonly height: number;
  /** 0 where it is not known yet. */
  readonly rowHeight: number;
  readonly rows: number;
  /** Both ends are multiples of it. */
  readonly step: number;
  /** A row that has to be there, because the focus is in it; null for none. */
  readonly focused: number | null;
}

/** Rows that were drawn before anything is known of their height. */
const atFirst = 12;

/** The rows in sight and as many pixels more on both sides as are seen. */
export function rowsInSight({ top, height, rowHeight, rows, step, focused }: SightOptions): Rows {
  if (rowHeight <= 0) return { from: 0, to: Math.min(rows, atFirst) };
  const bounded = (row: number) => Math.min(rows, Math.max(0, row));
  const from = bounded(Math.floor((top - height) / rowHeight / step) * step);
  const to = bounded(Math.ceil((top + 2 * height) / rowHeight / step) * step);
  return focused === null ? { from, to } : { from: Math.min(from, Math.floor(focused / step) * step), to: Math.max(to, Math.min(rows, focused + 1)) };
}
