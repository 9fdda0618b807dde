import type { Bound } from './counts.js';
import type { OrderStep } from './order.js';
import type { SplitPart } from './split.js';
import type { NumberOf, TextList } from './texts.js';
import type { ConfigValue, Loss, ModelGraph, ObjectConfig, ParameterCount, Span } from '../graph/types.js';

/** An object of the recipe with its place in the source. `config` has Keras's defaults filled in, keys in camelCase. */
export interface Part extends ObjectConfig {
  readonly span: Span | null;
  /** What a function of the file computes of targets and predictions, its two inputs, where they have the same shape: a loss or metric that is none of Keras's. */
  readonly computes?: ModelGraph;
  /** Set where it is the very object that an earlier `fit` of the recipe was given, of those that remember it. */
  readonly again?: boolean;
}

/** A loss or metric of a model with several outputs says which of them it is for, counted from 0; left out, it is for each. */
export interface OutputPart extends Part {
  readonly output?: number;
}

/** A CSV file as `pd.read_csv` reads it, and what is done to the table, in order. */
export interface CsvTable {
  readonly path: string;
  readonly separator: string;
  /** Lines before the table. */
  readonly skip: number;
  /** Whether its first line names the columns. */
  readonly header: boolean;
  /** Names that the program gives the columns; null where the header has them. */
  readonly names: readonly string[] | null;
  /** Columns that are read as text whatever stands in them (`dtype=str`); true for all. */
  readonly text: true | readonly string[];
  readonly edits: readonly TableEdit[];
}

export type TableEdit =
  /** A column becomes the text of another (or of itself) with text before and behind it. */
  | { readonly op: 'text'; readonly column: string; readonly from: string; readonly before: string; readonly after: string }
  /** Rows, from and to as in a Python slice. */
  | { readonly op: 'rows'; readonly from: number | null; readonly to: number | null }
  | ({ readonly op: 'pick' } & SplitPart);

/** Which columns, by name or by place; both null for all but the dropped ones. */
export interface ColumnChoice {
  readonly take: readonly (string | number)[] | null;
  readonly from: number | null;
  readonly to: number | null;
  readonly drop: readonly string[];
  readonly single: boolean;
}

/** Where numbers come from, before any preprocessing. */
export type DataSource =
  /** `keras.datasets.<name>.load_data()`: one of its four arrays. */
  | { readonly kind: 'kerasDataset'; readonly name: 'mnist' | 'fashion_mnist' | 'cifar10' | 'cifar100'; readonly split: 'train' | 'test'; readonly part: 'x' | 'y'; readonly span: Span | null }
  /** A folder with one subfolder a class (`flow_from_directory`, `image_dataset_from_directory`). */
  | { readonly kind: 'directory'; readonly path: string; readonly config: { readonly [key: string]: ConfigValue }; readonly span: Span | null }
  /** `np.load`, optionally one array of an `.npz`. */
  | { readonly kind: 'file'; readonly path: string; readonly array?: string; readonly span: Span | null }
  /** Image files that a table names (`flow_from_dataframe`). */
  | { readonly kind: 'table'; readonly table: CsvTable; readonly config: { readonly [key: string]: ConfigValue }; readonly span: Span | null }
  /** Columns of a table as numbers, a row of the table each; `single` for one column without an axis of its own. */
  | { readonly kind: 'columns'; readonly table: CsvTable; readonly columns: ColumnChoice; readonly span: Span | null }
  /** Image files, one a text: decoded as TensorFlow or as Pillow does it. The steps behind must give all the same size. */
  | { readonly kind: 'images'; readonly list: TextList; readonly colorMode: 'grayscale' | 'rgb' | 'rgba'; readonly reader: 'tensorflow' | 'pillow' | 'opencv'; readonly span: Span | null }
  /** A number for each text. */
  | { readonly kind: 'labels'; readonly list: TextList; readonly number: NumberOf; readonly span: Span | null }
  /** The texts themselves, from which nothing is learned until they are read. */
  | { readonly kind: 'texts'; readonly list: TextList; readonly span: Span | null }
  /** Arrays made in the file itself (`np.random`, `np.zeros`, …): only their shape is known. */
  | { readonly kind: 'synthetic'; readonly shape: readonly (number | null)[]; readonly span: Span | null };

