/** Where a map is hot: the box of its hottest region, and the line around all hot ones. Pure; places in pixels of the map. */
import type { Raster } from '../picture.js';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The smallest box around the largest connected region (4 neighbours) above a share of the peak: how a map locates an object (Zhou et al.
 * 2016, section 3.2, with 20 %; Selvaraju et al. 2017, section 4.1, with 15 %). Null where nothing is above it.
 */
export function hottestBox({ height, width, values }: Raster, share: number): Box | null {
  const hot = (at: number): boolean => values[at]! > 0 && values[at]! >= share;
  const seen = new Uint8Array(values.length);
  let best: { readonly size: number; readonly box: Box } | null = null;
  for (let start = 0; start < values.length; start++) {
    if (seen[start] || !hot(start)) continue;
    const stack = [start];
    seen[start] = 1;
    let [size, left, right, top, bottom] = [0, width, -1, height, -1];
    while (stack.length > 0) {
      const at = stack.pop()!;
      const [y, x] = [Math.floor(at / width), at % width];
      size++;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      for (const next of [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, y > 0 ? at - width : -1, y < height - 1 ? at + width : -1]) {
        if (next < 0 || seen[next] || !hot(next)) continue;
        seen[next] = 1;
        stack.push(next);
      }
    }
    if (best === null || size > best.size) best = { size, box: { left, top, width: right - left + 1, height: bottom - top + 1 } };
  }
  return best?.box ?? null;
}

/** Sides on which a line crosses a cell of four places, by which corners are hot (1 upper left, 2 upper right, 4 lower right, 8 lower left). */
const crossings: readonly (readonly (readonly [Side, Side])[])[] = [
  [], [['left', 'top']], [['top', 'right']], [['left', 'right']], [['right', 'bottom']], [['left', 'top'], ['right', 'bottom']], [['top', 'bottom']], [['left', 'bottom']],
  [['bottom', 'left']], [['bottom', 'top']], [['top', 'right'], ['bottom', 'left']], [['bottom', 'right']], [['right', 'left']], [['right', 'top']], [['top', 'left']], [],
];
type Side = 'left' | 'top' | 'right' | 'bottom';

/** The line at a level as an SVG path (marching squares; Lorensen and Cline 1987 in two dimensions), a value standing in the middle of its pixel. The line ends at the map's edge. */
export function contourPath({ height, width, values }: Raster, level: number): string {
  const at = (y: number, x: number): number => values[y * width + x]!;
  const between = (a: number, b: number): number => (level - a) / (b - a);
  const round = (value: number): number => Math.round(value * 100) / 100;
  let path = '';
  for (let y = 0; y < height - 1; y++) {
    for (let x = 0; x < width - 1; x++) {
      const [a, b, c, d] = [at(y, x), at(y, x + 1), at(y + 1, x + 1), at(y + 1, x)];
      const which = (a >= level ? 1 : 0) + (b >= level ? 2 : 0) + (c >= level ? 4 : 0) + (d >= level ? 8 : 0);
      const place: Record<Side, () => readonly [number, number]> = { top: () => [x + between(a, b), y], right: () => [x + 1, y + between(b, c)], bottom: () => [x + between(d, c), y + 1], left: () => [x, y + between(a, d)] };
      for (const [from, to] of crossings[which]!) {
        const [[x0, y0], [x1, y1]] = [place[from](), place[to]()];
        path += `M${round(x0 + 0.5)},${round(y0 + 0.5)}L${round(x1 + 0.5)},${round(y1 + 0.5)}`;
      }
    }
  }
  return path;
}
