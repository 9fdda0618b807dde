import type { DataSet } from '../../recipe/types.js';
import { BoundNative } from '../python/native.js';
import { type Value, asInteger, unknown } from '../python/values.js';
import { DatasetValue } from './dataset-value.js';

/** Methods of `tf.data.Dataset` that do not change what is trained on, or whose effect is known. */
export function datasetMethod(self: DatasetValue, name: string): Value | undefined {
  const same = (): Value => self;
  const changed = (data: DataSet | null, reason: string): DatasetValue => new DatasetValue(data, reason, self.attributes, self.typeName);
  switch (name) {
    case 'prefetch':
    case 'cache':
    case 'repeat':
    case 'with_options':
    case 'apply':
    case 'reset':
      return new BoundNative(name, same);
    case 'shuffle':
      return new BoundNative(name, () => changed(self.data && { ...self.data, shuffle: true }, self.reason));
    case 'batch':
      return new BoundNative(name, (args) => {
        const size = asInteger(args.get(0, 'batch_size'));
        return size === null ? changed(null, 'the batch size of the pipeline is not known.') : changed(self.data && { ...self.data, batchSize: size }, self.reason);
      });
    case 'map':
    case 'filter':
    case 'unbatch':
    case 'take':
    case 'skip':
    case 'concatenate':
      return new BoundNative(name, () => changed(null, `what ${name}(…) does to it is not followed.`));
    case 'as_numpy_iterator':
      return new BoundNative(name, (_args, at) => unknown('The batches of this data are not known without reading it.', at.span));
    default:
      return undefined;
  }
}
