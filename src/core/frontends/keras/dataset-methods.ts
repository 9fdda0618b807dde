import type { DataArray, DataSet, DataStep } from '../../recipe/types.js';
import type { Loss, Shape } from '../../graph/types.js';
import { Args } from '../python/args.js';
import { Tuple } from '../python/containers.js';
import { BoundNative } from '../python/native.js';
import { Obj, type Site, type Value, asInteger, unknown } from '../python/values.js';
import { ArrayValue } from './array-value.js';
import { lifted } from './data/steps.js';
import { DatasetValue } from './dataset-value.js';
import { sessionOf } from './session.js';
import { TensorValue } from './tensor-value.js';

/** Methods of `tf.data.Dataset` that do not change what is trained on, or whose effect is known. */
export function datasetMethod(self: DatasetValue, name: string): Value | undefined {
  const same = (): Value => self;
  const changed = (data: DataSet | null): DatasetValue => new DatasetValue(data, self.reason, self.attributes, self.typeName, self.element, self.parts, self.place);
  /** What is trained on is not known from here on; what was lost before stays the reason. */
  const lost = (reason: string, { span }: Pick<Site, 'span'>): DatasetValue => (self.data ? new DatasetValue(null, reason, self.attributes, self.typeName, self.element, self.parts, span) : self);
  switch (name) {
    case 'prefetch':
    case 'cache':
    case 'snapshot':
    case 'ignore_errors':
    case 'with_options':
    case 'reset':
      return new BoundNative(name, same);
    case 'apply':
      return new BoundNative(name, (args, at) => {
        const made = at.machine.call(args.get(0, 'transformation_func') ?? null, Args.of(self), at);
        return made instanceof DatasetValue ? made : lost(`what ${name}(…) does to it is not followed.`, at);
      });
    case 'repeat':
      return new BoundNative(name, (args, at) => {
        const count = args.get(0, 'count') ?? null;
        const times = count === null ? -1 : asInteger(count);
        // Without end it is that many steps that `fit` is told of; a number of rounds makes an epoch longer.
        return times === -1 || times === 1 ? self : lost(`repeat(${times ?? '…'}) makes an epoch of several rounds, which is not followed. Write repeat() and give fit steps_per_epoch, or more epochs.`, at);
      });
    case 'shuffle':
      return new BoundNative(name, (args, at) => changed(self.data && { ...self.data, shuffle: true, places: { ...self.data.places, shuffle: args.spanOf(0, 'buffer_size') ?? at.span } }));
    case 'batch':
      return new BoundNative(name, (args, at) => {
        const size = asInteger(args.get(0, 'batch_size'));
        if (self.data && self.data.batchSize !== null) return lost('it is batched twice, and batches of batches are not followed.', at).giving(eachArray(self.element, (shape) => [null, ...shape]));
        const made = size === null ? lost('the batch size of the pipeline is not known.', at) : changed(self.data && { ...self.data, batchSize: size, places: { ...self.data.places, batch: args.spanOf(0, 'batch_size') ?? at.span } });
        // The last batch may be shorter, unless it is dropped.
        return made.giving(eachArray(self.element, (shape) => [args.get(1, 'drop_remainder') === true ? size : null, ...shape]));
      });
    case 'map':
      return new BoundNative(name, (args, at) => {
        const element = mappedElement(marked(self), args.get(0, 'map_func') ?? null, at);
        const data = self.data && (self.parts ? null : mappedData(self.data, element));
        if (data || !self.data) return changed(data).giving(element);
        const why = self.parts ? undefined : whyLost(element);
        return lost(why ? `in ${name}(…), ${why.reason}` : `what ${name}(…) does to it is not followed.`, { span: why?.span ?? at.span }).giving(element);
      });
    case 'unbatch':
      return new BoundNative(name, (_args, at) => {
        const single = eachArray(self.element, (shape) => shape.slice(1));
        // A batch of a fixed length may have left examples out.
        const whole = typeof self.data?.batchSize === 'number' && batchesAreOpen(self.element);
        return (whole ? changed({ ...self.data, batchSize: null }) : lost(`what ${name}(…) does to it is not followed.`, at)).giving(single);
      });
    case 'take':
    case 'skip':
      return new BoundNative(name, (args, at) => {
        const count = asInteger(args.get(0, 'count'));
        // A negative number takes all of them.
        if (count !== null && count < 0 && name === 'take') return self;
        if (count === null || !self.data) return lost(`how many examples ${name}(…) leaves is not known.`, at);
        if (self.parts) return lost(`what ${name}(…) leaves of several inputs or outputs is not followed.`, at);
        if (self.data.shuffle && !isDirectory(self.data)) return lost(`${name}(…) after shuffle(…) leaves examples that are chosen at random.`, at);
        if (isDirectory(self.data)) return lost(`what ${name}(…) leaves of a folder is not followed.`, at);
        return count < 0 ? lost('nothing is left of it after skip(…) of a negative number.', at) : changed(part(self.data, name, count * (self.data.batchSize ?? 1), at));
      });
    case 'filter':
    case 'take_while':
      return new BoundNative(name, (_args, at) => lost(`which examples ${name}(…) leaves depends on their values, which are not read.`, at));
    case 'shard':
      return new BoundNative(name, (_args, at) => lost(`${name}(…) takes every so many an example, which is not followed.`, at));
    case 'concatenate':
      return new BoundNative(name, (args, at) => {
        const other = args.get(0, 'dataset');
        return lost(`${name}(…) puts other data behind it, which is not followed.`, at).giving(other instanceof DatasetValue && sameElement(self.element, other.element) ? self.element : null);
      });
    case 'enumerate':
      return new BoundNative(name, (_args, at) => lost(`${name}(…) counts the examples, and its numbers are not followed.`, at).giving(self.element && new Tuple([new ArrayValue([], 'int64'), self.element])));
    case 'interleave':
    case 'flat_map':
    case 'window':
    case 'group_by_window':
    case 'bucket_by_sequence_length':
    case 'padded_batch':
    case 'ragged_batch':
    case 'rejection_resample':
    case 'scan':
    case 'unique':
      return new BoundNative(name, (_args, at) => lost(`what ${name}(…) makes of it is not followed.`, at).giving(null));
    case 'as_numpy_iterator':
      return new BoundNative(name, (_args, at) => unknown('The batches of this data are not known without reading it.', at.span));
    default:
      return undefined;
  }
}

