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

/** Makes [height, width, channels] smaller: each place takes the mean of the places that it covers, parts of them by their share. */
export function shrink(values: Float32Array, [height, width, channels]: readonly [number, number, number], [toHeight, toWidth]: readonly [number, number]): Float32Array {
  if (height === toHeight && width === toWidth) return values.slice();
  const rows = covered(height, toHeight);
  const columns = covered(width, toWidth);
  const result = new Float32Array(toHeight * toWidth * channels);
  for (const [i, row] of rows.entries()) {
    for (const [j, column] of columns.entries()) {
      const to = (i * toWidth + j) * channels;
      for (const [y, high] of row) {
        for (const [x, wide] of column) {
          for (let c = 0; c < channels; c++) result[to + c]! += high * wide * values[(y * width + x) * channels + c]!;
        }
      }
    }
  }
  return result;
}

/** For each new place along an axis the old ones that it covers, with their shares of it, which add up to 1. */
function covered(from: number, to: number): (readonly [at: number, share: number])[][] {
  return Array.from({ length: to }, (_, i) => {
    const [start, end] = [(i * from) / to, ((i + 1) * from) / to];
    const places: (readonly [number, number])[] = [];
    for (let at = Math.floor(start); at < Math.min(from, Math.ceil(end)); at++) places.push([at, (Math.min(end, at + 1) - Math.max(start, at)) / (end - start)]);
    return places;
  });
}
