/** What a training keeps of its epochs besides the curves: which images it got wrong, and how its layers are. Plain data; the files of a run's `inspection` folder. */

/** Part of a run's data as pictures name it. `validation` only where the file validates on data of its own that it does not test on. */
export type Split = 'train' | 'validation' | 'test';

/** One image of an evaluation. Class and score are null where the model gives no single class an image. */
export interface Example {
  /** Number of the image in its split. */
  readonly index: number;
  readonly actual: number | null;
  readonly predicted: number | null;
  /** What the model gives the predicted class; a probability where the loss takes such. */
  readonly score: number | null;
  /** Of this image alone, without weights and regularizers; null where JSON has no number for it (not finite) or the loss has none for one image. */
  readonly loss: number | null;
}

export interface ClassResults {
  readonly count: number;
  readonly names: readonly string[] | null;
  /** By class: images that have it, images that were given it, and both. */
  readonly support: readonly number[];
  readonly predicted: readonly number[];
  readonly correct: readonly number[];
  /** The confusion matrix without its zeros: actual class, predicted class and number of images, one cell after the other, largest first. */
  readonly cells: readonly number[];
  /** Images of cells that were left out of `cells` because there are too many; 0 nearly always. */
  readonly beyond: number;
}

/** How the model did on one part of the data after an epoch. */
export interface Evaluation {
  readonly epoch: number;
  readonly split: Split;
  readonly samples: number;
  readonly classes: ClassResults | null;
  /** The highest losses first, then a few images of each cell of the confusion matrix; bounded. */
  readonly examples: readonly Example[];
  /** So many of the examples are the highest losses of all, in order. */
  readonly worst: number;
}

/** Counts of values between `low` and `high` in bins of equal width. */
export interface Histogram {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
}

/** One layer after an epoch. What it does not have or what could not be measured is null. */
export interface LayerFacts {
  /** Keras's name; `outer/inner` inside a nested model. */
  readonly layer: string;
  readonly type: string;
  /** Of its kernel, or of its first weight where it has none. */
  readonly weights: Histogram | null;
  /** Length (L2) of the gradient of all its trained weights together, on the sample. */
  readonly gradient: number | null;
  /** Length of the next step of its trained weights, divided by their own. */
  readonly ratio: number | null;
  /** Of its output over the sample. */
  readonly activations: Histogram | null;
  /** Units or channels, and how many of them gave 0 for every image and place of the sample. */
  readonly units: number | null;
  readonly dead: number | null;
}

export interface LayerRecord {
  readonly epoch: number;
  /** Images of the fixed sample: gradients of `gradientImages`, activations of `activationImages`. */
  readonly gradientImages: number;
  readonly activationImages: number;
  readonly layers: readonly LayerFacts[];
}

export type InspectionKind = 'evaluation' | 'layers';

/** Name of the file in a run's `inspection` folder: gzipped JSON. */
export const inspectionFile = (kind: InspectionKind, epoch: number): string => `epoch-${String(epoch).padStart(4, '0')}-${kind}.json.gz`;

/** Epochs that have a file of one kind, ascending. */
export const inspectedEpochs = (files: readonly string[], kind: InspectionKind): number[] =>
  files.flatMap((name) => (name.endsWith(`-${kind}.json.gz`) ? (/^epoch-(\d+)-/.exec(name)?.[1] ?? []) : [])).map(Number).sort((a, b) => a - b);
