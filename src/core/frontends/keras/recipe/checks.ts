import { nearest } from '../../../graph/names.js';
import type { ModelInstance } from '../../../graph/builder.js';
import { Rejection } from '../../../graph/problem.js';
import { showShape } from '../../../graph/tensors.js';
import type { Shape, Span } from '../../../graph/types.js';
import type { Args } from '../../python/args.js';
import { PyClass } from '../../python/classes.js';
import { Dict, List, Tuple } from '../../python/containers.js';
import { PyFunction } from '../../python/functions.js';
import { Native } from '../../python/native.js';
import type { Site, Value } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { ObjectClass, ObjectValue } from '../object-value.js';
import { sessionOf } from '../session.js';
import { identifiers } from '../surface/names.js';
import { lossesOf, type Given } from './data.js';
import type { RecipeDraft } from './draft.js';
import { byKey, inputValues, targetValues, weightValues } from './ends.js';
import { callOnData, trainsAsKeras } from './subclass.js';
import { misfit } from './target-shapes.js';

const sets = new Map<string, ReadonlySet<string>>();
function known(kind: 'losses' | 'metrics' | 'optimizers'): ReadonlySet<string> {
  let made = sets.get(kind);
  if (!made) {
    made = new Set(identifiers[kind]!.split(' '));
    sets.set(kind, made);
  }
  return made;
}

/** Names of losses and metrics that Keras 2 took. */
const FORMER: Readonly<Record<string, string>> = { cosine_proximity: 'cosine_similarity', cosine: 'cosine_similarity', logcosh: 'log_cosh', huber_loss: 'huber', fbeta_score: 'fbeta_score', kullback_leibler_divergence: 'kl_divergence' };

/** Reports what Keras raises; inside a `try` it is raised. */
const error = (code: string, message: string, span: Span, at: Site, related: readonly { readonly span: Span; readonly message: string }[] = []): void => {
  if (at.machine.handlers > 0) at.machine.raise('ValueError', message, { ...at, span }, code);
  else at.machine.report({ code, severity: 'error', message, span, ...(related.length > 0 ? { related } : {}) });
};

/** A word of `compile` that Keras looks up by name, with its place. */
export interface NamedPart {
  readonly kind: 'losses' | 'metrics';
  readonly name: string;
  readonly span: Span;
  /** Set where it is not a name that is wrong. */
  readonly problem?: string;
}

/** What Keras rejects in `compile` itself. Losses and metrics are looked up only when training starts: they are returned. */
export function checkCompile(args: Args, at: Site): NamedPart[] {
  const optimizer = args.get(0, 'optimizer');
  const session = sessionOf(at.machine);
  const registered = session.findsOwn || session.registersOwn;
  if (typeof optimizer === 'string' && !registered && !known('optimizers').has(optimizer.toLowerCase())) {
    const meant = nearest(optimizer, known('optimizers'));
    error('unknown-optimizer', `Keras has no optimizer "${optimizer}". ${meant ? `Did you mean "${meant}"?` : 'Use "adam", "sgd", "rmsprop" or an object of keras.optimizers.'}`, args.spanOf(0, 'optimizer') ?? at.span, at);
  }
  if (optimizer instanceof ObjectClass || optimizer instanceof PyClass) {
    const span = args.spanOf(0, 'optimizer') ?? at.span;
    const advice = optimizer instanceof ObjectClass && optimizer.kind !== 'optimizer' ? 'Give an object of keras.optimizers.' : `Call it: ${optimizer.name}().`;
    error('argument-type', `optimizer must be a name or an object of keras.optimizers, but found the class ${optimizer.name}. ${advice}`, span, at);
  }
  const metrics = args.get(3, 'metrics') ?? null;
  if (typeof metrics === 'string') error('argument-type', `metrics must be a list, tuple or dict, but found "${metrics}". Write metrics=["${metrics}"].`, args.spanOf(3, 'metrics') ?? at.span, at);
  else if (metrics instanceof ObjectValue || metrics instanceof ObjectClass || metrics instanceof PyFunction || metrics instanceof Native) error('argument-type', `metrics must be a list, tuple or dict, but found ${at.machine.show(metrics)}. Write it in brackets: metrics=[...].`, args.spanOf(3, 'metrics') ?? at.span, at);
  const named: NamedPart[] = [];
  const collect = (kind: NamedPart['kind'], value: Value, span: Span): void => {
    if (typeof value === 'string') named.push({ kind, name: value, span });
    else if (value instanceof List || value instanceof Tuple) for (const item of value.items) collect(kind, item, span);
    else if (value instanceof Dict) for (const [, item] of value.entries.values()) collect(kind, item, span);
  };
  collect('losses', args.get(1, 'loss') ?? null, args.spanOf(1, 'loss') ?? at.span);
  if (typeof metrics !== 'string') collect('metrics', metrics, args.spanOf(3, 'metrics') ?? at.span);
  collect('metrics', args.get(4, 'weighted_metrics') ?? null, args.spanOf(4, 'weighted_metrics') ?? at.span);
  return named;
}

