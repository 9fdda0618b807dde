import { tf } from '../../trace/tensorflow.js';
import { intersectionOverUnion } from '../iou.js';

export default intersectionOverUnion(
  { className: 'BinaryIoU', names: [], name: 'binary_io_u' },
  {
    classes: () => 2,
    targets: (config) => config.numbers('targetClassIds') ?? [0, 1],
    read: (yTrue, yPred, config) => [yTrue, tf.greaterEqual(yPred, config.number('threshold', 0.5))],
  },
);
