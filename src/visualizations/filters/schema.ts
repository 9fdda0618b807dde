import * as v from 'valibot';

/** What a request may ask of the ascent; see `AscentOptions`. */
export const ascentOptions = {
  negative: v.exactOptional(v.boolean()),
  jitter: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(64))),
  blur: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(16))),
  variation: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1000))),
  diversity: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1000))),
  parametrization: v.exactOptional(v.picklist(['pixels', 'fourier'])),
};
