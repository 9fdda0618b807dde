interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * An SVG path through points, scaled to fill a box, larger values higher. The path breaks where a value is not a number and
 * goes on behind it.
 */
export function linePath(points: readonly Point[], { width, height }: { readonly width: number; readonly height: number }): string {
  const known = points.filter(({ y }) => Number.isFinite(y));
  const [left, right] = extent(points.map(({ x }) => x));
  const [low, high] = extent(known.map(({ y }) => y));
  const place = (value: number, from: number, to: number, length: number) => (to > from ? ((value - from) / (to - from)) * length : length / 2);
  let path = '';
  let pen: 'M' | 'L' = 'M';
  for (const { x, y } of points) {
    if (!Number.isFinite(y)) {
      pen = 'M';
      continue;
    }
    path += `${pen}${round(place(x, left, right, width))},${round(height - place(y, low, high, height))}`;
    pen = 'L';
  }
  return path;
}

const extent = (values: readonly number[]): readonly [number, number] => values.reduce<readonly [number, number]>(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);

const round = (value: number) => Math.round(value * 100) / 100;
