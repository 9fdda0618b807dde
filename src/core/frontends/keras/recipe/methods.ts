import type { ModelInstance } from '../../../graph/builder.js';
import { Rejection } from '../../../graph/problem.js';
import { type InfoTree, isTensor, isTensorList } from '../../../graph/tensors.js';
import type { Span } from '../../../graph/types.js';
import { Unknown } from '../../../graph/values.js';
import type { FitPlaces } from '../../../recipe/types.js';
import type { Args } from '../../python/args.js';
import { Dict, List, Tuple } from '../../python/containers.js';
import { BoundNative } from '../../python/native.js';
import { type Site, type Value, asInteger, unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { readSequence } from '../data/sequence.js';
import { buildFromData } from '../model-methods.js';
import { ObjectValue } from '../object-value.js';
import { sessionOf } from '../session.js';
import { checkClassWeight, checkCompile, checkCompiled, checkData, checkInputs, checkNames } from './checks.js';
import { checkBatched, checkFitArguments, checkKinds, checkSplit, checkTargetsGiven } from './data-kinds.js';
import { dataSet, lossesOf, type Given } from './data.js';
import { callbacks, classWeights, frequency, numberGiven, stepsGiven, whole } from './fit-arguments.js';
import { checkFileName } from './filenames.js';
import { COMPILE, FIT, formerMethod, modernArguments } from './legacy.js';
import type { RecipeDraft } from './draft.js';
import { epochsDone } from './history.js';
import { readCompiled } from './outputs.js';
import { readPart } from './parts.js';
import { checkStart, forgetGiven, giveWeights } from './start.js';

/** Methods that build a model on the data they are given, or from what a file says. */
const RUNS = /^(fit|evaluate|predict|train_on_batch|test_on_batch|load_weights)/;

/** Methods of a model that say how it is trained. */
export function trainingMethod(model: ModelInstance, name: string, _at: Site): Value | undefined {
  const method = (body: (args: Args, at: Site, draft: RecipeDraft) => Value): Value =>
    new BoundNative(name, (args, at) => {
      const session = sessionOf(at.machine);
      const draft = at.machine.quiet > 0 ? session.scratch : session.recipe(model);
      at.machine.journal.touch(draft);
      draft.ran ||= RUNS.test(name);
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
        if (name === 'train_on_batch') {
          draft.trainable.trained(model, at.machine);
          draft.onBatches ??= at.span;
        }
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
        loadWeights(model, args, at, draft);
        return null;
      });
    case 'optimizer':
      return optimizerOf(sessionOf(_at.machine).recipe(model), _at);
    case 'history':
    case 'loss':
      return unknown(`model.${name} is not followed.`, _at.span);
    case 'to_json':
      return method((_args, at) => unknown('The text of a model is not followed.', at.span));
    case 'compute_loss':
    case 'reset_metrics':
      return method(() => null);
    default:
      return undefined;
  }
}

/** What the program has in `model.optimizer`, whose settings it may change until it trains. */
function optimizerOf(draft: RecipeDraft, at: Site): Value {
  const { optimizer } = draft;
  if (optimizer === null) return unknown('The optimizer of this model is not known.', at.span);
  if (draft.optimizerObject === null) {
    at.machine.journal.touch(draft);
    draft.optimizerObject = new ObjectValue(optimizer.className, optimizer.config, optimizer.span, 'optimizer');
  }
  return draft.optimizerObject;
}

function predict(model: ModelInstance, args: Args, at: Site): Value {
  const x = args.get(0, 'x');
  buildFromData(model, x, at);
  const span = args.spanOf(0, 'x') ?? at.span;
  checkKinds({ x, y: undefined, spans: { x: span, y: span } }, at);
  checkInputs(model, x, span, at);
  return predicted(model, x);
}

/** The arrays that come out: those of this data where its shape is known, else those of the model's definition. */
function predicted(model: ModelInstance, data: Value | undefined): Value {
  if (data instanceof ArrayValue && data.shape?.[0] != null && model.hasGraph && model.kind !== 'Subclass' && model.inputs.length === 1) {
    try {
      return arrays(data.shape[0], model.inferData([data.loss ? { shape: data.shape, dtype: data.dtype, loss: data.loss } : { shape: data.shape, dtype: data.dtype }]));
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
    }
  }
  const shape = model.outputs.length === 1 ? model.outputs[0]!.shape : null;
  const count = data instanceof ArrayValue ? (data.shape?.[0] ?? null) : null;
  return new ArrayValue(shape && [count, ...shape.slice(1)], 'float32', shape && count !== null ? {} : { loss: { reason: 'What a model predicts is not known without running it.', span: null } });
}

