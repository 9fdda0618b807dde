import type { ConfigValue } from '../../../graph/types.js';
import type { DataArray, DataSet, DataSource, DataStep, Part } from '../../../recipe/types.js';
import { Args } from '../../python/args.js';
import { NativeClass, type PyInstance } from '../../python/classes.js';
import { BoundNative } from '../../python/native.js';
import { Obj, type Site, type Value, asInteger, unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { type DataAttributes, DatasetValue } from '../dataset-value.js';
import { generatorClasses } from './folder-classes.js';
import { configOf, placesOf } from './image-directory.js';
import { TableValue } from './table-value.js';

const PARAMETERS = ['featurewise_center', 'samplewise_center', 'featurewise_std_normalization', 'samplewise_std_normalization', 'zca_whitening', 'zca_epsilon', 'rotation_range', 'width_shift_range', 'height_shift_range', 'brightness_range', 'shear_range', 'zoom_range', 'channel_shift_range', 'fill_mode', 'cval', 'horizontal_flip', 'vertical_flip', 'rescale', 'preprocessing_function', 'data_format', 'validation_split', 'interpolation_order', 'dtype'];
const DIRECTORY = ['directory', 'target_size', 'color_mode', 'classes', 'class_mode', 'batch_size', 'shuffle', 'seed', 'save_to_dir', 'save_prefix', 'save_format', 'follow_links', 'subset', 'interpolation', 'keep_aspect_ratio'];
const DIRECTORY_DEFAULTS: { readonly [name: string]: ConfigValue } = { targetSize: [256, 256], colorMode: 'rgb', classes: null, classMode: 'categorical', batchSize: 32, shuffle: true, seed: null, subset: null, interpolation: 'nearest' };
const DATAFRAME = ['dataframe', 'directory', 'x_col', 'y_col', 'weight_col', 'target_size', 'color_mode', 'classes', 'class_mode', 'batch_size', 'shuffle', 'seed', 'save_to_dir', 'save_prefix', 'save_format', 'subset', 'interpolation', 'validate_filenames'];
const DATAFRAME_DEFAULTS: { readonly [name: string]: ConfigValue } = { ...DIRECTORY_DEFAULTS, directory: null, xCol: 'filename', yCol: 'class', weightCol: null, validateFilenames: true };
const FLOW = ['x', 'y', 'batch_size', 'shuffle', 'sample_weight', 'seed', 'save_to_dir', 'save_prefix', 'save_format', 'ignore_class_split', 'subset'];
/** Arguments that change images at random, with the values that change nothing. */
const RANDOM: ReadonlySet<string> = new Set(['rotationRange', 'widthShiftRange', 'heightShiftRange', 'brightnessRange', 'shearRange', 'zoomRange', 'channelShiftRange', 'horizontalFlip', 'verticalFlip']);
/** Arguments whose effect needs statistics of the data, which is not followed. */
const STATISTICS = ['featurewiseCenter', 'featurewiseStdNormalization', 'zcaWhitening', 'samplewiseCenter', 'samplewiseStdNormalization'];

/** `ImageDataGenerator(…)`. */
class ImageGenerator extends Obj {
  readonly typeName = 'ImageDataGenerator';
  constructor(
    private readonly config: { readonly [name: string]: ConfigValue },
    private readonly preprocess: Value,
    private readonly lost: readonly string[],
    private readonly made: Site,
  ) {
    super();
  }

  override getAttribute(name: string): Value | undefined {
    if (name === 'flow_from_directory') return new BoundNative(name, (args, at) => this.directory(args, at));
    if (name === 'flow') return new BoundNative(name, (args, at) => this.flow(args, at));
    if (name === 'flow_from_dataframe') return new BoundNative(name, (args, at) => this.table(args, at));
    if (name === 'fit') return new BoundNative(name, () => null);
    return undefined;
  }

  /** What happens to each image, in the order in which Keras does it: random changes, the program's function, the scale. */
  private steps(data: ArrayValue | null, at: Site): { steps: DataStep[]; reason: string } {
    const steps: DataStep[] = [];
    const random = Object.entries(this.config).filter(([name, value]) => RANDOM.has(name) && value !== 0 && value !== false && value !== null);
    if (random.length > 0) {
      const part: Part = { className: 'ImageDataGenerator', config: { ...Object.fromEntries(random), fillMode: this.config.fillMode ?? 'nearest', cval: this.config.cval ?? 0, interpolationOrder: this.config.interpolationOrder ?? 1 }, span: this.made.span };
      steps.push({ op: 'augment', parts: [part], span: this.made.span });
    }
    if (this.preprocess !== null) {
      const probe = new ArrayValue(data?.shape ?? null, 'float32', { data: { source: { kind: 'synthetic', shape: [], span: null }, steps: [], span: null } });
      const result = at.machine.call(this.preprocess, Args.of(probe), at);
      if (!(result instanceof ArrayValue) || !result.data) return { steps, reason: 'its preprocessing_function is not followed.' };
      steps.push(...result.data.steps);
    }
    if (typeof this.config.rescale === 'number' && this.config.rescale !== 0) steps.push({ op: 'multiply', by: this.config.rescale, span: this.made.span });
    const statistic = STATISTICS.find((name) => this.config[name] === true);
    const reason = this.lost.length > 0 ? `${this.lost[0]} of its generator is not known.` : statistic ? `${statistic} needs statistics of the data, which are not followed.` : '';
    return { steps, reason };
  }

  private directory(args: Args, at: Site): Value {
    const { config, lost } = configOf(DIRECTORY, DIRECTORY_DEFAULTS, args);
    if (typeof config.directory !== 'string') return new DatasetValue(null, 'the folder it is read from is not known.', {}, 'DirectoryIterator');
    const { directory: path, ...rest } = config;
    return this.images((config) => ({ kind: 'directory', path, config, span: at.span }), rest, lost, 'DirectoryIterator', placesOf(args, DIRECTORY), at, lost.includes('classes') ? {} : generatorClasses(path, rest.classes));
  }

  /** `flow_from_dataframe(dataframe, …)`: images that a table names. */
  private table(args: Args, at: Site): Value {
    const table = args.get(0, 'dataframe');
    const { config, lost } = configOf(DATAFRAME.slice(1), DATAFRAME_DEFAULTS, new Args(args.positional.slice(1), args.without('dataframe').keyword));
    if (!(table instanceof TableValue)) return new DatasetValue(null, 'the table it is read from is not known.', {}, 'DataFrameIterator');
    if (table.lost !== null) return new DatasetValue(null, `the table is not known: ${table.lost}`, {}, 'DataFrameIterator');
    return this.images((config) => ({ kind: 'table', table: table.table, config, span: at.span }), config, lost, 'DataFrameIterator', placesOf(args, DATAFRAME), at);
  }

  /** Image files in the order of Keras: resized, then changed as this generator says. */
  private images(source: (config: { readonly [name: string]: ConfigValue }) => DataSource, config: { readonly [name: string]: ConfigValue }, lost: readonly string[], typeName: string, places: NonNullable<DataSet['places']>, at: Site, attributes: DataAttributes = {}): DatasetValue {
    const { batchSize, shuffle, ...rest } = config;
    const { steps, reason } = this.steps(null, at);
    const fault = reason || (lost.length > 0 ? `${lost[0]} is not known.` : '');
    const size = Array.isArray(rest.targetSize) ? (rest.targetSize as readonly ConfigValue[]) : [256, 256];
    const resize: DataStep = { op: 'resize', height: Number(size[0]), width: Number(size[1]), interpolation: typeof rest.interpolation === 'string' ? rest.interpolation : 'nearest', span: at.span };
    const validationSplit = this.config.validationSplit ?? null;
    const x: DataArray = { source: source({ ...rest, validationSplit }), steps: [resize, ...steps], span: at.span };
    const data: DataSet = { x, y: null, batchSize: asInteger(batchSize as Value), shuffle: shuffle !== false, numbered: true, places };
    return new DatasetValue(fault ? null : data, fault, attributes, typeName);
  }

  /** `flow(…, subset=…)`: the first share of the arrays is for validation. */
  private part(subset: ConfigValue): DataStep[] {
    const split = this.config.validationSplit;
    if (typeof split !== 'number' || (subset !== 'training' && subset !== 'validation')) return [];
    return [{ op: 'share', from: subset === 'validation' ? 0 : split, to: subset === 'validation' ? split : 1, span: this.made.span }];
  }

  private flow(args: Args, at: Site): Value {
    const [x, y] = [args.get(0, 'x'), args.get(1, 'y')];
    if (!(x instanceof ArrayValue) || !x.data) return new DatasetValue(null, 'the arrays it flows from are not known.', {}, 'NumpyArrayIterator');
    const { config } = configOf(FLOW.slice(2), { batchSize: 32, shuffle: true }, new Args(args.positional.slice(2), args.keyword));
    const { steps, reason } = this.steps(x, at);
    const part = this.part(config.subset ?? null);
    const data: DataSet = {
      x: { ...x.data, steps: [...x.data.steps, ...part, ...steps] },
      y: y instanceof ArrayValue && y.data ? { ...y.data, steps: [...y.data.steps, ...part] } : null,
      batchSize: asInteger(config.batchSize as Value),
      shuffle: config.shuffle !== false,
      numbered: true,
      places: placesOf(args, FLOW),
    };
    return new DatasetValue(reason ? null : data, reason, {}, 'NumpyArrayIterator');
  }
}

/** `keras.preprocessing.image.ImageDataGenerator`. */
export class ImageGeneratorClass extends NativeClass {
  constructor() {
    super('ImageDataGenerator');
  }
  override call(args: Args, at: Site): Value {
    const preprocess = args.get(PARAMETERS.indexOf('preprocessing_function'), 'preprocessing_function') ?? null;
    const { config, lost } = configOf(PARAMETERS, {}, args.without('preprocessing_function', 'dtype'));
    return new ImageGenerator(config, preprocess, args.open ? ['an argument'] : lost, at);
  }
  override member(_instance: PyInstance, name: string): Value | undefined {
    return name === '__init__' ? new BoundNative(name, () => null) : new BoundNative(name, (_args, at) => unknown(`${name} is not followed.`, at.span));
  }
}
