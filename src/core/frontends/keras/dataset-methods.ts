import type { DataArray, DataSet, DataStep } from '../../recipe/types.js';
import { arraysOf, withArrays } from '../../recipe/arrays.js';
import type { Bound } from '../../recipe/counts.js';
import { changedList } from '../../recipe/texts.js';
import type { Loss, Shape } from '../../graph/types.js';
import { Args } from '../python/args.js';
import { Dict, Tuple } from '../python/containers.js';
import { BoundNative } from '../python/native.js';
import { Obj, type Site, type Value, asInteger, unknown } from '../python/values.js';
import { ArrayValue } from './array-value.js';
import { isImageParts } from './data/image-parts.js';
import { ordered } from './data/order.js';
import { lifted } from './data/steps.js';
import { DatasetValue } from './dataset-value.js';
import { boundOf } from './files/count-value.js';
import { behind } from './files/grown.js';
import { columnTexts } from './files/read.js';
import { startsWith } from './files/text-list.js';
import { MatchValue, TextValue } from './files/text-value.js';
import { sessionOf } from './session.js';
import { TensorValue } from './tensor-value.js';

/** Methods of `tf.data.Dataset` that do not change what is trained on, or whose effect is known. */
export function datasetMethod(self: DatasetValue, name: string): Value | undefined {
  const same = (): Value => self;
  const changed = (data: DataSet | null): DatasetValue => new DatasetValue(data, self.reason, {}, self.typeName, self.element, self.parts, self.place);
  /** What is trained on is not known from here on; what was lost before stays the reason. */
  const lost = (reason: string, { span }: Pick<Site, 'span'>): DatasetValue => (self.data ? new DatasetValue(null, reason, {}, self.typeName, self.element, self.parts, span) : self);
  switch (name) {
    case 'cache':
      // What was drawn at random for an example is in the cache as well.
      return new BoundNative(name, () => {
        const kept = (steps: readonly DataStep[]): DataStep[] => steps.map((step) => (step.op === 'augment' ? { ...step, kept: true } : step));
        const arrays = self.data && withArrays(self.data, (array) => ({ ...array, steps: kept(array.steps) }));
        const data = arrays?.labelSteps ? { ...arrays, labelSteps: kept(arrays.labelSteps) } : arrays;
        return changed(data?.order?.some(({ op }) => op === 'shuffle') ? ordered(data, { op: 'keep' }) : data);
      });
    case 'prefetch':
    case 'snapshot':
    case 'ignore_errors':
    case 'with_options':
      return new BoundNative(name, () => changed(self.data));
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
        if (times === null) return lost('how many rounds repeat(…) makes is not known.', at);
        return times === 1 ? changed(self.data) : changed(self.data && ordered(self.data, { op: 'repeat', times: times < 0 ? null : times, span: at.span }));
      });
    case 'shuffle':
      return new BoundNative(name, (args, at) => {
        const each = args.get(2, 'reshuffle_each_iteration') ?? true;
        const buffer = boundOf(args.get(0, 'buffer_size') ?? null) ?? null;
        if (typeof each !== 'boolean') return lost('whether shuffle(…) gives another order in each epoch is not known.', at);
        const fixed = !each && typeof buffer !== 'number';
        // Names of files in an order that is random once: as many as there are, where their number is not written out.
        if (fixed && self.data?.x.source.kind === 'texts' && self.data.y === null && self.data.batchSize === null && !self.data.shuffle && !self.data.order) {
          const { source } = self.data.x;
          const list = changedList(source.list, { op: 'shuffle', generator: 'numpy', seed: null, span: at.span });
          return changed({ ...self.data, x: { ...self.data.x, source: { ...source, list } } });
        }
        const step = { op: 'shuffle', buffer, each, seed: asInteger(args.get(1, 'seed') ?? null), span: at.span } as const;
        return changed(self.data && { ...ordered(self.data, step), shuffle: true, places: { ...self.data.places, shuffle: args.spanOf(0, 'buffer_size') ?? at.span } });
      });
    case 'batch':
    case 'padded_batch':
      return new BoundNative(name, (args, at) => {
        // Samples that are trained on have one shape, so that there is nothing to be filled up to the largest.
        if (name === 'padded_batch' && (args.get(1, 'padded_shapes') ?? null) !== null) return lost(`what ${name}(…) makes of it is not followed.`, at).giving(null);
        const size = asInteger(args.get(0, 'batch_size'));
        if (self.data && self.data.batchSize !== null) return lost('it is batched twice, and batches of batches are not followed.', at).giving(eachArray(self.element, (shape) => [null, ...shape]));
        const drop = args.get(name === 'batch' ? 1 : 3, 'drop_remainder') ?? false;
        const batched = (data: DataSet, batch: { readonly size: number; readonly drop: boolean }): DataSet => (data.order ? ordered(data, { op: 'batch', ...batch, span: at.span }) : data);
        const made = size === null || typeof drop !== 'boolean' ? lost('the batch size of the pipeline is not known.', at) : changed(self.data && { ...batched(self.data, { size, drop }), batchSize: size, ...(drop ? { dropRemainder: true } : {}), places: { ...self.data.places, batch: args.spanOf(0, 'batch_size') ?? at.span } });
        // The last batch may be shorter, unless it is dropped.
        return made.giving(eachArray(self.element, (shape) => [drop === true ? size : null, ...shape]));
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
        const mixed = self.data && arraysOf(self.data).flatMap(({ steps }) => steps).find((step) => step.op === 'augment' && step.together === true);
        if (mixed?.op === 'augment') return lost(`the batches in which ${mixed.parts[0]?.className ?? 'a layer'} changes images together are taken apart by ${name}(…), which is not followed.`, at).giving(single);
        if (typeof self.data?.batchSize !== 'number') return lost(`what ${name}(…) does to it is not followed.`, at).giving(single);
        const { dropRemainder, ...data } = self.data;
        return changed(self.data.order || dropRemainder ? { ...ordered(self.data, { op: 'unbatch' }), batchSize: null, dropRemainder: false } : { ...data, batchSize: null }).giving(single);
      });
    case 'take':
    case 'skip':
      return new BoundNative(name, (args, at) => {
        const given = boundOf(args.get(0, 'count') ?? null) ?? null;
        const figured = given !== null && typeof given !== 'number';
        const count = figured ? null : given;
        // A negative number takes all of them.
        if (count !== null && count < 0 && name === 'take') return changed(self.data);
        if (given === null || !self.data) return lost(`how many examples ${name}(…) leaves is not known.`, at);
        if (count !== null && count < 0) return lost('nothing is left of it after skip(…) of a negative number.', at);
        const inOrder = self.data.order !== undefined || self.data.shuffle === true || isDirectory(self.data) || self.parts !== null || (figured && self.data.batchSize !== null);
        if (inOrder) return changed(ordered(self.data, { op: 'rows', ...(name === 'take' ? { from: null, to: given } : { from: given, to: null }), span: at.span }));
        return changed(part(self.data, name, count === null ? given : count * (self.data.batchSize ?? 1), at));
      });
    case 'filter':
    case 'take_while':
      return new BoundNative(name, (_args, at) => lost(`which examples ${name}(…) leaves depends on their values, which are not read.`, at));
    case 'shard':
      return new BoundNative(name, (args, at) => {
        const [of, place] = [asInteger(args.get(0, 'num_shards')), asInteger(args.get(1, 'index'))];
        if (of === null || place === null || place < 0 || place >= of) return lost(`which examples ${name}(…) takes is not known.`, at);
        return changed(self.data && ordered(self.data, { op: 'every', of, at: place, span: at.span }));
      });
    case 'concatenate':
      return new BoundNative(name, (args, at) => {
        const other = args.get(0, 'dataset');
        const both = other instanceof DatasetValue && !self.parts && !other.parts && sameElement(self.element, other.element) ? joinedData(self.data, other.data) : null;
        if (both) return changed(both);
        return lost(`${name}(…) puts other data behind it, which is not followed.`, at).giving(other instanceof DatasetValue && sameElement(self.element, other.element) ? self.element : null);
      });
    case 'enumerate':
      return new BoundNative(name, (_args, at) => lost(`${name}(…) counts the examples, and its numbers are not followed.`, at).giving(self.element && new Tuple([new ArrayValue([], 'int64'), self.element])));
    case 'interleave':
    case 'flat_map':
    case 'window':
    case 'group_by_window':
    case 'bucket_by_sequence_length':
    case 'ragged_batch':
    case 'rejection_resample':
    case 'scan':
    case 'unique':
      return new BoundNative(name, (_args, at) => lost(`what ${name}(…) makes of it is not followed.`, at).giving(null));
    case 'cardinality':
      return new BoundNative(name, (_args, at) => self.length(at));
    case 'as_numpy_iterator':
      return new BoundNative(name, (_args, at) => unknown('The batches of this data are not known without reading it.', at.span));
    default:
      return undefined;
  }
}

