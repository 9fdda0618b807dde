import type { ImageCache, ImageRecipe } from '../decoder/protocol.js';
import { decode } from '../decoder/pool.js';
import { rowSize, type Rows } from '../rows.js';

/** Images that could not be read, with the reason of each. Grows while a folder is read. */
export type UnreadableImages = Map<string, string>;

/** Image files as rows; `as` says what they are after all steps. */
export function folderRows(as: Pick<Rows, 'shape' | 'dtype' | 'count'>, paths: readonly string[], recipe: ImageRecipe, cache: ImageCache, unreadable: UnreadableImages): Rows {
  const size = rowSize(as.shape);
  return {
    count: as.count, shape: as.shape, dtype: as.dtype,
    async read(wanted, into, pass) {
      const indices = Array.from(wanted);
      const parts = await decode({ paths: indices.map((index) => paths[index]!), indices, recipe, cache, pass: pass ?? null });
      const positions: number[] = [];
      let first = 0;
      for (const { values, unreadable: missing } of parts) {
        into.set(values, first * size);
        for (const { position, reason } of missing) {
          positions.push(first + position);
          unreadable.set(paths[indices[first + position]!]!, reason);
        }
        first += values.length / size;
      }
      return positions;
    },
  };
}
