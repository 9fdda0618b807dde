import type { Convolved } from '../convolution/contract.js';
import type { Subject, SubjectInfo } from '../picture.js';
import type { Field } from '../receptive.js';

export interface ActivationsRequest {
  readonly subject: Subject;
  /** Keras's layer name; null asks for the first convolution. */
  readonly layer: string | null;
  /** A channel whose values' arithmetic is wanted too; left out or null for none. */
  readonly channel?: number | null;
  /** Whether each channel's relevance for the predicted class is wanted. */
  readonly relevance?: boolean;
}

export interface ChannelFacts {
  readonly mean: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly variance: number;
  /** No value differs from zero for this image. */
  readonly dead: boolean;
  /** Nine of ten values stand at an end of what the activation can give, where it hardly has a gradient. */
  readonly saturated: boolean;
}

/** Every channel of one layer for one image. `values` is [height, width, channels] (1 x 1 x units for a dense layer). */
export interface ActivationsPicture {
  readonly info: SubjectInfo;
  readonly layer: string;
  readonly height: number;
  readonly width: number;
  readonly channels: readonly ChannelFacts[];
  readonly values: Float32Array;
  /** What part of the image each place sees; null where it is all of it or not known. */
  readonly field: Field | null;
  /** How the values of the channel asked for are made; null where none was asked for, or the layer is no convolution. */
  readonly made: Convolved | null;
  /** A number a channel, and the class that it is for: the sum of activation times gradient of the class's score. Null where not asked for. */
  readonly relevance: { readonly target: number; readonly channels: Float32Array } | null;
  /** All layers that can be shown, in order, each with the mean over its channels as a thumbnail. */
  readonly layers: readonly { readonly name: string; readonly type: string; readonly height: number; readonly width: number; readonly channels: number; readonly mean: Float32Array }[];
}
