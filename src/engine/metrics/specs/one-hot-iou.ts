import { intersectionOverUnion, numClasses, readSparse } from '../iou.js';

export default intersectionOverUnion({ className: 'OneHotIoU', names: [], name: 'one_hot_io_u' }, { classes: numClasses, targets: (config) => config.numbers('targetClassIds'), read: readSparse(false, false) });
