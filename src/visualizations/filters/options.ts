/** How a pattern is sought, beyond the lecture's plain ascent. Pure. */
export interface AscentOptions {
  /** What the filter responds to least: the ascent goes down. */
  readonly negative?: boolean;
  /** Pixels by which the image is moved about before each step (Mordvintsev et al. 2015, "DeepDream"; Olah et al. 2017), so that no pattern hangs on one place. */
  readonly jitter?: number;
  /** Deviation in pixels of a Gaussian that smooths the image after every fourth step (Yosinski et al. 2015, section 3, "Gaussian blur"). */
  readonly blur?: number;
  /** Weight of the total variation that is taken from the objective (Mahendran and Vedaldi 2015, eq. 4 with beta 1). */
  readonly variation?: number;
  /** Weight of the likeness among the patterns of one filter that is taken from their objective, so that they show its different sides (Olah et al. 2017, section "Diversity"). */
  readonly diversity?: number;
  /** `fourier`: the ascent is made in the spectrum, with colours decorrelated (Olah et al. 2017, "Feature Visualization"); see `spectrum.ts`. Default `pixels`. */
  readonly parametrization?: 'pixels' | 'fourier';
}

/** Steps after which the image is smoothed. */
export const blurEvery = 4;

/** Tells two ways of seeking apart. */
export const keyOf = ({ negative = false, jitter = 0, blur = 0, variation = 0, diversity = 0, parametrization = 'pixels' }: AscentOptions): string => JSON.stringify([negative, jitter, blur, variation, diversity, parametrization]);