/** The examples of one behind those of the other, where both come one by one and in their order; null where no recipe says that. */
function joinedData(one: DataSet | null, other: DataSet | null): DataSet | null {
  if (!one?.y || !other?.y || [one, other].some(({ batchSize, shuffle, places, order }) => batchSize !== null || shuffle !== false || places !== undefined || order !== undefined)) return null;
  const [x, y] = [behind(one.x, other.x), behind(one.y, other.y)];
  return x && y && { ...one, x, y };
}

/** The arrays of an element with other shapes; null where a part of it is no array. */
export function eachArray(element: Value | null, change: (shape: Shape) => Shape): Value | null {
  if (element instanceof ArrayValue) return new ArrayValue(element.shape && change(element.shape), element.dtype, { loss: element.loss, why: element.why });
  return eachPart(element, (part) => eachArray(part, change));
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
    return settled(made, at);
  } finally {
    session.tracing--;
  }
}

/** The arrays of an element, each with the source that its numbers come from and no step yet, so that a function's steps show. */
function marked({ data, element }: DatasetValue): Value | null {
  if (!data || element === null) return element;
  const mark = (value: Value, source: DataArray | null): Value => {
    if (source?.source.kind === 'texts') return new TextValue(source.source.list);
    return value instanceof ArrayValue && source ? new ArrayValue(value.shape, value.dtype, { data: { source: source.source, steps: [], span: source.span }, loss: value.loss }) : value;
  };
  const labels = data.y ?? { ...data.x, source: labelsOf(data.x.source) };
  if (element instanceof Dict) return eachPart(element, (part, key) => mark(part, key === 'images' ? data.x : key === 'labels' ? labels : null));
  if (!(element instanceof Tuple)) return mark(element, data.x);
  // Labels of a folder have no array of their own: they come with the images.
  return new Tuple(element.items.map((item, i) => mark(item, i === 0 ? data.x : i === 1 ? labels : null)));
}

