import type { Raster, Subject, SubjectInfo } from '../picture.js';

export interface ConvolutionRequest {
  readonly subject: Subject;
  /** A convolution; null for the first. */
  readonly layer: string | null;
  readonly filter: number;
}

/** How a kernel moves, along rows and columns. */
export interface Geometry {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilation: readonly [number, number];
  /** Zeros before the first row and column. */
  readonly before: readonly [number, number];
}

/** One filter of a convolution at work. All numbers that one value of the output is made of are here. */
export interface Convolved {
  readonly layer: string;
  readonly type: string;
  readonly filter: number;
  readonly filters: number;
  /** What the layer is given, all channels; `inputName` is the layer that made it, or null for the image itself. */
  readonly input: Raster;
  readonly inputName: string | null;
  /** Input channels that this filter sees: from, and up to but without. */
  readonly channels: readonly [number, number];
  /** [rows, columns, channels that it sees]. */
  readonly kernel: Float32Array;
  readonly bias: number | null;
  /** Keras's name; `linear` where there is none. */
  readonly activation: string;
  /** What the layer gives for this filter, after its activation. */
  readonly output: Raster;
  readonly geometry: Geometry;
  /** What to know of the kernel, e.g. that it is the product of two. */
  readonly note: string | null;
}

export interface ConvolutionPicture {
  readonly info: SubjectInfo;
  /** Name of the layer; empty where the model has no convolution. */
  readonly layer: string;
  readonly convolved: Convolved | null;
  readonly layers: readonly { readonly name: string; readonly type: string; readonly filters: number }[];
}
