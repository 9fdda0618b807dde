import loss from '../../losses/specs/binary-crossentropy.js';
import { meanMetric } from '../define.js';

export default meanMetric({ className: 'BinaryCrossentropy', names: ['binary_crossentropy', 'bce', 'BCE'], name: 'binary_crossentropy' }, (yTrue, yPred, config) => loss.call(yTrue, yPred, config));