/** What Keras looks up when training starts: names of losses and metrics. */
export function checkNames(named: readonly NamedPart[], fitted: Span, at: Site): void {
  for (const { kind, name, span, problem } of named) {
    if (problem !== undefined) {
      error(kind === 'metrics' ? 'metric-count' : 'loss-count', problem, span, at, [{ span: fitted, message: 'Training starts here.' }]);
      continue;
    }
    if (known(kind).has(name) || (kind === 'metrics' ? /^acc(uracy)?$/i : /^(crossentropy|ce)$/i).test(name)) continue;
    const what = kind === 'losses' ? 'loss' : 'metric';
    const related = [{ span: fitted, message: 'Keras looks it up when training starts here.' }];
    const modern = FORMER[name];
    if (modern !== undefined) {
      at.machine.report({ code: 'legacy-name', severity: 'warning', span, message: `Keras 3 has no ${what} "${name}"; it is called "${modern}". Change the name.`, related });
      continue;
    }
    // "accuracy" is no name of Keras's list: it stands for the accuracy that fits.
    const meant = nearest(name, kind === 'metrics' ? [...known(kind), 'accuracy'] : known(kind));
    error(`unknown-${what}`, `Keras has no ${what} "${name}". ${meant ? `Did you mean "${meant}"?` : `Use a name or object of keras.${kind}.`}`, span, at, related);
  }
}

/** `fit`, `evaluate` or `train_on_batch` before `compile`. */
export function checkCompiled(model: ModelInstance, draft: RecipeDraft, method: string, at: Site): void {
  if (draft.compileSpan || draft.compiledElsewhere || model.incomplete || !trainsAsKeras(model, at)) return;
  error('not-compiled', `${method} needs a compiled model, but "${model.name}" has not been compiled. Call compile(optimizer=..., loss=...) before this line.`, at.span, at);
}

const arrayOf = (value: Value | undefined): ArrayValue | null => (value instanceof ArrayValue && value.shape !== null && !value.loss ? value : null);
const listOf = (value: Value | undefined): readonly Value[] | null => (value instanceof List && !value.lost ? value.items : value instanceof Tuple ? value.items : null);

/** Data that Keras rejects: inputs that the model cannot be called on, targets that its outputs and losses do not take, weights of another structure. */
export function checkData(model: ModelInstance, { x, y, weights }: Given, draft: RecipeDraft, spans: { readonly x: Span; readonly y: Span; readonly weights: Span }, at: Site, batch: number | null): void {
  checkInputs(model, x, spans.x, at);
  checkTargets(model, x, y, draft, spans.y, at, batch);
  if (weights === undefined || weights === null || y === undefined || !model.hasGraph) return;
  const targets = targetValues(model, y, lossesOf(model, draft));
  const paired = targets.problem ? null : weightValues(model, y, weights, targets.found);
  if (paired?.problem) error(paired.problem.code, paired.problem.message, spans.weights, at);
}

/** `class_weight` needs one output, and no other weights. */
export function checkClassWeight(model: ModelInstance, { y, weights }: Given, value: Value, span: Span, at: Site): void {
  if (value === null || !model.hasGraph) return;
  if (model.outputs.length > 1 || y instanceof List || y instanceof Tuple) error('class-weight', `class_weight works for a model with a single output${model.outputs.length > 1 ? `, but "${model.name}" has ${model.outputs.length}. Give sample_weight instead, one array for each output.` : ' whose targets are one array. Pass the array itself as y.'}`, span, at);
  else if (weights !== undefined && weights !== null) error('class-weight', 'class_weight and sample_weight cannot be given together. Multiply them into one sample_weight.', span, at);
}

