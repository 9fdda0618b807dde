import { defineLayer, intList } from '../define.js';
import { checkReshape, reshaped } from '../reshape.js';

export default defineLayer({
  type: 'Reshape',
  summary: 'Lays the same values out in another shape.',
  outputDtype: 'input',
  formerly: { dims: 'targetShape' },
  params: { targetShape: intList() },
  check: ({ targetShape }) => targetShape && checkReshape('Reshape', targetShape),
  outputShape: ({ targetShape }, [batch = null, ...rest]) => (targetShape ? [batch, ...reshaped('Reshape', rest, targetShape)] : null),
});
