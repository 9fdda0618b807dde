/** A sheet of equal tiles with lines of background between them, as in the lecture's pictures of whole layers. */

/** Pixels, four bytes each: red, green, blue, opacity. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray;
}

export interface SheetLayout {
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
}

/** Arranges `count` tiles in about as many rows as columns; powers of two, as layers have, come out as full rectangles. */
export function layoutSheet(count: number, tile: { readonly width: number; readonly height: number }, gap: number, columns?: number): SheetLayout {
  const across = Math.min(count, columns ?? nearSquare(count));
  const rows = across === 0 ? 0 : Math.ceil(count / across);
  return { columns: across, rows, width: Math.max(1, across * (tile.width + gap) - gap), height: Math.max(1, rows * (tile.height + gap) - gap) };
}

/** The smallest divisor of `count` at or above its square root, if the sheet does not become long by it; else the root itself. */
function nearSquare(count: number): number {
  const root = Math.ceil(Math.sqrt(count));
  for (let columns = root; columns <= 2 * root; columns++) if (count % columns === 0) return columns;
  return root;
}

/** Puts tiles row by row onto a transparent sheet. All tiles have the first one's size. */
export function makeSheet(tiles: readonly Pixels[], gap = 1, columns?: number): Pixels {
  const tile = tiles[0] ?? { width: 1, height: 1 };
  const layout = layoutSheet(tiles.length, tile, gap, columns);
  const rgba = new Uint8ClampedArray(layout.width * layout.height * 4);
  tiles.forEach((pixels, i) => {
    const left = (i % layout.columns) * (tile.width + gap);
    const top = Math.floor(i / layout.columns) * (tile.height + gap);
    for (let y = 0; y < tile.height; y++) {
      rgba.set(pixels.rgba.subarray(y * tile.width * 4, (y + 1) * tile.width * 4), ((top + y) * layout.width + left) * 4);
    }
  });
  return { width: layout.width, height: layout.height, rgba };
}

/** Repeats each pixel `factor` times in both directions, so that small maps are seen as the squares they are. */
export function enlarge({ width, height, rgba }: Pixels, factor: number): Pixels {
  if (factor <= 1) return { width, height, rgba };
  const from = new Uint32Array(rgba.buffer, rgba.byteOffset, width * height);
  const to = new Uint32Array(width * factor * height * factor);
  for (let y = 0; y < height * factor; y++) {
    const row = Math.floor(y / factor) * width;
    for (let x = 0; x < width * factor; x++) to[y * width * factor + x] = from[row + Math.floor(x / factor)]!;
  }
  return { width: width * factor, height: height * factor, rgba: new Uint8ClampedArray(to.buffer) };
}

/** Lays one picture over another of the same size, `opacity` 0..1. */
export function blend(below: Pixels, above: Pixels, opacity: number): Pixels {
  const rgba = new Uint8ClampedArray(below.rgba.length);
  for (let i = 0; i < rgba.length; i += 4) {
    const share = (opacity * above.rgba[i + 3]!) / 255;
    for (let c = 0; c < 3; c++) rgba[i + c] = below.rgba[i + c]! * (1 - share) + above.rgba[i + c]! * share;
    rgba[i + 3] = 255;
  }
  return { width: below.width, height: below.height, rgba };
}
