/** Which loss, factor and metrics `compile` gives each output of a model, as Keras pairs them (`CompileLoss.build` and `CompileMetrics.build`). */
import type { ModelInstance } from '../../../graph/builder.js';
import { Unknown } from '../../../graph/values.js';
import type { Span } from '../../../graph/types.js';
import type { OutputPart } from '../../../recipe/types.js';
import type { Args } from '../../python/args.js';
import { Dict, List, Tuple } from '../../python/containers.js';
import { ObjectValue } from '../object-value.js';
import { type Site, type Value, asNumber } from '../../python/values.js';
import type { NamedPart } from './checks.js';
import type { RecipeDraft } from './draft.js';
import { byKey, endsOf, sequence, type Ends } from './ends.js';
import { COMPILE } from './legacy.js';
import { followFor } from './own-functions.js';
import { readPart, readParts } from './parts.js';

/** Fills the draft with what `compile` was given. Returns what Keras would say when training starts. */
export function readCompiled(model: ModelInstance, args: Args, draft: RecipeDraft, site: Site): NamedPart[] {
  const at = site.span;
  const argument = (name: string): Argument => ({ name, value: args.get(COMPILE.indexOf(name), name) ?? null, span: args.spanOf(COMPILE.indexOf(name), name) });
  const [loss, weights, metrics, weighted] = ['loss', 'loss_weights', 'metrics', 'weighted_metrics'].map(argument) as [Argument, Argument, Argument, Argument];
  const outputs = endsOf(model, 'outputs');
  draft.compileArgs = args;
  if (outputs.names.length <= 1 || model.incomplete) {
    const follow = followFor(model.outputs[0], site);
    draft.losses = readParts('loss', loss.value, loss.span, draft, follow);
    draft.lossWeights = numbers(weights, flat(weights.value), draft);
    draft.metrics = readParts('metric', metrics.value, metrics.span, draft, follow);
    draft.weightedMetrics = readParts('metric', weighted.value, weighted.span, draft, follow);
    return [];
  }
  const problems: NamedPart[] = [];
  const say = (kind: NamedPart['kind'], { span }: Argument, problem: string): void => void problems.push({ kind, name: '', span: span ?? at, problem });
  const entries = lossEntries(model, loss, outputs, say);
  const factors = entries && factorsOf(weights, loss, entries, outputs, say);
  draft.losses = [];
  const kept: number[] = [];
  entries?.forEach(({ value, output }, i) => {
    if (value === null) return;
    const part = value instanceof List || value instanceof Tuple || value instanceof Dict ? null : readPart('loss', value, loss.span, draft, followFor(model.outputs[output ?? 0], site));
    if (part === null && (sequence(value) || byKey(value))) draft.lose('Several losses for one output are not followed.', loss.span, true);
    if (part === null) return;
    draft.losses.push({ ...(typeof value === 'string' && outputs.names[output ?? 0] === null ? { ...part, config: { ...part.config, name: value } } : part), ...(output === null ? {} : { output }) });
    kept.push(i);
  });
  const read = factors && numbers(weights, factors, draft);
  draft.lossWeights = read && kept.map((i) => read[i]!);
  draft.metrics = metricParts(model, metrics, outputs, draft, say, site);
  draft.weightedMetrics = metricParts(model, weighted, outputs, draft, say, site);
  return problems;
}

interface Argument {
  readonly name: string;
  readonly value: Value;
  readonly span: Span | null;
}
type Say = (kind: NamedPart['kind'], argument: Argument, problem: string) => void;

/** One loss and the output that it is for; `output` null: for all. Null values are outputs without a loss. */
interface Entry {
  readonly value: Value;
  readonly output: number | null;
}

const words = ({ names }: Ends): string => names.map((name, i) => `"${name ?? i + 1}"`).join(', ');

