import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { channelsLast } from '../support/format.js';
import { resize } from '../support/resize.js';

export default defineForward({
  type: 'Resizing',
  call(call) {
    const { config } = call;
    for (const option of ['cropToAspectRatio', 'padToAspectRatio']) if (config.flag(option, false)) config.fail(option, 'False');
    return channelsLast(tf.cast(only(call), 'float32'), config.channelsFirst, (x) => resize(x, [config.number('height'), config.number('width')], config.text('interpolation', 'bilinear'), config.flag('antialias', false)));
  },
});
