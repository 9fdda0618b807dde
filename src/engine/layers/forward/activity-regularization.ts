import { tf } from '../../trace/tensorflow.js';
import { penalty } from '../../model/regularizers.js';
import { defineForward, only } from '../define.js';

export default defineForward({
  type: 'ActivityRegularization',
  call(call) {
    const x = only(call);
    const [l1, l2] = [call.config.number('l1', 0), call.config.number('l2', 0)];
    call.penalize(penalty({ className: 'L1L2', config: { l1, l2 } }, x));
    return tf.clone(x);
  },
});
