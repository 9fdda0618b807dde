import type { ModelGraph } from '../../core/graph/types.js';
import type { Split } from '../../core/protocol/inspection.js';
import type { Raster } from '../../visualizations/picture.js';
import type { Variable } from '../trace/step.js';

/** An image before and after preprocessing. */
export interface PreparedImage {
  /** e.g. `test #381 "7"`, or a file's name. */
  readonly title: string;
  /** Values 0..255 as people know the image. */
  readonly original: Raster;
  /** Row-major, with the model's input shape (no batch axis). */
  readonly values: Float32Array;
  readonly shape: readonly number[];
  readonly label: number | null;
}

/** How pixels become a model's input. */
export interface Preprocessing {
  /** For the head of the panel, e.g. "divided by 255 (assumed)". */
  readonly title: string;
  /** Turns rows of pixels 0..255, [height, width, channels], into input values. */
  apply(pixels: Float32Array, shape: readonly number[]): Promise<Float32Array>;
}

/** A model with weights, ready to be looked into. */
export interface OpenedModel {
  readonly graph: ModelGraph;
  readonly variables: Readonly<Record<string, Variable>>;
  /** e.g. "mnist_convnet.py › model". */
  readonly title: string;
  /** e.g. "run 14:02, epoch 5", "random weights (seed 1)". */
  readonly weights: string;
  /** Of a file: which version of it was read. */
  readonly stamp?: string;
  readonly classNames: readonly string[];
  readonly preprocessing: Preprocessing;
  /** An image of the data that the model was trained with; null where the model knows none. */
  readonly dataset: ((split: Split, index: number) => Promise<PreparedImage>) | null;
  /** Of a run: its data, which other weights of the same run share. */
  readonly data?: ModelData;
}

/** What a run's pictures need of its data. */
export interface ModelData {
  classNames(): Promise<readonly string[]>;
  image(split: Split, index: number): Promise<PreparedImage>;
}
