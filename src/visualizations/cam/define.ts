import type { Tensor } from '@tensorflow/tfjs-core';

/** What a method weighs: one layer's maps and how the class's score changes with them. */
export interface Evidence {
  /** A: the layer's output, [height, width, channels]. */
  readonly activations: Tensor;
  /** dy/dA, of the same shape. */
  readonly gradients: Tensor;
}

/** A class activation map that follows from a layer's output and the score's gradient at it. */
export interface CamMethodSpec {
  readonly title: string;
  /** The paper and its equation. */
  readonly source: string;
  /** Whether values below zero mean "against the class" and are cut off. */
  readonly rectified: boolean;
  /** [height, width], not scaled. Said in tfjs operations; nothing may be read back. */
  map(evidence: Evidence): Tensor;
}

export function defineCamMethod(method: CamMethodSpec): CamMethodSpec {
  return method;
}