/** The arrays of an element with other shapes; null where a part of it is no array. */
export function eachArray(element: Value | null, change: (shape: Shape) => Shape): Value | null {
  if (element instanceof ArrayValue) return new ArrayValue(element.shape && change(element.shape), element.dtype, { loss: element.loss, why: element.why });
  if (!(element instanceof Tuple) || element.lost) return null;
  const parts = element.items.map((part) => eachArray(part, change));
  return parts.includes(null) ? null : new Tuple(parts);
}

/** Whether batches have no fixed length. */
function batchesAreOpen(element: Value | null): boolean {
  if (element instanceof ArrayValue) return element.shape?.[0] === null;
  return element instanceof Tuple && !element.lost && element.items.every(batchesAreOpen);
}

function sameElement(a: Value | null, b: Value | null): boolean {
  if (a instanceof ArrayValue) return b instanceof ArrayValue && a.shape !== null && JSON.stringify(a.shape) === JSON.stringify(b.shape);
  return a instanceof Tuple && b instanceof Tuple && a.items.length === b.items.length && a.items.every((item, i) => sameElement(item, b.items[i]!));
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

/** The arrays of an element, each with the source that its numbers come from and no step yet, so that a function's steps show. */
function marked({ data, element }: DatasetValue): Value | null {
  if (!data || element === null) return element;
  const mark = (value: Value, source: DataArray | null): Value => (value instanceof ArrayValue && source ? new ArrayValue(value.shape, value.dtype, { data: { source: source.source, steps: [], span: source.span }, loss: value.loss }) : value);
  if (!(element instanceof Tuple)) return mark(element, data.x);
  // Labels of a folder have no array of their own: they come with the images.
  return new Tuple(element.items.map((item, i) => mark(item, i === 0 ? data.x : i === 1 ? (data.y ?? data.x) : null)));
}

/** Why a part of an element is not known. */
function whyLost(element: Value | null): Loss | undefined {
  if (element instanceof ArrayValue) return element.data ? undefined : element.why;
  if (!(element instanceof Tuple)) return undefined;
  for (const item of element.items) {
    const why = whyLost(item);
    if (why) return why;
  }
  return undefined;
}

/** The data after a function that gives `element` for what `marked` gave; null where its steps are not all known. */
function mappedData(data: DataSet, element: Value | null): DataSet | null {
  const [x, y] = element instanceof Tuple ? element.items : [element ?? undefined];
  const steps = (value: Value | undefined, from: DataArray): readonly DataStep[] | null => (value instanceof ArrayValue && value.data?.source === from.source ? lifted(value.data.steps, data.batchSize !== null) : null);
  const inputs = steps(x, data.x);
  if (!inputs) return null;
  const labelled = data.y !== null || (isDirectory(data) && hasLabels(data.x.source));
  const targets = y === undefined ? (labelled ? null : []) : steps(y, data.y ?? data.x);
  if (!targets || (data.y === null && targets.length > 0)) return null;
  const more = (array: DataArray, added: readonly DataStep[]): DataArray => ({ ...array, steps: [...array.steps, ...added] });
  return { ...data, x: more(data.x, inputs), y: data.y && more(data.y, targets) };
}

const isDirectory = ({ x }: DataSet): boolean => x.source.kind === 'directory';

/** Whether a folder's images come with labels: not with `labels=None`, `label_mode=None` or `class_mode=None`. */
const hasLabels = (source: DataArray['source']): boolean => source.kind === 'directory' && ![source.config.labels, source.config.labelMode, source.config.classMode].includes(null);

/** The first examples, or those after them. */
function part(data: DataSet, name: 'take' | 'skip', count: number, { span }: Site): DataSet {
  const step: DataStep = name === 'take' ? { op: 'slice', from: null, to: count, span } : { op: 'slice', from: count, to: null, span };
  const cut = (array: DataArray): DataArray => ({ ...array, steps: [...array.steps, step] });
  return { ...data, x: cut(data.x), y: data.y && cut(data.y) };
}

/** Tensors that a traced function gives are arrays again where the data is read. */
function settled(value: Value): Value | null {
  if (value instanceof TensorValue) return new ArrayValue(value.tensor.shape, value.tensor.dtype, { loss: value.tensor.loss });
  if (value instanceof ArrayValue) return new ArrayValue(value.shape, value.dtype, { data: value.data, loss: value.loss, why: value.why });
  if (!(value instanceof Tuple) || value.lost) return null;
  const parts = value.items.map(settled);
  return parts.includes(null) ? null : new Tuple(parts);
}
