/** What a recipe says of its loss and labels, where that is certain. */
import type { ModelGraph, TensorId } from '../graph/types.js';
import type { DataArray, DataSet, DataStep, Part, Recipe } from '../recipe/types.js';

export const CLASS_LOSSES: ReadonlySet<string> = new Set(['CategoricalCrossentropy', 'SparseCategoricalCrossentropy', 'CategoricalFocalCrossentropy']);
export const BINARY_LOSSES: ReadonlySet<string> = new Set(['BinaryCrossentropy', 'BinaryFocalCrossentropy']);
export const REGRESSION_LOSSES: ReadonlySet<string> = new Set(['MeanSquaredError', 'MeanAbsoluteError', 'MeanAbsolutePercentageError', 'MeanSquaredLogarithmicError', 'Huber', 'LogCosh']);

/** An output of a model and the loss that judges it. */
export interface JudgedOutput {
  readonly loss: Part;
  readonly output: TensorId;
  /** Counted from 0. */
  readonly index: number;
}

/** Every output of a model whose loss is known: one loss may judge all of them, or each has its own. */
export function judgedOutputs({ losses, unknowns }: Recipe, { outputs }: ModelGraph): readonly JudgedOutput[] {
  const [first] = losses;
  if (losses.length === 1 && first!.output === undefined) {
    return unknowns.some(({ reason }) => reason.startsWith('The loss')) ? [] : outputs.map((output, index) => ({ loss: first!, output, index }));
  }
  return losses.flatMap((loss) => {
    const output = loss.output === undefined ? undefined : outputs[loss.output];
    return output === undefined ? [] : [{ loss, output, index: loss.output! }];
  });
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

/** What an output, counted from 0, is compared with; null where nothing is or it is not known. */
function targetOf({ y, moreTargets = [], targetOutputs }: DataSet, output: number): DataArray | null {
  return [y, ...moreTargets][targetOutputs ? targetOutputs.indexOf(output) : output] ?? null;
}

/** Form of the labels that an output is compared with, counted from 0; null where it is not certain. */
export function labelsOf(data: DataSet, output: number): Labels | null {
  const { source } = data.x;
  // The folders say one class of each image, and nothing of further outputs.
  if (source.kind === 'directory' && data.y === null) return output === 0 && !data.labelSteps ? directoryLabels(source.config) : null;
  const y = targetOf(data, output);
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
