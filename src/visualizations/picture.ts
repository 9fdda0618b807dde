/** Shared by all visualizations' contracts: what is looked at, and plain arrays with units. Pure types, no DOM, no tensors. */
import type { ModelGraph } from '../core/graph/types.js';
import type { Split } from '../core/protocol/inspection.js';

/** Which weights. */
export type Weights =
  | { readonly kind: 'run'; readonly directory: string; readonly epoch: number | 'best' | 'last' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'random'; readonly graph: ModelGraph; readonly seed: number };

/** Which image. A dataset image is preprocessed as the run's recipe says; a file is resized to the model's input first. */
export type ImageChoice =
  | { readonly kind: 'dataset'; readonly split: Split; readonly index: number }
  | { readonly kind: 'file'; readonly path: string };

/** A ModelGraph with weights and an image: what every visualization looks at. */
export interface Subject {
  readonly weights: Weights;
  readonly image: ImageChoice | null;
  /** Height and width for a model whose input has no fixed size. */
  readonly size?: readonly [height: number, width: number];
  /** How pixel values 0..255 become the model's input; left out, the run's recipe or the model itself decides, and `SubjectInfo.preprocessing` says how. */
  readonly preprocessing?: Preprocessing;
  /** Device to compute on; left out, the best one. */
  readonly device?: string;
}

/** `none`: 0..255 as they are; `unit`: divided by 255; the others as `keras.applications` name their modes. */
export type Preprocessing = 'none' | 'unit' | 'caffe' | 'tf' | 'torch';

/** An image as numbers. `values` is row-major [height, width, channels]. */
export interface Raster {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/** What the head of every panel says of the subject. */
export interface SubjectInfo {
  readonly model: string;
  /** e.g. "run 14:02, epoch 5", "random weights (seed 1)". */
  readonly weights: string;
  /** Of weights from a file: which version of it, as `modelFileStamp` tells them apart. */
  readonly stamp?: string;
  /** e.g. `test #381 "7"`; null where no image is needed. */
  readonly image: string | null;
  readonly device: string;
  /** The image as the user knows it, values 0..255, before preprocessing. */
  readonly original: Raster | null;
  /** True class, where the data has one. */
  readonly label: number | null;
  readonly classNames: readonly string[];
  /** How pixels were turned into the model's input, e.g. "as the run's recipe says" or "divided by 255 (assumed)". */
  readonly preprocessing?: string;
  /** The model takes images of any size, so that the one that was chosen can be changed. */
  readonly anySize?: true;
}
