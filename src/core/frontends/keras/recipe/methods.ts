import type { ModelInstance } from '../../../graph/builder.js';
import type { Span } from '../../../graph/types.js';
import { Unknown } from '../../../graph/values.js';
import type { DataArray, DataSet } from '../../../recipe/types.js';
import type { Args } from '../../python/args.js';
import { Dict, List, Tuple } from '../../python/containers.js';
import { BoundNative } from '../../python/native.js';
import { Obj, type Site, type Value, asInteger, asNumber, unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { buildFromData } from '../model-methods.js';
import { ObjectValue } from '../object-value.js';
import { sessionOf } from '../session.js';
import { checkCompile, checkCompiled, checkInputs, checkNames, checkTargets } from './checks.js';
import { checkFileName } from './filenames.js';
import { FIT, formerMethod, modernArguments } from './legacy.js';
import { DatasetValue } from '../dataset-value.js';
import type { RecipeDraft } from './draft.js';
import { readPart, readParts } from './parts.js';

/** Methods of a model that say how it is trained. */
export function trainingMethod(model: ModelInstance, name: string, _at: Site): Value | undefined {
  const method = (body: (args: Args, at: Site, draft: RecipeDraft) => Value): Value =>
    new BoundNative(name, (args, at) => {
      const session = sessionOf(at.machine);
      const draft = at.machine.quiet > 0 ? session.scratch : session.recipe(model);
      at.machine.journal.touch(draft);
      return body(args, at, draft);
    });
  switch (name) {
    case 'compile':
      return method((args, at, draft) => compile(model, modernArguments('compile', args, at), at, draft));
    case 'fit':
      return method((args, at, draft) => fit(model, modernArguments('fit', args, at), at, draft));
    case 'fit_generator':
      return method((args, at, draft) => {
        formerMethod(name, 'fit', 'fit takes generators as well', _at.span, at);
        return fit(model, modernArguments('fit', args, at, { generator: true }), at, draft);
      });
    case 'evaluate':
      return method((args, at, draft) => evaluate(model, modernArguments('evaluate', args, at), at, draft));
    case 'evaluate_generator':
      return method((args, at, draft) => {
        formerMethod(name, 'evaluate', 'evaluate takes generators as well', _at.span, at);
        return evaluate(model, modernArguments('evaluate', args, at, { generator: true }), at, draft);
      });
    case 'predict_on_batch':
      return method((args, at) => predict(model, args, at));
    case 'predict':
      return method((args, at) => predict(model, modernArguments('predict', args, at), at));
    case 'predict_generator':
      return method((args, at) => {
        formerMethod(name, 'predict', 'predict takes generators as well', _at.span, at);
        return predict(model, modernArguments('predict', args, at, { generator: true }), at);
      });
    case 'predict_proba':
      return method((args, at) => {
        formerMethod(name, 'predict', 'predict gives the same probabilities', _at.span, at);
        return predict(model, args, at);
      });
    case 'predict_classes':
      return method((args, at) => {
        formerMethod(name, 'predict', 'Take the largest of predict(...) with .argmax(axis=-1), or compare it with 0.5 for one unit', _at.span, at, [{ span: { from: at.span.to, to: at.span.to }, text: '.argmax(axis=-1)' }]);
        predict(model, args, at);
        return unknown('What a model predicts is not known without running it.', at.span);
      });
    case 'train_on_batch':
    case 'test_on_batch':
      return method((args, at, draft) => {
        buildFromData(model, args.positional[0], at);
        if (name === 'train_on_batch') draft.trainable.trained(model, at.machine);
        return unknown('Losses are not known without training.', at.span);
      });
    case 'save':
    case 'save_weights':
    case 'export':
      return method((args, at, draft) => {
        if (name !== 'export') checkFileName(name === 'save' ? 'model' : 'weights', args, at);
        const path = file(args, at, draft.saves);
        if (name === 'save' && path !== null) sessionOf(at.machine).saved.save(path, model, at);
        return null;
      });
    case 'load_weights':
      return method((args, at, draft) => {
        file(args, at, draft.loads);
        return null;
      });
    case 'optimizer':
    case 'history':
    case 'loss':
      return unknown(`model.${name} is not followed.`, _at.span);
    case 'to_json':
    case 'to_yaml':
      return method((_args, at) => unknown('The text of a model is not followed.', at.span));
    case 'compute_loss':
    case 'reset_metrics':
      return method(() => null);
    default:
      return undefined;
  }
}

function predict(model: ModelInstance, args: Args, at: Site): Value {
  const x = args.get(0, 'x');
  buildFromData(model, x, at);
  checkInputs(model, x, args.spanOf(0, 'x') ?? at.span, at);
  return predicted(model, x);
}

function predicted(model: ModelInstance, data: Value | undefined): Value {
  const shape = model.outputs.length === 1 ? model.outputs[0]!.shape : null;
  const count = data instanceof ArrayValue ? (data.shape?.[0] ?? null) : null;
  return new ArrayValue(shape && [count, ...shape.slice(1)], 'float32', shape && count !== null ? {} : { loss: { reason: 'What a model predicts is not known without running it.', span: null } });
}

function file(args: Args, at: Site, list: { path: string; span: Span | null }[]): string | null {
  const path = args.positional[0] ?? args.keyword.get('filepath');
  if (typeof path !== 'string') return null;
  list.push({ path, span: at.span });
  return path;
}

function compile(model: ModelInstance, args: Args, at: Site, draft: RecipeDraft): Value {
  draft.compileSpan = at.span;
  draft.named = checkCompile(model, args, at);
  draft.trainable.compiled(model, at.span);
  const optimizer = args.get(0, 'optimizer') ?? 'rmsprop';
  draft.optimizer = readPart('optimizer', optimizer, args.spanOf(0, 'optimizer'), draft);
  draft.losses = readParts('loss', args.get(1, 'loss') ?? null, args.spanOf(1, 'loss'), draft);
  const weights = args.get(2, 'loss_weights') ?? null;
  const list = weights instanceof List || weights instanceof Tuple ? weights.items : weights instanceof Dict ? [...weights.entries.values()].map(([, v]) => v) : null;
  draft.lossWeights = list ? list.map((v) => asNumber(v) ?? 1) : null;
  draft.metrics = readParts('metric', args.get(3, 'metrics') ?? null, args.spanOf(3, 'metrics'), draft);
  return null;
}

/** A whole number of `fit`, or a note that it is not known. */
function whole(args: Args, index: number, name: string, otherwise: number, draft: RecipeDraft): number {
  const value = args.get(index, name);
  if (value === undefined || value === null) return otherwise;
  const number = asInteger(value) ?? (asNumber(value) === null ? null : Math.trunc(asNumber(value)!));
  if (number === null) draft.lose(`${name} is not known${value instanceof Unknown ? `: ${value.loss.reason}` : '.'}`, args.spanOf(index, name), true);
  return number ?? otherwise;
}

const place = (name: string): number => FIT.indexOf(name);

function fit(model: ModelInstance, args: Args, at: Site, draft: RecipeDraft): Value {
  draft.fitSpan = at.span;
  const x = args.get(0, 'x');
  buildFromData(model, x, at);
  checkCompiled(model, draft, 'fit', at);
  checkNames(draft.named, at.span, at);
  checkInputs(model, x, args.spanOf(0, 'x') ?? at.span, at);
  checkTargets(model, x, args.get(1, 'y'), draft, args.spanOf(1, 'y') ?? at.span, at, asInteger(args.get(2, 'batch_size') ?? 32));
  draft.trainable.trained(model, at.machine);
  draft.train = dataSet(x, args.get(1, 'y'), args.spanOf(0, 'x') ?? at.span, 'training', draft);
  draft.batchSize = whole(args, place('batch_size'), 'batch_size', draft.train?.batchSize ?? 32, draft);
  draft.epochs = whole(args, place('epochs'), 'epochs', 1, draft);
  draft.initialEpoch = whole(args, place('initial_epoch'), 'initial_epoch', 0, draft);
  const steps = args.get(place('steps_per_epoch'), 'steps_per_epoch') ?? null;
  draft.stepsPerEpoch = steps === null ? null : (asNumber(steps) ?? null);
  const validationSteps = args.get(place('validation_steps'), 'validation_steps') ?? null;
  draft.validationSteps = validationSteps === null ? null : (asNumber(validationSteps) ?? null);
  draft.validationSplit = asNumber(args.get(place('validation_split'), 'validation_split') ?? 0) ?? 0;
  draft.shuffle = args.get(place('shuffle'), 'shuffle') !== false;
  draft.classWeight = classWeights(args.get(place('class_weight'), 'class_weight') ?? null, draft, args.spanOf(place('class_weight'), 'class_weight'));
  const weights = args.get(place('sample_weight'), 'sample_weight') ?? null;
  if (weights !== null) draft.lose('sample_weight is not followed: each example counts the same here.', args.spanOf(place('sample_weight'), 'sample_weight'), false);
  const held = args.get(place('validation_data'), 'validation_data') ?? null;
  const heldSpan = args.spanOf(place('validation_data'), 'validation_data');
  if ((held instanceof Tuple || held instanceof List) && held.items.length >= 2) {
    checkInputs(model, held.items[0], heldSpan ?? at.span, at);
    checkTargets(model, held.items[0], held.items[1], draft, heldSpan ?? at.span, at, asInteger(args.get(2, 'batch_size') ?? 32));
  }
  draft.validation = validation(held, heldSpan, draft);
  draft.callbacks = callbacks(args.get(place('callbacks'), 'callbacks') ?? null, args.spanOf(place('callbacks'), 'callbacks'), draft, at);
  for (const { className, config } of draft.callbacks) {
    // A path with the number of the epoch in it names no single file.
    const path = className === 'ModelCheckpoint' && config.saveWeightsOnly !== true ? config.filepath : null;
    if (typeof path === 'string' && !path.includes('{')) sessionOf(at.machine).saved.save(path, model, at);
  }
  return new ObjectValue('History', {}, at.span, 'history');
}

function evaluate(model: ModelInstance, args: Args, at: Site, draft: RecipeDraft): Value {
  const x = args.get(0, 'x');
  buildFromData(model, x, at);
  checkCompiled(model, draft, 'evaluate', at);
  checkNames(draft.named, at.span, at);
  checkInputs(model, x, args.spanOf(0, 'x') ?? at.span, at);
  checkTargets(model, x, args.get(1, 'y'), draft, args.spanOf(1, 'y') ?? at.span, at, asInteger(args.get(2, 'batch_size') ?? 32));
  draft.test = dataSet(x, args.get(1, 'y'), args.spanOf(0, 'x') ?? at.span, 'test', draft);
  const count = 1 + draft.metrics.length;
  const score = (): Value => unknown('Scores are not known without running the model.', at.span);
  return count === 1 ? score() : new List(Array.from({ length: count }, score));
}

const labelText = (key: Value): string => (typeof key === 'string' || typeof key === 'number' ? String(key) : '');

function classWeights(value: Value, draft: RecipeDraft, span: Span | null): { [label: string]: number } | null {
  if (value === null) return null;
  if (!(value instanceof Dict) || value.open) {
    draft.lose('The class weights are not known.', span, true);
    return null;
  }
  return Object.fromEntries([...value.entries.values()].map(([key, weight]) => [labelText(key), asNumber(weight) ?? 1]));
}

function validation(value: Value, span: Span | null, draft: RecipeDraft): DataSet | null {
  if (value === null) return null;
  if (value instanceof Tuple || value instanceof List) return dataSet(value.items[0], value.items[1], span, 'validation', draft);
  return dataSet(value, undefined, span, 'validation', draft);
}

function callbacks(value: Value, span: Span | null, draft: RecipeDraft, at: Site) {
  if (value === null) return [];
  const items = value instanceof ObjectValue ? [value] : at.machine.iterate(value, at);
  if (items instanceof Unknown) {
    draft.lose(`The callbacks are not known: ${items.loss.reason}`, span, false);
    return [];
  }
  return items.flatMap((item) => {
    if (item instanceof ObjectValue) return [item.toPart()];
    draft.lose(item instanceof Obj ? `The callback ${at.machine.show(item)} is not one of Keras's.` : 'A callback is not known.', span, false);
    return [];
  });
}

/** What data a method is given, or a note of why that is not known. */
function dataSet(x: Value | undefined, y: Value | undefined, span: Span | null, what: string, draft: RecipeDraft): DataSet | null {
  if (x === undefined || x === null) return null;
  if (x instanceof DatasetValue) {
    if (x.data) return x.data;
    draft.lose(`The ${what} data is not known: ${x.reason}`, span, what === 'training');
    return null;
  }
  const inputs = arrayData(x);
  if (!inputs) {
    const reason = x instanceof Unknown ? x.loss.reason : x instanceof ArrayValue && x.loss ? x.loss.reason : 'it is made in a way that is not followed.';
    draft.lose(`The ${what} data is not known: ${reason}`, span, what === 'training');
    return null;
  }
  const targets = y === undefined || y === null ? null : arrayData(y);
  if (y !== undefined && y !== null && !targets) draft.lose(`The ${what} targets are not known${y instanceof Unknown ? `: ${y.loss.reason}` : '.'}`, span, what === 'training');
  return { x: inputs, y: targets, batchSize: null, shuffle: null };
}

const arrayData = (value: Value): DataArray | null => (value instanceof ArrayValue ? value.data : null);
