/** What a recipe says of its loss and labels, where that is certain. */
import type { DataSet, DataStep, Part, Recipe } from '../recipe/types.js';

export const CLASS_LOSSES: ReadonlySet<string> = new Set(['CategoricalCrossentropy', 'SparseCategoricalCrossentropy', 'CategoricalFocalCrossentropy']);
export const BINARY_LOSSES: ReadonlySet<string> = new Set(['BinaryCrossentropy', 'BinaryFocalCrossentropy']);
export const REGRESSION_LOSSES: ReadonlySet<string> = new Set(['MeanSquaredError', 'MeanAbsoluteError', 'MeanAbsolutePercentageError', 'MeanSquaredLogarithmicError', 'Huber', 'LogCosh']);

/** The one loss of a recipe; null where there are several, one for each output, or one that is not known. */
export function onlyLoss({ losses, unknowns }: Recipe): Part | null {
  return losses.length === 1 && losses[0]!.output === undefined && !unknowns.some(({ reason }) => reason.startsWith('The loss')) ? losses[0]! : null;
}

/** Whether a loss takes logits; null where that is not known. A function or class without arguments takes probabilities. */
export function takesLogits({ config }: Part): boolean | null {
  if (Object.keys(config).length === 0) return false;
  return typeof config.fromLogits === 'boolean' ? config.fromLogits : null;
}

export interface Labels {
  /** One whole number a picture, one column a class, or one column of 0 and 1. */
  readonly form: 'integer' | 'one-hot' | 'binary';
  readonly classes: number | null;
}

const CLASSES = { mnist: 10, fashion_mnist: 10, cifar10: 10, cifar100: 100 } as const;

/** Form of the labels of a data set; null where it is not certain. */
export function labelsOf({ x, y }: DataSet): Labels | null {
  if (x.source.kind === 'directory' && y === null) return directoryLabels(x.source.config);
  if (y?.source.kind !== 'kerasDataset' || y.source.part !== 'y') return null;
  const encoded = y.steps.find((step): step is Extract<DataStep, { op: 'toCategorical' }> => step.op === 'toCategorical');
  if (y.steps.some(({ op }) => op !== 'toCategorical' && op !== 'cast' && op !== 'slice' && op !== 'reshape' && op !== 'squeeze')) return null;
  // CIFAR-100 has 100 fine or 20 coarse labels, which the source does not tell apart.
  const classes = y.source.name === 'cifar100' ? null : CLASSES[y.source.name];
  return encoded ? { form: 'one-hot', classes: encoded.classes ?? classes } : { form: 'integer', classes };
}

function directoryLabels(config: { readonly [key: string]: unknown }): Labels | null {
  const mode = config.labelMode ?? config.classMode;
  const named = config.classes ?? config.classNames;
  const classes = Array.isArray(named) ? named.length : null;
  if (mode === 'categorical') return { form: 'one-hot', classes };
  if (mode === 'int' || mode === 'sparse') return { form: 'integer', classes };
  return mode === 'binary' ? { form: 'binary', classes: 2 } : null;
}

export const FORMS = { integer: 'whole numbers', 'one-hot': 'one-hot rows', binary: 'zeros and ones' } as const satisfies Record<Labels['form'], string>;
