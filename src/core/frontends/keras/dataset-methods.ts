import type { DataSet } from '../../recipe/types.js';
import type { Shape } from '../../graph/types.js';
import { Args } from '../python/args.js';
import { Tuple } from '../python/containers.js';
import { BoundNative } from '../python/native.js';
import { Obj, type Site, type Value, asInteger, unknown } from '../python/values.js';
import { ArrayValue } from './array-value.js';
import { DatasetValue } from './dataset-value.js';
import { sessionOf } from './session.js';
import { TensorValue } from './tensor-value.js';

/** Methods of `tf.data.Dataset` that do not change what is trained on, or whose effect is known. */
export function datasetMethod(self: DatasetValue, name: string): Value | undefined {
  const same = (): Value => self;
  const changed = (data: DataSet | null, reason: string): DatasetValue => new DatasetValue(data, reason, self.attributes, self.typeName, self.element);
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
        const made = size === null ? changed(null, 'the batch size of the pipeline is not known.') : changed(self.data && { ...self.data, batchSize: size }, self.reason);
        // The last batch may be shorter, unless it is dropped.
        return made.giving(eachArray(self.element, (shape) => [args.get(1, 'drop_remainder') === true ? size : null, ...shape]));
      });
    case 'map':
      return new BoundNative(name, (args, at) => changed(null, `what ${name}(…) does to it is not followed.`).giving(mappedElement(self.element, args.get(0, 'map_func') ?? null, at)));
    case 'unbatch':
      return new BoundNative(name, () => changed(null, `what ${name}(…) does to it is not followed.`).giving(eachArray(self.element, (shape) => shape.slice(1))));
    case 'filter':
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

/** The arrays of an element with other shapes; null where a part of it is no array. */
export function eachArray(element: Value | null, change: (shape: Shape) => Shape): Value | null {
  if (element instanceof ArrayValue) return new ArrayValue(element.shape && change(element.shape), element.dtype, { loss: element.loss });
  if (!(element instanceof Tuple) || element.lost) return null;
  const parts = element.items.map((part) => eachArray(part, change));
  return parts.includes(null) ? null : new Tuple(parts);
}

/** What a function makes of an element: it is followed once, as TensorFlow traces it once, with the layers that it applies. */
function mappedElement(element: Value | null, fn: Value, at: Site): Value | null {
  if (element === null || !(fn instanceof Obj)) return null;
  const session = sessionOf(at.machine);
  session.tracing++;
  try {
    const made = at.machine.call(fn, element instanceof Tuple ? Args.of(...element.items) : Args.of(element), at);
    return settled(made);
  } finally {
    session.tracing--;
  }
}

/** Tensors that a traced function gives are arrays again where the data is read. */
function settled(value: Value): Value | null {
  if (value instanceof TensorValue) return new ArrayValue(value.tensor.shape, value.tensor.dtype, { loss: value.tensor.loss });
  if (value instanceof ArrayValue) return new ArrayValue(value.shape, value.dtype, { loss: value.loss });
  if (!(value instanceof Tuple) || value.lost) return null;
  const parts = value.items.map(settled);
  return parts.includes(null) ? null : new Tuple(parts);
}
