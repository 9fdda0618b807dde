/** Whether data and model fit together, before anything runs. */
import { largest, smallest } from '../datasets/steps.js';
import { inputsOf, targetsOf, type Columns, type OpenData } from '../datasets/open.js';
import { UserError } from '../errors.js';
import type { OutputPlan, Plan } from './plan.js';

const shown = (shape: readonly number[]): string => `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Throws a UserError where inputs have another shape than the model takes, or targets do not suit a loss. */
export async function checkData(plan: Plan, data: Columns & Pick<OpenData, 'classNames'>, place: string): Promise<void> {
  const [inputs, targets] = [inputsOf(data), targetsOf(data)];
  if (inputs.length !== plan.inputs.length) throw new UserError(`The model has ${plan.inputs.length} inputs, and the data${place} gives ${inputs.length === 1 ? 'one array' : `${inputs.length} arrays`} for them. Give one array for each input.`);
  inputs.forEach(({ shape }, i) => checkInput(plan.inputs[i]!.shape, shape, inputs.length === 1 ? '' : ` for input ${i + 1} of ${inputs.length}`, place));
  checkWeights(plan, data, place);
  for (const output of plan.outputs) {
    if (output.loss === null || output.target === null) continue;
    const { className } = output.loss.loss;
    const y = targets[output.target]!;
    if (className === 'SparseCategoricalCrossentropy') await checkLabels(output, y, 'sparse_categorical_crossentropy', place);
    else if (className === 'CategoricalGeneralizedCrossEntropy') await checkPlainLabels(output, y, place);
    else if (className === 'Circle' && (output.shape.length !== 1 || product(y.shape) !== 1)) throw new UserError(`The loss circle compares vectors by one integer label each, and the output "${output.name}" has shape ${shown(output.shape)}, the data${place} labels of shape ${shown(y.shape)}. Give it labels that are not one-hot, and vectors of length 1, such as those of UnitNormalization.`);
    else if (/^(Categorical|Binary)(Focal)?Crossentropy$/.test(className)) checkTargets(output, y.shape, className, data.classNames, place);
    else if (/^(MeanSquared(Logarithmic)?Error|MeanAbsolute(Percentage)?Error|Huber|LogCosh|CosineSimilarity|Poisson|KLDivergence|(Squared|Categorical)?Hinge)$/.test(className)) checkBroadcast(output, y.shape, place);
  }
}

function checkInput(expected: readonly number[], found: readonly number[], which: string, place: string): void {
  // Keras gives an array of single numbers an axis of 1.
  if (expected.join() === found.join() || (found.length === 0 && expected.join() === '1')) return;
  const next = product(expected) === product(found) ? `Reshape it to (-1, ${expected.join(', ')}) before \`fit\`.` : 'Change the model\'s input shape or the data.';
  throw new UserError(`The model takes inputs of shape ${shown(expected)}${which}, and the data${place} has samples of shape ${shown(found)}. ${next}`);
}

/** Weighted metrics take one weight a sample; losses also one for each of its places. */
function checkWeights({ outputs }: Plan, { sampleWeights = [] }: Columns, place: string): void {
  for (const { name, shape, target, metrics } of outputs) {
    const weights = target === null ? null : sampleWeights[target];
    if (!weights || product(weights.shape) === 1) continue;
    if (metrics.some(({ weighted }) => weighted)) throw new UserError(`The data${place} has sample weights of shape ${shown(weights.shape)} for the output "${name}", and weighted_metrics take one weight a sample here. Use metrics, or give one weight for each sample.`);
    if (weights.shape.some((length, axis) => length !== shape[axis])) throw new UserError(`The data${place} has sample weights of shape ${shown(weights.shape)} for the output "${name}" of shape ${shown(shape)}. Give one weight for each sample, or one for each of its places.`);
  }
}

/** Keras's function does not take the last axis of labels (batch, 1) away, and would compare each label with the predictions of all others. */
async function checkPlainLabels(output: OutputPlan, y: OpenData['y'], place: string): Promise<void> {
  const loss = 'categorical_generalized_cross_entropy';
  if (y.shape.length === output.shape.length && y.shape.at(-1) === 1 && output.shape.at(-1) !== 1) throw new UserError(`The loss ${loss} takes integer labels of shape ${shown(output.shape.slice(0, -1))} for the output "${output.name}", and the data${place} has labels of shape ${shown(y.shape)}. Take their last axis away, such as y = y.squeeze(-1).`);
  await checkLabels(output, y, loss, place);
}

