import type { Tensor } from '@tensorflow/tfjs-core';
import type { ModelGraph } from '../../core/graph/types.js';
import type { ModelImage } from '../compute.js';
import type { ShownLayer } from '../layers.js';

/** What a weighting method looks at: one layer's maps and how the class's score changes with them. */
export interface Evidence {
  /** A: the layer's output, [height, width, channels]. */
  readonly activations: Tensor;
  /** dy/dA, of the same shape. */
  readonly gradients: Tensor;
}

/** A map of numbers, not scaled. */
export interface FoundMap {
  readonly height: number;
  readonly width: number;
  readonly values: Float32Array;
  /** What to know of it, with its numbers, e.g. how far an integral is off. */
  readonly note?: string;
}

/** One question (this class in this image, at this layer) and the means to answer it. Images are in the model's input space. */
export interface Question {
  readonly model: ModelGraph;
  readonly layer: ShownLayer;
  readonly target: number;
  readonly image: ModelImage;
  /** What a black and a white pixel become on their way into the model, a number a channel. */
  readonly black: readonly number[];
  readonly white: readonly number[];
  /** The layer's output for the image, [height, width, channels]. */
  readonly activations: FoundMap & { readonly channels: number };
  /** How many images a method that samples may look at; null leaves it to the method. */
  readonly samples: number | null;
  /** The class's score for each of `count` images, [count, ...image.shape]. */
  scores(images: Float32Array, count: number): Promise<Float32Array>;
  /** How each image's score changes with its own values; `guided` lets only positive gradients through each ReLU. */
  gradients(images: Float32Array, count: number, guided?: boolean): Promise<Float32Array>;
  /** A map computed on the device from the layer's output and the score's gradient at it. */
  weigh(map: (evidence: Evidence) => Tensor): Promise<FoundMap>;
  checkCancelled(): void;
  /** Images that one run of the model takes; whoever asks for more at once holds them all in memory. */
  readonly group: number;
  /** Shows how far a slow method is: `done` of `of` images looked at, and the map that they give. */
  progress(done: number, of: number, soFar: () => FoundMap): void;
}

export interface CamMethodSpec {
  readonly title: string;
  /** The paper and its equation. */
  readonly source: string;
  /** What the map is made of: a layer's output, or the image itself. */
  readonly at: 'layer' | 'image';
  /** Whether values below zero speak against the class; else there are none. */
  readonly signed: boolean;
  /** Looks at many changed images, so that a deep model takes long. */
  readonly slow?: boolean;
  /** Why it cannot be had for this model and layer, in one sentence; null where it can. */
  obstacle?(model: ModelGraph, layer: ShownLayer): string | null;
  /** The layer that the method needs, where it is not any. */
  layer?(model: ModelGraph, layers: readonly ShownLayer[]): ShownLayer | null;
  explain(question: Question): Promise<FoundMap>;
}

export function defineCamMethod(method: CamMethodSpec): CamMethodSpec {
  return method;
}

/** A method that follows from a layer's output and the gradient at it. `map` gives [height, width]; it is said in tfjs operations, and nothing may be read back. */
export const byGradients = (map: (evidence: Evidence) => Tensor): CamMethodSpec['explain'] => (question) => question.weigh(map);
