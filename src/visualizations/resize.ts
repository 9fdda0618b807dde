/**
 * Bilinear resizing of [height, width, channels] with half-pixel centres, as `tf.image.resize(..., "bilinear")` does: places outside
 * take the nearest edge's value. Pure, for pictures; images on their way into a model are resized by the image library.
 */
export function resizeBilinear(values: Float32Array, [height, width, channels]: readonly [number, number, number], [toHeight, toWidth]: readonly [number, number]): Float32Array {
  if (height === toHeight && width === toWidth) return values.slice();
  const rows = places(height, toHeight);
  const columns = places(width, toWidth);
  const result = new Float32Array(toHeight * toWidth * channels);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      for (let c = 0; c < channels; c++) {
        const value = (y: number, x: number): number => values[(y * width + x) * channels + c]!;
        const upper = value(row.before, column.before) * (1 - column.share) + value(row.before, column.after) * column.share;
        const lower = value(row.after, column.before) * (1 - column.share) + value(row.after, column.after) * column.share;
        result[at++] = upper * (1 - row.share) + lower * row.share;
      }
    }
  }
  return result;
}

interface Place {
  readonly before: number;
  readonly after: number;
  /** Weight of `after`. */
  readonly share: number;
}

function places(from: number, to: number): Place[] {
  return Array.from({ length: to }, (_, i) => {
    const centre = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    const before = Math.floor(centre);
    return { before, after: Math.min(before + 1, from - 1), share: centre - before };
  });
}
