import type { AscentOptions } from './options.js';
import type { Subject, SubjectInfo } from '../picture.js';

export interface FiltersRequest {
  readonly subject: Subject;
  readonly layer: string | null;
  /** Which filters; null for all of the layer. */
  readonly filters: readonly number[] | null;
  /** Gradient ascent steps (lecture: 40) and their length (lecture: 1). */
  readonly steps: number;
  readonly stepSize: number;
  readonly seed: number;
  /** Height and width of the patterns; left out, the model's own input size. A layer in the midst of a model can be excited at any size. */
  readonly size?: readonly [height: number, width: number];
  /** Better methods than the lecture's; left out, its own. */
  readonly options?: AscentOptions;
  /** Patterns of each filter, which `options.diversity` keeps apart. Default 1. */
  readonly variants?: number;
  /** The kernels themselves instead of patterns. */
  readonly kernels?: boolean;
}

/** The input that excites one filter. `values` is [height, width, channels] in 0..1, normalized as in the lecture. */
export interface Pattern {
  readonly filter: number;
  /** Which of the filter's patterns, from 0. */
  readonly variant: number;
  readonly values: Float32Array;
  /** Mean activation of the filter after each step, the start included. */
  readonly objective: readonly number[];
  /** The filter gave 0 to the start and to every step: without a gradient nothing formed, and `values` shows only the noise of the start. */
  readonly silent?: boolean;
}

/** A partial result holds the patterns that formed since the last one; the final result holds all. */
export interface FiltersPicture {
  readonly info: SubjectInfo;
  readonly layer: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Filters of the layer, shown or not. */
  readonly total: number;
  readonly patterns: readonly Pattern[];
  /** [filters, height, width, channels] of the layer's kernels, where they were asked for. */
  readonly kernels: { readonly height: number; readonly width: number; readonly channels: number; readonly values: Float32Array } | null;
  readonly layers: readonly { readonly name: string; readonly type: string; readonly filters: number }[];
}
