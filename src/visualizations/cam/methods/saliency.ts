import { defineCamMethod } from '../define.js';
import { strongest } from '../pixels.js';

/** Saliency: how much the class's score changes with each pixel; of a pixel's channels the strongest counts. */
export default defineCamMethod({
  title: 'Saliency',
  source: 'Simonyan et al. 2014, "Deep Inside Convolutional Networks", section 3.1: M = max over channels of |dS/dI|',
  at: 'image',
  signed: false,
  explain: async ({ image, gradients }) => strongest(await gradients(image.values, 1), image.shape),
});
