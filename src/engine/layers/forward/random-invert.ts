import { tf } from '../../trace/tensorflow.js';
import { choose, factorOf, randomImageLayer, uniform, valueRange } from '../support/random-image.js';

export default randomImageLayer('RandomInvert', (x, call) => {
  const batch = x.shape[0];
  const probability = uniform(call, [batch], factorOf(call, 'factor', [0, 1], 1));
  return choose(tf.less(uniform(call, [batch]), probability), tf.sub(valueRange(call)[1], x), x);
});
