import { intersectionOverUnion, numClasses, readSparse } from '../iou.js';

export default intersectionOverUnion({ className: 'MeanIoU', names: [], name: 'mean_io_u' }, { classes: numClasses, targets: () => null, read: readSparse(true, true) });
