import { intersectionOverUnion, numClasses, readSparse } from '../iou.js';

export default intersectionOverUnion({ className: 'OneHotMeanIoU', names: [], name: 'one_hot_mean_io_u' }, { classes: numClasses, targets: () => null, read: readSparse(false, false) });
