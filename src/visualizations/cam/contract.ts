import type { Raster, Subject, SubjectInfo } from '../picture.js';

/** Name of a method's file under `methods/`, e.g. `grad-cam`; `CamPicture.methods` lists them. */
export type CamMethod = string;

/** What is explained: the class's logit as the papers say (their y is taken before the softmax), or its probability as the lecture does. */
export type CamScore = 'logit' | 'probability';

export interface CamRequest {
  readonly subject: Subject;
  readonly method: CamMethod;
  /** Layer whose maps are weighted; null lets the engine choose (`reason` says why). */
  readonly layer: string | null;
  /** Class to explain; null for the predicted one. */
  readonly target: number | null;
  /** Default `logit`. */
  readonly score?: CamScore;
  /** Images that a sampling method looks at; left out, the method's own number. */
  readonly samples?: number;
  /** What is wanted beside the map: the other methods' maps, or how far to trust this one. Default: neither. */
  readonly also?: 'methods' | 'trust';
}

/** One method's map. Positive maps are 0..1, signed ones -1..1: divided by their peak. */
export interface ScaledMap {
  readonly method: CamMethod;
  readonly signed: boolean;
  /** At the resolution that the method gives. */
  readonly map: Raster;
  /** At the image's. */
  readonly overlay: Raster;
  /** Largest magnitude before scaling; 0 means that nothing speaks for the class (or, in signed maps, against it). */
  readonly peak: number;
  /** What to know of it, with its numbers; null where there is nothing. */
  readonly note: string | null;
}

/** The class's probability as pixels go or come, the most important first. */
export interface Curve {
  /** Shares of the image's pixels, 0..1. */
  readonly shares: readonly number[];
  readonly probabilities: readonly number[];
  /** Area under the curve, 0..1. */
  readonly area: number;
}

/** How far a map can be trusted; see `trust.ts` for each figure's source. */
export interface Trust {
  readonly deletion: Curve;
  readonly insertion: Curve;
  /** Probability of the class for the image, and with the image dimmed where the map is low. */
  readonly whole: number;
  readonly masked: number;
  /** Average drop of this image: the share of the probability that is lost by the mask, 0 where it rises; null where there is none to lose (it is 0, or a score below). */
  readonly drop: number | null;
  /** Rank correlation with the map after the weights of all layers from the output back to this one were drawn anew; null where that map is flat. */
  readonly randomization: readonly { readonly layer: string; readonly correlation: number | null }[];
  /** Why there is no randomization check; null where there is one. */
  readonly skipped: string | null;
}

/** Where in the image a class was found. */
export interface CamPicture extends ScaledMap {
  readonly info: SubjectInfo;
  readonly layer: string;
  /** Why this layer was chosen. */
  readonly reason: string;
  readonly target: number;
  readonly probabilities: Float32Array;
  readonly layers: readonly string[];
  /** All methods, with their papers; `obstacle` says why one cannot be had here. */
  readonly methods: readonly { readonly id: CamMethod; readonly title: string; readonly source: string; readonly at: 'layer' | 'image'; readonly obstacle: string | null }[];
  readonly score: CamScore;
  /** The model's last activation. Without one its outputs are no probabilities but the scores themselves, and `probabilities` holds these. */
  readonly activation: 'softmax' | 'sigmoid' | 'none';
  /** The other methods' maps, as far as they are there. */
  readonly others: readonly ScaledMap[];
  readonly trust: Trust | null;
}
