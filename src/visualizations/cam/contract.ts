import type { Raster, Subject, SubjectInfo } from '../picture.js';

export type CamMethod = 'grad-cam';

export interface CamRequest {
  readonly subject: Subject;
  readonly method: CamMethod;
  /** Layer whose maps are weighted; null lets the engine choose (`reason` says why). */
  readonly layer: string | null;
  /** Class to explain; null for the predicted one. */
  readonly target: number | null;
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
}