/** Batches are joined, so that there are as many results as samples. */
function arrays(count: number, tree: InfoTree): Value {
  if (tree instanceof Unknown) return tree;
  if (isTensor(tree)) return new ArrayValue(tree.shape && [count, ...tree.shape.slice(1)], tree.dtype, tree.loss ? { loss: tree.loss } : {});
  if (isTensorList(tree)) return new List(tree.map((inner) => arrays(count, inner)));
  return Dict.named(Object.fromEntries(Object.entries(tree).map(([name, inner]) => [name, arrays(count, inner)])));
}

function file(args: Args, at: Site, list: { path: string; span: Span | null }[]): string | null {
  const path = args.positional[0] ?? args.keyword.get('filepath');
  if (typeof path !== 'string') return null;
  list.push({ path, span: at.span });
  return path;
}

function loadWeights(model: ModelInstance, args: Args, at: Site, draft: RecipeDraft): void {
  const path = file(args, at, draft.loads);
  draft.onBatches = null;
  forgetGiven(model, at);
  const some = ['by_name', 'skip_mismatch'].find((name) => (args.keyword.get(name) ?? false) !== false);
  if (some !== undefined) giveWeights(model, `load_weights takes only some of the weights here (${some}), which is not followed.`, at);
  else if (path === null) giveWeights(model, `Which file "${model.name}" takes its weights from is not known.`, at);
  else giveWeights(model, `The weights of "${model.name}" are loaded from "${path}", and those of a part of a model are not followed. Load a file with the weights of the whole model.`, at, true);
}

function compile(model: ModelInstance, args: Args, at: Site, draft: RecipeDraft): Value {
  draft.compileSpan = at.span;
  draft.fitted = false;
  draft.named = checkCompile(args, at);
  draft.trainable.compiled(model, at.span);
  const optimizer = args.get(0, 'optimizer') ?? 'rmsprop';
  draft.optimizerObject = optimizer instanceof ObjectValue ? optimizer : null;
  draft.optimizer = readPart('optimizer', optimizer, args.spanOf(0, 'optimizer'), draft);
  const { losses, lossWeights, metrics, weightedMetrics } = draft;
  draft.named = [...draft.named, ...readCompiled(model, args, draft, at)];
  // What compile is not given stays as an earlier one had it (`Trainer.compile`, Keras 3.15).
  const given = (name: string): boolean => (args.get(COMPILE.indexOf(name), name) ?? null) !== null;
  if (!given('loss')) Object.assign(draft, { losses, lossWeights });
  if (!given('metrics') && !given('weighted_metrics')) Object.assign(draft, { metrics, weightedMetrics });
  return null;
}

/** The outputs of a subclassed model are known once it is called: only then can it be told what `compile` gives each. */
function compiledLate(model: ModelInstance, draft: RecipeDraft, at: Site): void {
  if (model.kind === 'Subclass' && model.outputs.length > 1 && draft.compileArgs && !draft.losses.some(({ output }) => output !== undefined)) draft.named = [...draft.named, ...readCompiled(model, draft.compileArgs, draft, at)];
}

const place = (name: string): number => FIT.indexOf(name);

/** Where the arguments stand of which a hover tells. */
function placesOf(args: Args): FitPlaces {
  const named = { epochs: 'epochs', batchSize: 'batch_size', stepsPerEpoch: 'steps_per_epoch', shuffle: 'shuffle', validationSplit: 'validation_split' } as const satisfies Record<keyof FitPlaces, string>;
  return Object.fromEntries(Object.entries(named).flatMap(([key, name]) => {
    const span = args.spanOf(place(name), name);
    return span ? [[key, span]] : [];
  }));
}