/** What one step of preprocessing does. */
export type DataChange =
  | { readonly op: 'reshape'; readonly shape: readonly number[] }
  | { readonly op: 'cast'; readonly dtype: string }
  /** `whole`: by a whole number, which leaves an array of small whole numbers one, where the file that it is read from has such. */
  | { readonly op: 'divide' | 'multiply' | 'add' | 'subtract'; readonly by: number | readonly number[]; readonly whole?: true }
  | { readonly op: 'expandDims'; readonly axis: number }
  | { readonly op: 'squeeze'; readonly axis: number | null }
  /** The last axis from its end: blue first or red first. */
  | { readonly op: 'reverseChannels' }
  /** To the nearest whole number, to the even one of two. */
  | { readonly op: 'round' }
  /** For each number how many of the boundaries, which rise, it has reached; not a number has reached all (`Discretization`). */
  | { readonly op: 'bins'; readonly boundaries: readonly number[] }
  | { readonly op: 'slice'; readonly from: Bound; readonly to: Bound }
  /** A part by shares of the number of samples, each rounded down (`ImageDataGenerator.flow(subset=…)`). */
  | { readonly op: 'share'; readonly from: number; readonly to: number }
  /** A part that `train_test_split` makes, or all in a random order. */
  | ({ readonly op: 'pick' } & SplitPart)
  | { readonly op: 'toCategorical'; readonly classes: number | null }
  /** `pad`: with the image's own proportions, black around it (`tf.image.resize_with_pad`). */
  | { readonly op: 'resize'; readonly height: number; readonly width: number; readonly interpolation: string; readonly pad?: boolean }
  /** `keras.applications.<module>.preprocess_input`: `mode` as Keras names it. */
  | { readonly op: 'preprocessInput'; readonly mode: 'caffe' | 'tf' | 'torch' }
  /** ImageDataGenerator arguments or Random* layers applied to the data; `kept`: what the first pass draws is kept for all others (`cache()` behind it). */
  | {
      readonly op: 'augment';
      readonly parts: readonly Part[];
      readonly kept?: boolean;
      /** Set where the images of a batch are changed together (MixUp). */
      readonly together?: boolean;
      /** Set for labels that are mixed as their images are: the place of that change among the `augment` steps of the images. */
      readonly labelsOf?: number;
    };

/** One step of preprocessing, in the order in which the file applies it; `span` is where it stands in the source, left out where it stands in none. */
export type DataStep = DataChange & { readonly span?: Span | null };

/** One array of the recipe: a source and what is done to it. */
export interface DataArray {
  readonly source: DataSource;
  readonly steps: readonly DataStep[];
  readonly span: Span | null;
}

/** Pairs of inputs and targets, of a model with one of each. For a directory source `y` is null: labels come from the folders. */
export interface DataSet {
  readonly x: DataArray;
  readonly y: DataArray | null;
  /** What is done to the labels that come with a folder's images; left out, they are as the folder gives them. */
  readonly labelSteps?: readonly DataStep[];
  /** What goes into the further inputs of the model, in their order: `x` goes into the first. */
  readonly moreInputs?: readonly DataArray[];
  /** Further targets, behind `y`. */
  readonly moreTargets?: readonly DataArray[];
  /** The output of the model, counted from 0, that each target is for; left out where every output has one, in their order. */
  readonly targetOutputs?: readonly number[];
  /** How much each sample counts: one array for each target, or null where all count the same. */
  readonly sampleWeights?: readonly (DataArray | null)[];
  /** Batch size fixed by the pipeline itself (generators, `tf.data`), else null: that of `fit`. */
  readonly batchSize: number | null;
  readonly shuffle: boolean | null;
  /** Set where a last batch that is not full is left out (`batch(…, drop_remainder=True)`). */
  readonly dropRemainder?: boolean;
  /** The order of samples and batches where the three above do not say all of it; they are then what people are told. */
  readonly order?: readonly OrderStep[];
  /** Set where batches are had by their number, so that `fit` puts them into a random order unless it is told not to (`PyDatasetAdapter`). */
  readonly numbered?: boolean;
  /** Where the pipeline says the one and the other, where it does. */
  readonly places?: { readonly batch?: Span; readonly shuffle?: Span };
}

