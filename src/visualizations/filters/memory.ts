/** How much memory patterns of a size take. Pure. */
import { UserError } from '../../core/protocol/failure.js';
import type { ModelGraph } from '../../core/graph/types.js';
import { extentOf, type ShownLayer } from '../layers.js';
import { receptiveFields } from '../receptive.js';

/** More than this is refused before it is begun. */
const mostBytes = 4 * 2 ** 30;

/** The input, what it was before, what it becomes, its gradient, and what is drawn of it. */
const copies = 5;

export interface Wanted {
  /** Layers in the order in which they run, up to the one whose filters are excited. */
  readonly layers: readonly ShownLayer[];
  readonly size: readonly [height: number, width: number, channels: number];
  /** Inputs that ascend together. */
  readonly batch: number;
  /** Patterns that are kept and sent to whoever asked. */
  readonly patterns: number;
}

/**
 * Bytes of the finished patterns and of one batch: its inputs, and the outputs of all layers with their gradients. A layer's places are as far
 * apart as its receptive fields are; one that sees the whole input has the places that its shape says.
 */
export function bytesOf(graph: ModelGraph, { layers, size: [height, width, channels], batch, patterns }: Wanted): number {
  const fields = receptiveFields(graph);
  const values = layers.reduce((sum, { path, shape, channelsFirst }) => {
    const own = extentOf(shape, channelsFirst);
    const field = fields.get(path);
    const places = field ? Math.ceil(height / field.rows.jump) * Math.ceil(width / field.columns.jump) : (own.height ?? 1) * (own.width ?? 1);
    return sum + places * (own.channels ?? 1);
  }, 0);
  const pixels = height * width * channels;
  // Each finished pattern is kept, and once more in the answer.
  return 4 * (batch * (copies * pixels + 2 * values) + 2 * patterns * pixels);
}

/** Throws a UserError where patterns would take more memory than any of them is worth. */
export function checkMemory(graph: ModelGraph, wanted: Wanted): void {
  const bytes = bytesOf(graph, wanted);
  if (bytes <= mostBytes) return;
  const { size: [height, width], patterns } = wanted;
  throw new UserError(`${patterns === 1 ? 'One pattern' : `${patterns.toLocaleString('en-US')} patterns`} of ${height} × ${width} pixels would take about ${(bytes / 2 ** 30).toLocaleString('en-US', { maximumFractionDigits: 0 })} GB of memory; expected at most ${mostBytes / 2 ** 30} GB. Choose a smaller size${patterns > 1 ? ' or fewer filters' : ''}.`);
}
