/** Classes of the program that read batches (`keras.utils.Sequence`, `PyDataset`): looked into once, with the number of a batch that is any of them. */
import type { Span } from '../../../graph/types.js';
import { Args } from '../../python/args.js';
import { PyInstance } from '../../python/classes.js';
import type { PyFunction } from '../../python/functions.js';
import { headOf } from '../../python/machine.js';
import type { Site, Value } from '../../python/values.js';
import { DatasetValue } from '../dataset-value.js';
import { BatchNumber, BatchTrace } from '../files/batch.js';
import { keptOrders, looked, partsOf, pipelineOf, renewalBetween, type Renewal } from './batches.js';
import { readGenerator } from './generator.js';

/** What `fit` is handed, where it is an object of such a class or a generator as the data that it gives. */
export function readSequence(value: Value | undefined, at: Site): Value | undefined {
  if (!(value instanceof PyInstance)) return readGenerator(value, at);
  const reader = value.cls.ownMethod('__getitem__');
  return reader ? dataOf(value, reader, at) : value;
}

function dataOf(instance: PyInstance, reader: PyFunction, at: Site): DatasetValue {
  const place = headOf(reader.code);
  const refused = (reason: string, span: Span | null = place): DatasetValue => new DatasetValue(null, `the class ${instance.cls.name} of this file gives it, and ${reason}`, {}, instance.cls.name, null, null, span);
  const trace = new BatchTrace();
  // Keras calls both before each epoch: what the data ends with comes before the first one as well (EpochIterator).
  const renewing = ['on_epoch_end', 'on_epoch_begin'].flatMap((name) => instance.cls.ownMethod(name) ?? []);
  const renewal = renewing.length > 0 ? renewalOf(instance, renewing, at) : 'none';
  if (renewal === 'other') return refused(`what its ${renewing.map(({ code }) => code.name).join(' and ')} changes is not followed.`);
  const { made, parts, count } = looked(at, () => {
    if (renewal !== 'arrays') for (const method of renewing) method.call(Args.of(instance), at);
    const count = instance.cls.ownMethod('__len__')?.call(Args.of(instance), at) ?? null;
    const made = reader.call(Args.of(instance, new BatchNumber({ reason: 'Which batch is read is not known.', span: place }, trace)), at) ?? null;
    // Arrays are here what the program has made of them by now.
    return { made, parts: partsOf(made, trace), count };
  });
  return pipelineOf({ made, parts, count, trace, renewal, place, refused, typeName: instance.cls.name, words: { what: 'its __getitem__', slices: 'self.paths[i * size:(i + 1) * size]', count: 'how many batches it has (__len__)' }, endless: false });
}

/** What the methods for each epoch put into another order. */
function renewalOf(instance: PyInstance, renewing: readonly PyFunction[], at: Site): Renewal {
  const before = keptOrders(instance.attributes);
  const after = looked(at, () => {
    for (const method of renewing) method.call(Args.of(instance), at);
    return keptOrders(instance.attributes);
  });
  return renewalBetween(before, after);
}
