/** What data `fit` and its kin are given, as arrays of the model's inputs and outputs. */
import type { ModelInstance } from '../../../graph/builder.js';
import type { Loss, Span } from '../../../graph/types.js';
import { Unknown } from '../../../graph/values.js';
import type { DataArray, DataSet } from '../../../recipe/types.js';
import { PyInstance } from '../../python/classes.js';
import { Dict } from '../../python/containers.js';
import type { Value } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { DatasetValue } from '../dataset-value.js';
import type { RecipeDraft } from './draft.js';
import { byKey, endsOf, inputValues, targetValues, weightValues, type Losses, type Target } from './ends.js';

/** What `fit`, `evaluate` or `validation_data` gives. */
export interface Given {
  readonly x: Value | undefined;
  readonly y: Value | undefined;
  readonly weights?: Value | undefined;
}

/** What `compile` said of the outputs' losses. */
export function lossesOf(model: ModelInstance, { losses, compileArgs }: Pick<RecipeDraft, 'losses' | 'compileArgs'>): Losses {
  const all = endsOf(model, 'outputs').names.map((_, i) => i);
  return { outputs: losses.some(({ output }) => output === undefined) ? all : all.filter((i) => losses.some(({ output }) => output === i)), byName: byKey(compileArgs?.get(1, 'loss')) !== null };
}

/** The data, or a note of why it is not known. What Keras rejects is reported elsewhere (`checkData`), and gives none. */
export function dataSet(model: ModelInstance, given: Given, span: Span | null, what: string, draft: RecipeDraft): DataSet | null {
  const { x, y, weights } = given;
  if (x === undefined || x === null) return null;
  const blocks = what === 'training';
  if (x instanceof DatasetValue) {
    if (x.element instanceof Dict && x.data && x.parts === null) {
      draft.lose(`The ${what} data is not known: its batches are a dict with "images", of which fit takes no part as targets. Write .map(lambda d: (d["images"], d["labels"])) behind it.`, span, blocks);
      return null;
    }
    if (x.data && x.parts === null) return x.data;
    if (!x.data) draft.lose(`The ${what} data is not known: ${x.reason}`, x.place ?? span, blocks);
    const made = x.data && x.parts && dataSet(model, x.parts, span, what, draft);
    return made && { ...x.data, ...made, batchSize: x.data.batchSize, shuffle: x.data.shuffle };
  }
  if (x instanceof Unknown) {
    draft.lose(`The ${what} data is not known: ${x.loss.reason}`, x.loss.span ?? span, blocks);
    return null;
  }
  if (x instanceof PyInstance) {
    draft.lose(`The ${what} data is not known: it comes from the class ${x.cls.name} of this file, which is not run. Lists of files are read with tf.data.Dataset.from_tensor_slices(…).map(load), arrays as they are.`, span, blocks);
    return null;
  }
  const inputs = inputValues(model, x);
  const targets = y === undefined || y === null ? { found: [] } : targetValues(model, y, lossesOf(model, draft));
  if (inputs.problem || targets.problem) {
    draft.lose((inputs.problem ?? targets.problem)!.message, span, blocks);
    return null;
  }
  const known = inputs.found.map(arrayData);
  const unknown = inputs.found.find((_, i) => known[i] === null);
  if (unknown !== undefined || known.length === 0) {
    const why = lossOf(unknown);
    draft.lose(`The ${what} data is not known: ${why?.reason ?? 'it is made in a way that is not followed.'}`, why?.span ?? span, blocks);
    return null;
  }
  const arrays = targets.found.map(({ value }) => arrayData(value));
  const lost = targets.found.find((_, i) => arrays[i] === null)?.value;
  if (lost !== undefined) draft.lose(`The ${what} targets are not known${lossOf(lost) ? `: ${lossOf(lost)!.reason}` : '.'}`, lossOf(lost)?.span ?? span, blocks);
  const [first, ...moreInputs] = known as DataArray[];
  const [y0 = null, ...moreTargets] = lost === undefined ? (arrays as DataArray[]) : [];
  return {
    x: first!, y: y0, batchSize: null, shuffle: null,
    ...(moreInputs.length > 0 ? { moreInputs } : {}),
    ...(moreTargets.length > 0 ? { moreTargets } : {}),
    ...partial(model, targets.found, span, draft),
    ...(weights === undefined || weights === null ? {} : sampleWeights(model, y, weights, targets.found, span, what, draft)),
  };
}

/** Which outputs the targets are for, where that is not all of them in their order. */
function partial(model: ModelInstance, targets: readonly Target[], span: Span | null, draft: RecipeDraft): Pick<DataSet, 'targetOutputs'> {
  const outputs = targets.map(({ output }) => output);
  if (outputs.length === endsOf(model, 'outputs').names.length || outputs.length === 0) return {};
  if (outputs.some((output, i) => output !== i) && draft.metrics.length + draft.weightedMetrics.length > 0) draft.lose('Targets are given for some of the outputs only, and Keras then compares its metrics with other outputs than those. Give targets for each output, or no metrics.', span, true);
  return { targetOutputs: outputs };
}

function sampleWeights(model: ModelInstance, y: Value | undefined, weights: Value, targets: readonly Target[], span: Span | null, what: string, draft: RecipeDraft): Pick<DataSet, 'sampleWeights'> {
  const paired = weightValues(model, y, weights, targets);
  if (paired.problem) {
    draft.lose(paired.problem.message, span, what === 'training');
    return {};
  }
  const arrays = paired.found.map((value) => (value === null ? null : (arrayData(value) ?? undefined)));
  if (arrays.every((array) => array !== undefined)) return { sampleWeights: arrays };
  draft.lose(`How much each example of the ${what} data counts (sample_weight) is not known.`, span, true);
  return {};
}

/** Why the data of a value is not known. */
const lossOf = (value: Value | undefined): Loss | undefined => (value instanceof Unknown ? value.loss : value instanceof ArrayValue ? (value.why ?? value.loss) : undefined);

const arrayData = (value: Value): DataArray | null => (value instanceof ArrayValue ? value.data : null);