async function checkLabels({ name, shape }: OutputPlan, y: OpenData['y'], loss: string, place: string): Promise<void> {
  const labels = y.shape.at(-1) === 1 && y.shape.length === shape.length ? y.shape.slice(0, -1) : y.shape;
  if (labels.join() !== shape.slice(0, -1).join()) {
    const encoded = y.shape.join() === shape.join();
    throw new UserError(`The loss ${loss} takes integer labels of shape ${shown(shape.slice(0, -1))} for the output "${name}", and the data${place} has targets of shape ${shown(y.shape)}. ${encoded ? 'They are one-hot: use categorical_crossentropy, or leave to_categorical out.' : 'Change the targets or the loss.'}`);
  }
  const [least, most] = [await smallest(y), await largest(y)];
  const units = shape.at(-1)!;
  if (most >= units) throw new UserError(`The labels go up to ${most}, and the model's last layer has ${units} unit${units === 1 ? '' : 's'}, one for each label from 0. Give it ${most + 1} units.`);
  if (least < 0) throw new UserError(`The labels${place} go down to ${least}, and classes count from 0. Shift them, or use another loss.`);
}

/** Keras compares a target of one number with an output of shape (1,); otherwise the shapes must be the same. */
function checkTargets({ name, shape }: OutputPlan, target: readonly number[], className: string, classNames: readonly string[] | null, place: string): void {
  const squeezed = (axes: readonly number[], other: readonly number[]): readonly number[] => (axes.length === other.length + 1 && axes.at(-1) === 1 ? axes.slice(0, -1) : axes);
  if (squeezed(target, shape).join() === squeezed(shape, target).join()) return;
  const labels = target.length === 0 || (target.length === 1 && target[0] === 1);
  const data = target.length === 1 && classNames?.length === target[0] ? `one-hot targets for ${classNames!.length} classes (${classNames!.slice(0, 4).join(', ')}${classNames!.length > 4 ? ', …' : ''})` : `targets of shape ${shown(target)}`;
  const next = labels && className.startsWith('Categorical')
    ? 'For integer labels use sparse_categorical_crossentropy, or to_categorical.'
    : target.length === 1 && shape.length === 1 ? `Give the model's last layer ${target[0]} unit${target[0] === 1 ? '' : 's'}, or change how the labels are read.` : 'Change the model\'s output or the targets.';
  throw new UserError(`The model's output "${name}" has shape ${shown(shape)}, and the data${place} has ${data}. ${next}`);
}

/**
 * What these losses compare broadcasts with each other as in NumPy, the batch included, once an axis of 1 at the end of either alone is taken away
 * (`squeeze_or_expand_to_same_rank` of Keras 3.15). A batch beside another length fits by chance at most.
 */
function checkBroadcast({ name, shape }: OutputPlan, target: readonly number[], place: string): void {
  const batch = -1;
  let [a, b] = [[batch, ...target], [batch, ...shape]];
  if (a.length === b.length + 1 && a.at(-1) === 1) a = a.slice(0, -1);
  else if (b.length === a.length + 1 && b.at(-1) === 1) b = b.slice(0, -1);
  const fits = Array.from({ length: Math.min(a.length, b.length) }, (_, i) => [a.at(-1 - i)!, b.at(-1 - i)!]).every(([x, y]) => x === y || x === 1 || y === 1);
  if (fits) return;
  const next = target.length === 1 && shape.length === 1 ? `Give the model's last layer ${target[0]} unit${target[0] === 1 ? '' : 's'}, or change the targets.` : 'Change the model\'s output or the targets.';
  throw new UserError(`The model's output "${name}" has shape ${shown(shape)}, and the data${place} has targets of shape ${shown(target)}. ${next}`);
}

/** Throws a UserError where other data has not the shapes of the training data. */
export function sameShapes(train: Columns, other: Columns, what: string): void {
  for (const [of, name] of [[inputsOf, 'inputs'], [targetsOf, 'targets']] as const) {
    const [expected, found] = [of(train), of(other)];
    if (expected.length !== found.length) throw new UserError(`The ${what} data has ${found.length} arrays of ${name}, and the training data ${expected.length}. Give both the same.`);
    expected.forEach(({ shape }, i) => {
      if (shape.join() !== found[i]!.shape.join()) throw new UserError(`The ${what} ${name} have shape ${shown(found[i]!.shape)}, and those of the training ${shown(shape)}. Prepare both in the same way.`);
    });
  }
}
