import { dataFormat, inert } from '../define.js';
import { augmentation, valueRange } from '../families/augmentation.js';

export default augmentation({
  type: 'Equalization',
  summary: 'Evens out the histogram of an image.',
  outputDtype: 'input',
  params: { valueRange: valueRange(), bins: inert(256), dataFormat: dataFormat() },
});