/** A subclassed model takes whatever its `call` takes. */
function checkCall(model: ModelInstance, value: Value | undefined, span: Span, at: Site): void {
  const data = arrayOf(value);
  if (!data) return;
  try {
    callOnData(model, data);
  } catch (thrown) {
    if (!(thrown instanceof Rejection)) throw thrown;
    error('data-shape', thrown.problem.message, span, at, madeHere(model));
  }
}

/** Inputs that Keras rejects when it calls the model on them. */
export function checkInputs(model: ModelInstance, value: Value | undefined, span: Span, at: Site): void {
  if (!model.hasGraph || model.incomplete) return;
  if (model.kind === 'Subclass') {
    checkCall(model, value, span, at);
    return;
  }
  const expected = model.inputs;
  const structured = listOf(value) ?? byKey(value);
  if (!structured && !arrayOf(value)) return;
  if (![...(structured?.values() ?? [])].every((v) => arrayOf(v))) return;
  const paired = inputValues(model, value);
  if (paired.problem) {
    error(paired.problem.code, paired.problem.message, span, at, madeHere(model));
    return;
  }
  const values = paired.found;
  try {
    model.inferData(values.map((v, i) => batched(arrayOf(v)!, expected[i]!.dtype)));
  } catch (thrown) {
    if (!(thrown instanceof Rejection)) throw thrown;
    const shapes = values.map((v) => showShape(arrayOf(v)!.shape)).join(', ');
    const own = thrown.problem.code === 'input-mismatch';
    error('data-shape', own ? thrown.problem.message.replace('is called on', 'is given data of shape').replace('Bring the tensor to that shape', 'Reshape the data to that shape') : `Model "${model.name}" expects data of shape ${expected.map((t) => showShape(t.shape)).join(', ')}, but is given ${shapes}: ${thrown.problem.message}`, span, at, madeHere(model));
  }
}
const madeHere = (model: ModelInstance): { readonly span: Span; readonly message: string }[] => (model.span ? [{ span: model.span, message: `Model "${model.name}" is made here.` }] : []);

/** Data as a batch: how many examples it holds does not matter to the model. */
const batched = ({ shape }: ArrayValue, dtype: ArrayValue['dtype']): { shape: Shape; dtype: ArrayValue['dtype'] } => ({ shape: [null, ...shape!.slice(1)], dtype });

/** Targets that Keras rejects for a model's outputs and losses. */
function checkTargets(model: ModelInstance, x: Value | undefined, y: Value | undefined, draft: RecipeDraft, span: Span, at: Site, batch: number | null): void {
  if (!model.hasGraph || model.incomplete || !draft.compileSpan || draft.losses.length === 0 || !trainsAsKeras(model, at)) return;
  const outputs = model.outputs;
  const structured = listOf(y) ?? byKey(y);
  if (!structured && !arrayOf(y)) return;
  if (![...(structured?.values() ?? [])].every((v) => v === null || arrayOf(v))) return;
  const paired = targetValues(model, y, lossesOf(model, draft));
  if (paired.problem) {
    error(paired.problem.code, paired.problem.message, span, at, madeHere(model));
    return;
  }
  const counts = new Set([...(listOf(x) ?? byKey(x)?.values() ?? [x])].map((v) => arrayOf(v)?.shape?.[0]));
  const count = counts.size === 1 ? [...counts][0] : undefined;
  for (const { value, output } of paired.found) {
    const target = arrayOf(value)!;
    const loss = draft.losses.find((part) => part.output === undefined || part.output === output);
    if (count != null && target.shape![0] != null && count !== target.shape![0]) {
      error('data-count', `The data has ${count} examples, but its targets have ${target.shape![0]}. Give both the same number.`, span, at);
    } else if (loss) checkTarget(loss.className, outputs[output]!.shape, target.shape!, span, at, batch);
  }
}

function checkTarget(loss: string, output: Shape | null, given: Shape, span: Span, at: Site, batch: number | null): void {
  const found = output && misfit(loss, output, given, batch);
  if (found) error('target-shape', `${loss} expects ${found.expected}, but the targets have shape ${showShape([null, ...given.slice(1)])} and the model gives ${showShape(output)}. ${found.next}`, span, at);
}
