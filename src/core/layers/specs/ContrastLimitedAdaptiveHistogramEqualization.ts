import { dataFormat, float, inert } from '../define.js';
import { augmentation, valueRange } from '../families/augmentation.js';

export default augmentation({
  type: 'ContrastLimitedAdaptiveHistogramEqualization',
  summary: 'Evens out the histogram of each part of an image, with a limit on contrast.',
  params: { valueRange: valueRange(), clipLimit: float(4), tileGridSize: inert([8, 8]), dataFormat: dataFormat() },
});
