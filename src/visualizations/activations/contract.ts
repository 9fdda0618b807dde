import type { Subject, SubjectInfo } from '../picture.js';

export interface ActivationsRequest {
  readonly subject: Subject;
  /** Keras's layer name; null asks for the first convolution. */
  readonly layer: string | null;
}

export interface ChannelFacts {
  readonly mean: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly variance: number;
  /** No value differs from zero for this image. */
  readonly dead: boolean;
}

/** Every channel of one layer for one image. `values` is [height, width, channels] (1 x 1 x units for a dense layer). */
export interface ActivationsPicture {
  readonly info: SubjectInfo;
  readonly layer: string;
  readonly height: number;
  readonly width: number;
  readonly channels: readonly ChannelFacts[];
  readonly values: Float32Array;
  /** All layers that can be shown, in order, each with the mean over its channels as a thumbnail. */
  readonly layers: readonly { readonly name: string; readonly type: string; readonly height: number; readonly width: number; readonly channels: number; readonly mean: Float32Array }[];
}
