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
}

/** Where in the image a class was found. `map` is the layer's resolution, `overlay` the image's; both 0..1. */
export interface CamPicture {
  readonly info: SubjectInfo;
  readonly method: CamMethod;
  readonly layer: string;
  /** Why this layer was chosen. */
  readonly reason: string;
  readonly target: number;
  readonly probabilities: Float32Array;
  readonly map: Raster;
  readonly overlay: Raster;
  /** Largest value of the map before it was scaled to 0..1; 0 means that the class found nothing here. */
  readonly peak: number;
  readonly layers: readonly string[];
  /** All methods, with their papers. */
  readonly methods: readonly { readonly id: CamMethod; readonly title: string; readonly source: string }[];
  readonly score: CamScore;
  /** The model's last activation. Without one its outputs are no probabilities but the scores themselves, and `probabilities` holds these. */
  readonly activation: 'softmax' | 'sigmoid' | 'none';
}
