import { SubLayer } from '../graph/tensors.js';
import { Unknown } from '../graph/values.js';
import type { Param } from './params.js';

/** A layer as an argument; null where it is not known. */
export function layerParam(what = 'a layer'): Param<SubLayer | null> {
  return {
    expects: what,
    accepts: (v) => v instanceof SubLayer || v instanceof Unknown,
    normalise: (v) => v,
    read: (v) => (v instanceof SubLayer ? v : null),
  };
}

/** A layer or None. */
export function optionalLayer(): Param<SubLayer | null | undefined> {
  const inner = layerParam();
  return { fallback: null, expects: 'a layer or None', accepts: (v) => v === null || inner.accepts(v), normalise: (v) => v, read: (v) => (v === null ? undefined : inner.read(v)) };
}

/** One layer or a list of them, read as a list; null where one is not known. */
export function layersParam(what = 'a list of layers'): Param<readonly SubLayer[] | null> {
  const one = (v: unknown): boolean => v instanceof SubLayer || v instanceof Unknown;
  return {
    expects: what,
    accepts: (v) => one(v) || (Array.isArray(v) && v.every(one)),
    normalise: (v) => v,
    read(v) {
      if (v instanceof SubLayer) return [v];
      return Array.isArray(v) && v.every((item) => item instanceof SubLayer) ? (v) : null;
    },
  };
}