/** The data after a function that gives `element` for what `marked` gave; null where its steps are not all known. */
function mappedData(data: DataSet, element: Value | null): DataSet | null {
  if ((element instanceof Tuple && element.items.length > 2) || (element instanceof Dict && !isImageParts(element))) return null;
  const [x, y] = element instanceof Tuple ? element.items : element instanceof Dict ? [element.get('images'), element.get('labels')] : [element ?? undefined];
  const inputs = mappedArray(x, data.x, data);
  if (!inputs) return null;
  const labelled = data.y !== null || (isDirectory(data) && hasLabels(data.x.source));
  if (y === undefined) return labelled ? null : { ...data, x: inputs };
  const shift = data.x.steps.filter(({ op }) => op === 'augment').length;
  // Labels of a folder stay with it; those of a file's name begin here.
  if (labelled && data.y === null) {
    const labels = mappedArray(y, { source: labelsOf(data.x.source), steps: data.labelSteps ?? [], span: null }, data, shift);
    return labels?.source !== labelsOf(data.x.source) ? null : { ...data, x: inputs, ...(labels.steps.length > 0 ? { labelSteps: labels.steps } : {}) };
  }
  const targets = mappedArray(y, data.y ?? data.x, data, shift);
  return targets && { ...data, x: inputs, y: targets };
}

/** Stands for the labels that come with a source's images while a function is followed, so that they are not taken for these. */
function labelsOf(source: DataArray['source']): DataArray['source'] {
  const made = folderLabels.get(source) ?? { ...source };
  folderLabels.set(source, made);
  return made;
}
const folderLabels = new WeakMap<DataArray['source'], DataArray['source']>();

