/** What the engine tells of a recipe's data before anything is trained. Plain data and typed arrays only. */
import type { ModelGraph } from '../graph/types.js';
import type { Recipe } from '../recipe/types.js';

/** Whose data: the recipe, and the file whose folder its paths are relative to. */
export interface DataRequest {
  readonly graph: ModelGraph;
  readonly recipe: Recipe;
  readonly sourceFile: string;
  readonly sourceText: string;
}

export type DataRole = 'training' | 'validation' | 'test';

/** A file with what is to be said of it. */
export interface FileNote {
  readonly path: string;
  readonly reason: string;
}

/** Many files in few words: how many there are, and the first of them. */
export interface FileNotes {
  readonly count: number;
  readonly first: readonly FileNote[];
}

/** Values in bytes, row by row, channels last; one, three or four channels. */
export interface BytePicture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
}

export interface DataPart {
  readonly role: DataRole;
  /** What it is, e.g. "train: 2,000 images of 2 classes". */
  readonly title: string;
  readonly samples: number;
  /** Samples of each class, by label; null where targets are no classes. */
  readonly classCounts: readonly number[] | null;
  /** Shapes of one input and one target as the model is given them. */
  readonly input: readonly number[];
  readonly target: readonly number[];
  readonly batchSize: number;
  readonly batches: number;
  readonly shuffled: boolean;
  /** Whether each sample is an image file. */
  readonly files: boolean;
  /** Files that are in the folder or in the table and are not taken. */
  readonly skipped: FileNotes;
}

export interface DataOverview {
  readonly parts: readonly DataPart[];
  /** By label; null where classes have no names. */
  readonly classNames: readonly string[] | null;
  /** What changes an image at random before or in the model, each in a few words; empty where nothing does. */
  readonly changes: readonly string[];
  /** What a person should hear before training on it: mismatches first. */
  readonly notes: readonly { readonly kind: 'warning' | 'info'; readonly text: string }[];
}

/** One sample as people know it. */
export interface DataSample {
  readonly index: number;
  readonly label: number | null;
  /** File name, or its number. */
  readonly title: string;
  /** Before preprocessing, as large as a thumbnail; null where it is no image. */
  readonly picture: BytePicture | null;
  /** A target that is an image: the mask. */
  readonly mask: BytePicture | null;
}

/** What values are after preprocessing, over some samples. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly samples: number;
}

/** Samples of one class, or of all (label null). */
export interface SamplesQuery {
  readonly role: DataRole;
  /** One group of samples for each; null stands for all samples. */
  readonly labels: readonly (number | null)[];
  /** Skips as many of each group. */
  readonly from: number;
  readonly count: number;
}

export interface DataSamples {
  readonly groups: readonly { readonly label: number | null; readonly total: number; readonly samples: readonly DataSample[] }[];
  readonly range: ValueRange | null;
  /** Of the files behind these samples, those that could not be read. */
  readonly unreadable: readonly FileNote[];
}

export interface VariantsQuery {
  readonly role: DataRole;
  readonly index: number;
  /** How many epochs' variants. */
  readonly count: number;
}

export interface DataVariants {
  readonly sample: DataSample;
  /** After preprocessing, without random changes; drawn from `range.low` (black) to `range.high` (white). */
  readonly input: BytePicture;
  readonly mask: BytePicture | null;
  /** What the model's convolutions see in the first epochs; drawn in the same range. */
  readonly variants: readonly { readonly epoch: number; readonly picture: BytePicture; readonly mask: BytePicture | null }[];
  readonly range: ValueRange;
}

/** How far a look at every file has come. */
export interface FileCheck {
  readonly role: DataRole;
  readonly done: number;
  readonly total: number;
  readonly unreadable: FileNotes;
}
