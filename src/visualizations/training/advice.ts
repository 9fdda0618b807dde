import type { Evaluation, LayerRecord } from '../../core/protocol/inspection.js';
import { formatPercent } from '../elements/numbers.js';
import { nameOfClass } from './classes.js';
import type { Curve, TrainingMessage } from './contract.js';
import type { RecipePart } from './host.js';
import { layerAdvice } from './layer-advice.js';

/** Epochs over which a loss that no longer moves counts as a plateau. */
const still = 6;
/** Epochs since the best validation loss before overfitting is said. */
const patience = 3;

const finite = (values: Float64Array): number[] => [...values].filter(Number.isFinite);
const rounded = (value: number): string => String(Number(value.toPrecision(3)));

/** What of an epoch's files advice is drawn from. */
export interface Looked {
  /** Of the last epoch that has one. */
  readonly layers: LayerRecord | null;
  readonly evaluation: Evaluation | null;
}

/**
 * What the curves of a run, its layers and its evaluation say about it, with the numbers that say so, and what usually helps. Each reason is its
 * own rule; a rule that has too little to tell says nothing.
 */
export function adviceFor(curves: readonly Curve[], { layers, evaluation }: Looked = { layers: null, evaluation: null }): TrainingMessage[] {
  const loss = curves.find(({ name }) => name === 'loss');
  if (loss === undefined) return [];
  const broken = notANumber(loss);
  const found = [
    at('optimizer', broken), at('optimizer', rising(loss) ?? plateau(loss, curves)), at('fit', overfitting(loss)),
    at('compile', (evaluation && oneClass(evaluation)) ?? collapse(curves)),
    // Layers of a model that is broken say nothing of why.
    ...(layers && broken === null ? layerAdvice(layers) : []),
  ];
  return found.filter((message) => message !== null);
}

const at = (part: RecipePart, text: string | null): TrainingMessage | null => (text === null ? null : { kind: 'warning', text, place: { kind: 'recipe', part } });

function notANumber({ steps, training }: Curve): string | null {
  const epoch = training.findIndex((value) => !Number.isFinite(value));
  const step = steps.y.findIndex((value) => !Number.isFinite(value));
  if (epoch < 0 && step < 0) return null;
  const where = epoch >= 0 ? epoch + 1 : Math.max(Math.ceil(steps.x[step]!), 1);
  return `The loss is not a number since epoch ${where}: values grew beyond what fits, or something was divided by zero. A learning rate ten times smaller, clipnorm=1.0 or scaled inputs usually help.`;
}

/** The loss is clearly above where it began, at a learning rate that leads away from a minimum. */
function rising({ training }: Curve): string | null {
  const losses = finite(training);
  const [first, last] = [losses[0], losses.at(-1)];
  if (losses.length < 3 || first === undefined || last === undefined || first <= 0 || last < first * 1.05) return null;
  return `The training loss rose from ${rounded(first)} in epoch 1 to ${rounded(last)} in epoch ${losses.length}. The learning rate is probably too high: try a third of it.`;
}

/** The training loss has moved by less than a hundredth in some epochs, while there is still something to learn. */
function plateau({ training }: Curve, curves: readonly Curve[]): string | null {
  const losses = finite(training);
  if (losses.length < still) return null;
  const recent = losses.slice(-still);
  const [least, most] = [Math.min(...recent), Math.max(...recent)];
  const learned = curves.some(({ name, training: values }) => name.includes('acc') && (finite(values).at(-1) ?? 0) > 0.98);
  if (learned || most <= 0 || (most - least) / most > 0.01) return null;
  return `The training loss stayed between ${rounded(least)} and ${rounded(most)} in the last ${still} epochs. A plateau: change the learning rate, or give the model more capacity.`;
}

function overfitting({ training, validation }: Curve): string | null {
  const values = [...validation];
  const best = values.reduce((at, value, i) => (Number.isFinite(value) && !(value >= values[at]!) ? i : at), 0);
  const [least, last] = [values[best], values.at(-1)];
  if (least === undefined || last === undefined || values.length - 1 - best < patience || !(last > least * 1.1)) return null;
  if (!(training.at(-1)! < training[best]!)) return null;
  return `Overfitting since epoch ${best + 1}: the validation loss was ${rounded(least)} then and is ${rounded(last)} now, while the training loss fell from ${rounded(training[best]!)} to ${rounded(training.at(-1)!)}. Dropout, augmentation or EarlyStopping(restore_best_weights=True) usually help.`;
}

/** The same accuracy to the last digit epoch after epoch is what one answer for every image gives. */
function collapse(curves: readonly Curve[]): string | null {
  const accuracy = curves.find(({ name }) => name.includes('acc'));
  const values = finite(accuracy?.validation ?? new Float64Array());
  const recent = values.slice(-patience);
  if (recent.length < patience || recent[0]! > 0.9 || recent.some((value) => value !== recent[0])) return null;
  return `The validation ${accuracy!.name} is exactly ${rounded(recent[0]!)} in the last ${patience} epochs: the model probably gives one class for every image. Check labels and the output's activation, and try a smaller learning rate.`;
}

/** Nearly all images are given one class, and it is not that nearly all have it. */
function oneClass({ classes, samples, epoch }: Evaluation): string | null {
  if (classes === null || samples < 20) return null;
  const most = classes.predicted.reduce((best, count, index) => (count > classes.predicted[best]! ? index : best), 0);
  const [given, has] = [classes.predicted[most]! / samples, classes.support[most]! / samples];
  if (given < 0.95 || given < has + 0.2) return null;
  return `After epoch ${epoch} the model gives “${nameOfClass(classes, most)}” to ${formatPercent(given)} of the images, and only ${formatPercent(has)} are such. Check labels and the output's activation against the loss, and try a smaller learning rate.`;
}