/** Why a part of an element is not known. */
function whyLost(element: Value | null): Loss | undefined {
  if (element instanceof ArrayValue) return element.data ? undefined : element.why;
  const parts = element instanceof Tuple ? element.items : element instanceof Dict ? [...element.entries.values()].map(([, part]) => part) : [];
  return parts.map(whyLost).find((why) => why !== undefined);
}

/** An array of which each example is what a function gave for one; null where what the function did is not followed. `shift`: how many changes of the images came before it. */
function mappedArray(made: Value | undefined, from: DataArray, { x, y, batchSize }: DataSet, shift = 0): DataArray | null {
  if (made instanceof TextValue) return from.source.kind === 'texts' && made.list === from.source.list ? { ...from, source: { ...from.source, list: made.to.op === 'self' ? made.list : changedList(made.list, { op: 'map', to: made.to }) } } : null;
  if (!(made instanceof ArrayValue) || !made.data) return null;
  const { source, steps, span } = made.data;
  const added = lifted(steps, batchSize !== null)?.map((step) => (step.op === 'augment' && step.labelsOf !== undefined ? { ...step, labelsOf: step.labelsOf + shift } : step));
  if (!added) return null;
  if (source === from.source) return { ...from, steps: [...from.steps, ...added] };
  // What is read of a file, or told by its name: of the texts that the pipeline hands on, one for each.
  if (source.kind !== 'images' && source.kind !== 'labels') return null;
  const named = [x, y].find((array) => array?.source.kind === 'texts' && startsWith(source.list, array.source.list));
  if (named) return { source, steps: added, span };
  const column = [x, y].find((array) => array?.source.kind === 'columns' && columnTexts(array.source, array.source.columns.take?.[0] ?? 0) === source.list);
  return column?.steps.every(({ op }) => op === 'slice' || op === 'pick') ? { source, steps: [...column.steps, ...added], span } : null;
}

const isDirectory = ({ x }: DataSet): boolean => x.source.kind === 'directory';

/** Whether a folder's images come with labels: not with `labels=None`, `label_mode=None` or `class_mode=None`. */
const hasLabels = (source: DataArray['source']): boolean => source.kind === 'directory' && ![source.config.labels, source.config.labelMode, source.config.classMode].includes(null);

/** The first examples, or those after them. */
function part(data: DataSet, name: 'take' | 'skip', count: Bound, { span }: Site): DataSet {
  const rows = name === 'take' ? { from: null, to: count } : { from: count, to: null };
  const cut = (array: DataArray): DataArray => (array.source.kind === 'texts' ? { ...array, source: { ...array.source, list: changedList(array.source.list, { op: 'rows', ...rows }) } } : { ...array, steps: [...array.steps, { op: 'slice', ...rows, span }] });
  return { ...data, x: cut(data.x), y: data.y && cut(data.y) };
}

/** Tensors that a traced function gives are arrays again where the data is read. */
function settled(value: Value, at: Site): Value | null {
  if (value instanceof TextValue) return value;
  if (value instanceof MatchValue) return value.oneHot(at);
  if (value instanceof TensorValue) return new ArrayValue(value.tensor.shape, value.tensor.dtype, { loss: value.tensor.loss });
  if (value instanceof ArrayValue) return new ArrayValue(value.shape, value.dtype, { data: value.data, loss: value.loss, why: value.why });
  return eachPart(value, (item) => settled(item, at));
}

/** A tuple or dict of what `change` makes of each part; null where it makes nothing of one, or it is none of both. */
function eachPart(value: Value | null, change: (part: Value, key: Value) => Value | null): Tuple | Dict | null {
  const whole = value instanceof Tuple ? !value.lost : value instanceof Dict && value.open === null;
  if (!whole) return null;
  const pairs = value instanceof Dict ? [...value.entries.values()] : (value as Tuple).items.map((item, i): readonly [Value, Value] => [i, item]);
  const parts = pairs.map(([key, part]) => [key, change(part, key)] as const);
  if (parts.some(([, part]) => part === null)) return null;
  return value instanceof Dict ? Dict.of(parts) : new Tuple(parts.map(([, part]) => part));
}