function fit(model: ModelInstance, args: Args, at: Site, draft: RecipeDraft): Value {
  draft.fitSpan = at.span;
  draft.places = placesOf(args);
  const x = readSequence(args.get(0, 'x'), at);
  buildFromData(model, x, at);
  checkCompiled(model, draft, 'fit', at);
  compiledLate(model, draft, at);
  // What was set since it was compiled.
  if (draft.optimizerObject !== null) draft.optimizer = readPart('optimizer', draft.optimizerObject, draft.optimizer?.span ?? at.span, draft);
  checkNames(draft.named, at.span, at);
  const given: Given = { x, y: args.get(1, 'y'), weights: args.get(place('sample_weight'), 'sample_weight') };
  const spans = { x: args.spanOf(0, 'x') ?? at.span, y: args.spanOf(1, 'y') ?? at.span, weights: args.spanOf(place('sample_weight'), 'sample_weight') ?? at.span };
  checkFitArguments(args, place, at);
  const arrays = { x, y: given.y, spans };
  if (!checkKinds(arrays, at)) {
    checkSplit(x, args.get(place('validation_split'), 'validation_split') ?? null, args.get(place('validation_data'), 'validation_data') ?? null, args.spanOf(place('validation_split'), 'validation_split') ?? at.span, at);
    checkTargetsGiven(model, arrays, draft, at);
    checkBatched(model, arrays, at);
  }
  checkData(model, given, draft, spans, at, asInteger(args.get(2, 'batch_size') ?? 32));
  checkClassWeight(model, given, args.get(place('class_weight'), 'class_weight') ?? null, args.spanOf(place('class_weight'), 'class_weight') ?? at.span, at);
  draft.trainable.trained(model, at.machine);
  draft.start = draft.loads.at(-1) ?? null;
  checkStart(model, draft, at);
  draft.train = dataSet(model, given, spans.x, 'training', draft);
  draft.batchSize = whole(args, place('batch_size'), 'batch_size', draft.train?.batchSize ?? 32, draft);
  draft.epochs = whole(args, place('epochs'), 'epochs', 1, draft);
  draft.initialEpoch = whole(args, place('initial_epoch'), 'initial_epoch', 0, draft);
  const number = (name: string): number | null => numberGiven(args, place(name), name, draft);
  draft.stepsPerEpoch = stepsGiven(args, place('steps_per_epoch'), 'steps_per_epoch', draft, at);
  draft.validationSteps = stepsGiven(args, place('validation_steps'), 'validation_steps', draft, at);
  draft.validationSplit = number('validation_split') ?? 0;
  draft.validationFreq = frequency(args, place('validation_freq'), draft);
  draft.validationBatchSize = number('validation_batch_size') ?? undefined;
  const shuffle = args.get(place('shuffle'), 'shuffle');
  if (shuffle instanceof Unknown) draft.lose(`Whether fit shuffles is not known: ${shuffle.loss.reason} The training shuffles.`, args.spanOf(place('shuffle'), 'shuffle'), false);
  draft.shuffle = shuffle !== false;
  draft.classWeight = classWeights(args.get(place('class_weight'), 'class_weight') ?? null, draft, args.spanOf(place('class_weight'), 'class_weight'));
  const held = readSequence(args.get(place('validation_data'), 'validation_data'), at) ?? null;
  const heldSpan = args.spanOf(place('validation_data'), 'validation_data');
  const valid: Given = held instanceof Tuple || held instanceof List ? { x: held.items[0], y: held.items[1], weights: held.items[2] } : { x: held, y: undefined };
  if (valid.y !== undefined) {
    const span = heldSpan ?? at.span;
    checkData(model, valid, draft, { x: span, y: span, weights: span }, at, asInteger(args.get(2, 'batch_size') ?? 32));
  }
  draft.validation = dataSet(model, valid, heldSpan, 'validation', draft);
  [draft.callbacks, draft.callbackObjects] = callbacks(args.get(place('callbacks'), 'callbacks') ?? null, args.spanOf(place('callbacks'), 'callbacks'), draft, at);
  for (const { className, config } of draft.callbacks) {
    // A path with the number of the epoch in it names no single file.
    const path = className === 'ModelCheckpoint' && config.saveWeightsOnly !== true ? config.filepath : null;
    if (typeof path === 'string' && !path.includes('{')) sessionOf(at.machine).saved.save(path, model, at);
  }
  const epoch = epochsDone(args, draft);
  draft.trained();
  return new ObjectValue('History', { epoch }, at.span, 'history');
}

function evaluate(model: ModelInstance, args: Args, at: Site, draft: RecipeDraft): Value {
  const x = readSequence(args.get(0, 'x'), at);
  buildFromData(model, x, at);
  checkCompiled(model, draft, 'evaluate', at);
  compiledLate(model, draft, at);
  checkNames(draft.named, at.span, at);
  const given: Given = { x, y: args.get(1, 'y'), weights: args.get(4, 'sample_weight') };
  const spans = { x: args.spanOf(0, 'x') ?? at.span, y: args.spanOf(1, 'y') ?? at.span, weights: args.spanOf(4, 'sample_weight') ?? at.span };
  checkKinds({ x, y: given.y, spans }, at);
  checkData(model, given, draft, spans, at, asInteger(args.get(2, 'batch_size') ?? 32));
  draft.test = dataSet(model, given, spans.x, 'test', draft);
  const loaded = draft.loads.at(-1) ?? null;
  draft.testStart = draft.start === undefined || loaded === draft.start ? null : loaded;
  const before = draft.unknowns.length;
  draft.testBatchSize = numberGiven(args, 2, 'batch_size', draft, false) ?? undefined;
  draft.testSteps = stepsGiven(args, 5, 'steps', draft, at, false) ?? undefined;
  // Scores of other batches than the file's would be other scores.
  if (draft.unknowns.length > before) draft.test = null;
  // The loss, where there are several that of each output, and the metrics.
  const losses = lossesOf(model, draft).outputs.length;
  const count = 1 + (losses > 1 ? losses : 0) + draft.metrics.length + draft.weightedMetrics.length;
  const score = (): Value => unknown('Scores are not known without running the model.', at.span);
  // return_dict: scores by their names.
  if (at.machine.truth(args.get(7, 'return_dict') ?? false, at) !== false) return score();
  return count === 1 ? score() : new List(Array.from({ length: count }, score));
}
