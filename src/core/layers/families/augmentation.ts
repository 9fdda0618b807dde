import { mapTensors } from '../../graph/tensors.js';
import { type Maybe, Opaque, Unknown, WholeFloat } from '../../graph/values.js';
import { type LayerSpec, type Param, type ValuesOf, dataFormat, defineLayer, inert } from '../define.js';

interface Augmentation<P extends { readonly [name: string]: Param<unknown> }> {
  readonly type: string;
  readonly summary: string;
  readonly params: P;
  /** Layers that the constructor makes, whose automatic names it takes. */
  readonly constructs?: readonly string[] | ((p: ValuesOf<P>) => readonly string[]);
  readonly outputDtype?: 'input';
}

/**
 * Keras's `BaseImagePreprocessingLayer` as far as it leaves shapes alone: an image, a batch of them, or a dict with images, labels,
 * bounding boxes and masks.
 */
export function augmentation<const P extends { readonly [name: string]: Param<unknown> }>({ type, summary, params, constructs = [], outputDtype }: Augmentation<P>): LayerSpec {
  return defineLayer({
    type, summary, positional: Object.keys(params).length, callParameters: ['data', 'training'],
    constructs: (p) => (typeof constructs === 'function' ? constructs(p as unknown as ValuesOf<P>) : constructs),
    params: { ...params, boundingBoxFormat: inert(null), dataFormat: params.dataFormat ?? dataFormat() },
    infer: (_, inputs, { compute }) => mapTensors(inputs, (tensor) => (outputDtype === 'input' ? tensor : { ...plain(tensor), dtype: compute })),
  });
}
const plain = <T extends { readonly shape: unknown; readonly dtype: unknown; readonly loss?: unknown }>({ shape, dtype, loss }: T): Pick<T, 'shape' | 'dtype' | 'loss'> => (loss ? { shape, dtype, loss } : { shape, dtype });

/** The strength of a change: a number within bounds, or a pair of them. No shape depends on it. */
export function factor(bounds: readonly [number, number], fallback?: number | readonly [number, number] | null, { open = false }: { open?: boolean } = {}): Param<Maybe> {
  const [low, high] = bounds;
  const number = (v: Maybe): number | undefined => (typeof v === 'number' ? v : v instanceof WholeFloat ? v.value : typeof v === 'boolean' ? Number(v) : undefined);
  const fits = (v: Maybe): boolean => {
    const n = number(v);
    return n === undefined ? v instanceof Unknown || v instanceof Opaque : n <= high && (open ? n > low : n >= low);
  };
  return {
    ...(fallback === undefined ? {} : { fallback }),
    inert: true,
    expects: `a number from ${low} to ${high}, or two of them`,
    accepts: (v) => (v === null ? fallback === null : fits(v) || (Array.isArray(v) && v.length === 2 && v.every(fits))),
    normalise: (v) => number(v) ?? (Array.isArray(v) ? v.map((item: Maybe) => number(item) ?? item) : v),
    read: (v) => v,
  };
}

/** The lowest and highest value of a pixel. */
export function valueRange(): Param<Maybe> {
  const inner = inert([0, 255]);
  return { ...inner, expects: 'two numbers', accepts: (v) => v instanceof Unknown || v instanceof Opaque || (Array.isArray(v) && v.length === 2) };
}
