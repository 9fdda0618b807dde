import type { Reach } from '../layers/define.js';
import type { Dim, Shape } from './types.js';

/** What a position of a tensor sees of the model's input, along the spatial axes. */
export interface Extent {
  readonly field: readonly Dim[];
  readonly stride: readonly Dim[];
}

/** At the input itself a position sees itself: 1, at steps of 1. Two axes stand for the batch and the channels. */
export function inputExtent(shape: Shape | null): Extent | undefined {
  if (!shape || shape.length < 3) return undefined;
  const one = new Array<Dim>(shape.length - 2).fill(1);
  return { field: one, stride: one };
}

/** A merged tensor sees what its inputs see together; undefined where one of them has lost its positions. */
export function joinExtents(extents: readonly (Extent | undefined)[]): Extent | undefined {
  const [first, ...rest] = extents;
  if (!first || rest.some((e) => e?.field.length !== first.field.length)) return undefined;
  return (rest as readonly Extent[]).reduce((a, b) => ({ field: larger(a.field, b.field), stride: larger(a.stride, b.stride) }), first);
}
const larger = (a: readonly Dim[], b: readonly Dim[]): Dim[] => a.map((d, i) => (d === null || b[i] == null ? null : Math.max(d, b[i])));

/**
 * After a layer of windows: field grows by (window - 1) times the stride product so far, and the product by the stride
 * (Araujo, Norris and Sim 2019, eq. 2 and 3). A spreading layer divides the product instead.
 */
export function extentAfter({ field, stride }: Extent, reach: Reach, rank: number): Extent | undefined {
  if (reach === 'position') return rank === field.length + 2 ? { field, stride } : undefined;
  if (reach === 'all' || reach === 'unknown' || reach.window.length !== field.length) return undefined;
  const { window, stride: by, spreads } = reach;
  const seen = field.map((f, i) => {
    const [w, s, j] = [window[i], by[i], stride[i]];
    if (f === null || w == null || s == null || j == null) return null;
    return spreads ? f + (Math.ceil(w / s) - 1) * j : f + (w - 1) * j;
  });
  return { field: seen, stride: stride.map((j, i) => (j === null || by[i] == null ? null : spreads ? j / by[i] : j * by[i])) };
}
