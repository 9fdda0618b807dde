import type { ConfigValue, Shape } from '../../../graph/types.js';
import type { OrderStep } from '../../../recipe/order.js';
import type { DataSet, DataSource } from '../../../recipe/types.js';
import type { Args } from '../../python/args.js';
import { Tuple } from '../../python/containers.js';
import type { Site, Value } from '../../python/values.js';
import { asInteger } from '../../python/values.js';
import { toConfigValue } from '../convert.js';
import { ArrayValue } from '../array-value.js';
import { DatasetValue } from '../dataset-value.js';
import { datasetClasses } from './folder-classes.js';
import { toCamel } from '../../../graph/names.js';

const PARAMETERS = ['directory', 'labels', 'label_mode', 'class_names', 'color_mode', 'batch_size', 'image_size', 'shuffle', 'seed', 'validation_split', 'subset', 'interpolation', 'follow_links', 'crop_to_aspect_ratio', 'pad_to_aspect_ratio', 'data_format', 'verbose'];
const DEFAULTS: { readonly [name: string]: ConfigValue } = { labels: 'inferred', labelMode: 'int', colorMode: 'rgb', batchSize: 32, imageSize: [256, 256], shuffle: true, seed: null, validationSplit: null, subset: null, interpolation: 'bilinear' };

/** Keyword and positional arguments as configuration, with what was not known. */
export function configOf(parameters: readonly string[], defaults: { readonly [name: string]: ConfigValue }, args: Args): { config: { [name: string]: ConfigValue }; lost: string[] } {
  const config: { [name: string]: ConfigValue } = { ...defaults };
  const lost: string[] = [];
  parameters.forEach((name, i) => {
    const value = args.get(i, name);
    if (value === undefined) return;
    const plain = toConfigValue(value);
    if (plain === undefined) lost.push(name);
    else config[toCamel(name)] = plain;
  });
  return { config, lost };
}

/** Where a call that reads data says its batch size and whether it is shuffled. */
export function placesOf(args: Args, parameters: readonly string[]): NonNullable<DataSet['places']> {
  const [batch, shuffle] = ['batch_size', 'shuffle'].map((name) => args.spanOf(parameters.indexOf(name), name));
  return { ...(batch ? { batch } : {}), ...(shuffle ? { shuffle } : {}) };
}

/** `keras.utils.image_dataset_from_directory(…)`. */
export function imageDirectory(args: Args, at: Site): Value {
  const { config, lost } = configOf(PARAMETERS, DEFAULTS, args);
  const { directory: path, batchSize, shuffle, ...rest } = config;
  if (typeof path !== 'string') return new DatasetValue(null, 'the folder it is read from is not known.');
  const size = Array.isArray(rest.imageSize) ? (rest.imageSize as readonly ConfigValue[]) : [256, 256];
  const [height, width] = [Number(size[0]), Number(size[1])];
  const data: DataSet = {
    x: { source: { kind: 'directory', path, config: rest, span: at.span }, steps: [{ op: 'resize', height, width, interpolation: typeof rest.interpolation === 'string' ? rest.interpolation : 'bilinear', span: at.span }], span: at.span },
    y: null,
    batchSize: asInteger(batchSize as Value) ?? null,
    shuffle: shuffle !== false,
    places: placesOf(args, PARAMETERS),
  };
  const channels = rest.colorMode === 'rgb' ? 3 : rest.colorMode === 'rgba' ? 4 : rest.colorMode === 'grayscale' ? 1 : null;
  const labels: Shape | null = rest.labels === null || rest.labelMode === null ? null : rest.labelMode === 'categorical' ? [null, null] : rest.labelMode === 'binary' ? [null, 1] : [null];
  const images = new ArrayValue([null, height, width, channels], 'float32');
  const batch = data.batchSize === null || rest.dataFormat === 'channels_first' ? null : labels ? new Tuple([images, new ArrayValue(labels, rest.labelMode === 'int' ? 'int32' : 'float32')]) : images;
  const classes = datasetClasses(path, rest);
  const dataset = (subset: ConfigValue, shuffled: boolean): DatasetValue => {
    if (lost.length > 0) return new DatasetValue(null, `${lost[0]} is not known.`);
    const source: DataSource = { kind: 'directory', path, config: { ...rest, subset }, span: at.span };
    const order = data.shuffle === true ? { order: shuffled ? shuffledOrder(data.batchSize, asInteger(rest.seed as Value), at) : batches(data.batchSize) } : {};
    return new DatasetValue({ ...data, x: { ...data.x, source }, ...order }, '', classes).giving(batch);
  };
  // The parts are those of a shuffled list either way; `shuffled` says whether a pass over them is: that over the validation part of "both" is not.
  return config.subset === 'both' ? new Tuple([dataset('training', true), dataset('validation', false)]) : dataset(rest.subset ?? null, true);
}

const batches = (size: number | null): OrderStep[] => (size === null ? [] : [{ op: 'batch', size, drop: false, span: null }]);

/** The list is shuffled once, by its seed where there is one, and each pass draws from a few batches (`paths_and_labels_to_dataset` in keras/src/utils/image_dataset_utils.py). */
function shuffledOrder(batchSize: number | null, seed: number | null, { span }: Site): OrderStep[] {
  const once: OrderStep[] = seed === null ? [{ op: 'shuffle', buffer: null, each: false, seed: null, span }] : [];
  return [...once, { op: 'shuffle', buffer: batchSize === null ? 1024 : 8 * batchSize, each: true, seed, span }, ...batches(batchSize)];
}
