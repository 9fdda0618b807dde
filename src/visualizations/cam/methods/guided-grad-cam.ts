import { resizeBilinear } from '../../resize.js';
import { defineCamMethod } from '../define.js';
import { strongest, unguided } from '../pixels.js';
import gradCam from './grad-cam.js';

/**
 * Guided Grad-CAM: Grad-CAM's map, as large as the image, times guided backpropagation, the gradient at the image for which every ReLU
 * lets only positive gradients through (Springenberg et al. 2015, fig. 1).
 */
export default defineCamMethod({
  title: 'Guided Grad-CAM',
  source: 'Selvaraju et al. 2017, section 3.1; guided backpropagation: Springenberg et al. 2015, "Striving for Simplicity: The All Convolutional Net", section 3.4',
  at: 'layer',
  signed: false,
  obstacle: unguided,
  async explain(question) {
    const { image } = question;
    const [height = 1, width = 1, channels = 1] = image.shape;
    const map = await gradCam.explain(question);
    const large = resizeBilinear(map.values, [map.height, map.width, 1], [height, width]);
    const guided = await question.gradients(image.values, 1, true);
    return strongest(guided.map((value, i) => value * large[Math.floor(i / channels)]!), image.shape);
  },
});
