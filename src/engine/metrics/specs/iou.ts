import { intersectionOverUnion, numClasses, readSparse } from '../iou.js';

export default intersectionOverUnion({ className: 'IoU', names: [], name: 'io_u' }, { classes: numClasses, targets: (config) => config.numbers('targetClassIds'), read: readSparse(true, true) });