/** What else `fit` is given of which the place is told. */
export type FitPlaces = { readonly [Argument in 'epochs' | 'batchSize' | 'stepsPerEpoch' | 'shuffle' | 'validationSplit']?: Span };

/** How the file trains a model: what compile, fit and the data calls say. Of several calls of `fit`, the last; see `stagesOf`. */
export interface Recipe {
  /** The trainings before this one, in the order in which the file does them: each goes on from the weights that the one before has left. Of these, `loads`, `saves`, `test` and `unknowns` are kept with the last. */
  readonly earlier?: readonly Recipe[];
  /** Set where the optimizer of the training before goes on as that has left it. */
  readonly keepsOptimizer?: boolean;
  readonly optimizer: Part;
  /** One a model output that has a loss; a single entry without an output applies to all. */
  readonly losses: readonly OutputPart[];
  /** A factor for each of `losses`. */
  readonly lossWeights: readonly number[] | null;
  readonly metrics: readonly OutputPart[];
  /** Metrics in which samples count by their weights (`weighted_metrics`). */
  readonly weightedMetrics?: readonly OutputPart[];
  /** What Keras calls the outputs of a model with several in its logs; null for those of a subclassed model, which have no names. */
  readonly outputNames?: readonly (string | null)[];
  readonly train: DataSet | null;
  readonly validation: DataSet | null;
  /** Share of the training arrays that `fit(validation_split=…)` sets aside at their end. */
  readonly validationSplit: number;
  /** What the file hands to `evaluate`. */
  readonly test: DataSet | null;
  readonly epochs: number;
  readonly initialEpoch: number;
  readonly batchSize: number;
  readonly stepsPerEpoch: Bound;
  readonly validationSteps: Bound;
  /** After which epochs the validation is: every so many a one, or those of the list, counted from 1; left out, after each (`validation_freq`). */
  readonly validationFreq?: number | readonly number[] | undefined;
  /** Size of the validation's batches where it is not that of the training, and data does not say it itself. */
  readonly validationBatchSize?: number | undefined;
  /** What `evaluate` is given: the size of its batches, 32 where it is left out, and how many of them it takes. */
  readonly testBatchSize?: number | undefined;
  readonly testSteps?: Bound | undefined;
  readonly shuffle: boolean;
  readonly classWeight: { readonly [label: string]: number } | null;
  readonly callbacks: readonly Part[];
  readonly compileSpan: Span | null;
  /** Layers that training moves, or does not, where that is not what the graph says: its flags are those of the file's end. */
  readonly moved?: readonly { readonly id: string; readonly moves: boolean }[];
  /** Parameters at the last `compile`, with the flags of that moment. */
  readonly compiled?: ParameterCount;
  readonly fitSpan: Span | null;
  /** Where `fit` is given the number of epochs and the like; an argument that is left out has no place. */
  readonly places?: FitPlaces;
  /** Paths of `model.save`, `save_weights` and of what is loaded before training. */
  readonly saves: readonly { readonly path: string; readonly span: Span | null }[];
  readonly loads: readonly { readonly path: string; readonly span: Span | null }[];
  /** What is loaded between the training and `evaluate`, often the best of its checkpoints; null where nothing is. */
  readonly testStart?: { readonly path: string; readonly span: Span | null } | null;
  /** The one of `loads` that the training starts from; left out by runs of before. */
  readonly start?: { readonly path: string; readonly span: Span | null } | null | undefined;
  /** What could not be read; an entry with `blocks` must be mended before training can start. */
  readonly unknowns: readonly (Loss & { readonly blocks: boolean })[];
}