function lossEntries(model: ModelInstance, argument: Argument, outputs: Ends, say: Say): Entry[] | null {
  const { value } = argument;
  const { names, keys } = outputs;
  const dict = byKey(value);
  if (dict) {
    const stray = [...dict.keys()].find((key) => !names.includes(key));
    if (stray !== undefined || (keys === null && dict.size !== names.length)) {
      say('losses', argument, `Model "${model.name}" has the outputs ${words(outputs)}, but loss has the keys ${[...dict.keys()].map((key) => `"${key}"`).join(', ')}. Give a loss under each output's name, or None.`);
      return null;
    }
    return names.flatMap((name, output) => (dict.has(name!) ? [{ value: dict.get(name!)!, output }] : []));
  }
  const items = sequence(value);
  if (!items) return [{ value, output: null }];
  // A list that is shorter than a list of outputs is for the first of them.
  if (items.length === names.length || (keys === null && items.length < names.length && value instanceof List)) return items.map((item, output) => ({ value: item, output }));
  say('losses', argument, `Model "${model.name}" has ${names.length} outputs, but loss is a list of ${items.length}. Give one loss for each output.`);
  return null;
}

/** What each loss is multiplied by, in the order of the losses. A dict beside a list is taken in the order of its sorted keys, as Keras flattens it. */
function factorsOf(argument: Argument, loss: Argument, entries: readonly Entry[], outputs: Ends, say: Say): readonly Value[] | null {
  const { value } = argument;
  if (value === null) return null;
  const [dict, losses] = [byKey(value), byKey(loss.value)];
  if (dict && losses && outputs.keys === null) {
    const missing = outputs.names.find((name) => !dict.has(name!));
    if (missing !== undefined) {
      say('losses', argument, `loss_weights has no entry for the output "${missing}". Give a number for each of ${words(outputs)}.`);
      return null;
    }
    return outputs.names.map((name) => dict.get(name!)!);
  }
  const given = flat(value);
  if (given?.length === entries.length) return given;
  if (given) say('losses', argument, `There ${entries.length === 1 ? 'is one loss' : `are ${entries.length} losses`}, but loss_weights has ${given.length} number${given.length === 1 ? '' : 's'}. Give one for each loss.`);
  return given;
}

/** A number, or the numbers of a list or dict in Keras's order. */
function flat(value: Value): readonly Value[] | null {
  if (value === null) return null;
  const dict = byKey(value);
  return dict ? [...dict.keys()].toSorted().map((key) => dict.get(key)!) : (sequence(value) ?? [value]);
}

function numbers({ span }: Argument, values: readonly Value[] | null, draft: RecipeDraft): number[] | null {
  if (values === null) return null;
  return values.map((value) => {
    const number = value === null ? 1 : asNumber(value);
    if (number === null) draft.lose(typeof value === 'string' || value instanceof ObjectValue ? `loss_weights, the third argument of compile, must be a number for each loss, but found ${typeof value === 'string' ? `"${value}"` : value.className}. Metrics are the fourth: write metrics=[...].` : `The loss weights are not known${value instanceof Unknown ? `: ${value.loss.reason}` : '.'}`, span, true);
    return number ?? 1;
  });
}

function metricParts(model: ModelInstance, argument: Argument, outputs: Ends, draft: RecipeDraft, say: Say, site: Site): OutputPart[] {
  const { value, span, name } = argument;
  const { names } = outputs;
  const of = (item: Value, output: number): OutputPart[] => readParts('metric', item, span, draft, followFor(model.outputs[output], site)).map((part) => ({ ...part, output }));
  const [dict, items] = [byKey(value), sequence(value)];
  if (value === null || items?.length === 0 || dict?.size === 0) return [];
  if (dict) {
    const stray = [...dict.keys()].find((key) => !names.includes(key));
    if (stray !== undefined) say('metrics', argument, `Model "${model.name}" has the outputs ${words(outputs)}, but ${name} has the key "${stray}". Use the outputs' names.`);
    return names.flatMap((key, output) => (key !== null && dict.has(key) ? of(dict.get(key)!, output) : []));
  }
  if (items?.length === names.length) return items.flatMap(of);
  // Keras says so only when training starts, like all that it looks up then.
  if (items) say('metrics', argument, `Model "${model.name}" has ${names.length} outputs, but ${name} is a list of ${items.length}. Give a list with one entry for each output, or a dict by output name.`);
  else if (value instanceof Unknown || value instanceof List || value instanceof Tuple || value instanceof Dict) draft.lose(`The metrics are not known${value instanceof Unknown ? `: ${value.loss.reason}` : '.'}`, span, false);
  return [];
}
