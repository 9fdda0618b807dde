import { anything, defineLayer } from '../define.js';

/** `keras.applications.inception_resnet_v2` uses it: `x + scale * y` (Szegedy et al. 2016, section 3.3). */
export default defineLayer({
  type: 'CustomScaleLayer',
  summary: 'Adds a second tensor to the first one, scaled by a constant.',
  internal: true,
  params: { scale: anything() },
  mergeShape: (_, [first = null]) => first,
});
