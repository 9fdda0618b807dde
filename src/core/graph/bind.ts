import type { LayerSpec, Param } from '../layers/define.js';
import { droppedBy, droppedKeywords, formerNames, modernValue, stillTaken } from './legacy.js';
import { nearest, toCamel, toSnake } from './names.js';
import type { Problem } from './problem.js';
import { showValue } from './show.js';
import { type Maybe, Opaque, Unknown, WholeFloat } from './values.js';

/** A constructor's arguments by parameter, and what Keras would say to them. */
export interface Binding {
  /** Given arguments only, by camelCase parameter. A value that Keras rejects is replaced by an `Unknown`. */
  readonly config: { readonly [camelCase: string]: Maybe };
  readonly problems: readonly Problem[];
  /** `input_shape`, `batch_input_shape` or `input_dim`, given to any layer; without the batch. */
  readonly inputShape?: Maybe;
  /** The batch of `batch_input_shape` or `batch_size`. */
  readonly batchSize?: Maybe;
  readonly name?: Maybe;
  readonly trainable?: Maybe;
  readonly dtype?: Maybe;
}

type Draft = { -readonly [K in keyof Binding]: Binding[K] } & { readonly problems: Problem[]; config: { [parameter: string]: Maybe } };

const baseKeywords: ReadonlySet<string> = new Set(['activity_regularizer', 'trainable', 'dtype', 'autocast', 'name', 'input_shape', 'input_dim']);

/**
 * Binds call arguments to a layer's parameters as Python does. Never throws: what Keras rejects becomes a problem,
 * and what only Keras 1 or 2 took is understood and becomes a warning with today's spelling. `kerasOne` says of a program whether it was
 * written for Keras 1, where this call alone does not show it.
 */
export function bind(spec: LayerSpec, positional: readonly Maybe[], keyword: ReadonlyMap<string, Maybe>, kerasOne: () => boolean = () => false): Binding {
  const draft: Draft = { config: {}, problems: [] };
  const args = kerasOneKernel(spec, positional, keyword, kerasOne);
  const limit = spec.positional;
  for (let i = 0; i < args.length && i < limit; i++) take(spec, spec.parameterNames[i]!, args[i]!, draft);
  if (args.length > limit) {
    draft.problems.push({ code: 'argument-count', severity: 'error', message: `${spec.type} takes ${limit === 0 ? 'no positional arguments' : `at most ${limit} positional arguments`}, but ${args.length} are given. Pass the others by name.` });
  }
  for (const [name, value] of keyword) bindKeyword(spec, name, value, draft);
  if (keyword.size > 0) sidesByName(spec, keyword, draft);
  if (args !== positional && args.length < positional.length) draft.problems.push(sidesByPosition(spec, 'Earlier versions took'));
  // A misspelt argument is one mistake, not a wrong one and a missing one.
  const meant = new Set(draft.problems.flatMap(({ code, replacement }) => (code === 'argument-unknown' && replacement && 'name' in replacement ? [replacement.name] : [])));
  for (const name of spec.required) {
    if (name in draft.config || meant.has(toSnake(name))) continue;
    draft.problems.push({ code: 'argument-missing', severity: 'error', message: `${spec.type} needs ${toSnake(name)} (${spec.params[name]!.expects}), but it is not given. Add ${toSnake(name)}=....` });
  }
  return draft;
}

function bindKeyword(spec: LayerSpec, name: string, value: Maybe, draft: Draft): void {
  const parameter = toCamel(name);
  if (parameter in spec.params && toSnake(parameter) === name) {
    if (parameter in draft.config) {
      draft.problems.push({ code: 'argument-duplicate', severity: 'error', message: `${spec.type} gets ${name} twice, by position and by name. Remove one of them.`, argument: name });
      return;
    }
    take(spec, parameter, value, draft);
    // What a layer calls input_dim itself is no input shape: Embedding counts words with it.
    if (isBase(name, spec) && name !== 'input_dim') takeBase(name, value, draft);
  } else if (isBase(name, spec)) takeBase(name, value, draft);
  else if (!takeFormer(spec, name, value, draft) && !spec.ignoresUnknown) draft.problems.push(unknownKeyword(spec, name));
}

const isBase = (name: string, spec: LayerSpec): boolean => baseKeywords.has(name) && (spec.acceptsBase || toCamel(name) in spec.params);

function takeBase(name: string, value: Maybe, draft: Draft): void {
  if (name === 'name') {
    if (value !== null) draft.name = value;
    if (value !== null && isKnown(value) && (typeof value !== 'string' || value.includes('/'))) {
      draft.problems.push({ code: 'argument-type', severity: 'error', message: `A layer's name must be a string without "/", but found ${showValue(value)}. Choose another name.`, argument: 'name' });
    }
  } else if (name === 'trainable') {
    draft.trainable = value;
    if (isKnown(value) && typeof value !== 'boolean') draft.problems.push({ code: 'argument-type', severity: 'error', message: `trainable must be True or False, but found ${showValue(value)}. Write trainable=False or trainable=True.`, argument: 'trainable' });
  } else if (name === 'dtype') draft.dtype = value;
  else if (name === 'input_shape') draft.inputShape = value;
  else if (name === 'input_dim' && value !== null) draft.inputShape = [value];
}

/** False for what the analysis cannot look into. */
const isKnown = (value: Maybe): boolean => !(value instanceof Unknown) && (value instanceof WholeFloat || !(value instanceof Opaque));

/** Today's name, and today's value where that changed as well. */
function renamed(parameter: string, value: Maybe): NonNullable<Problem['replacement']> {
  const modern = modernValue(parameter, value);
  return modern === value || typeof modern !== 'string' ? { name: toSnake(parameter) } : { text: `${toSnake(parameter)}="${modern}"` };
}

/** What Keras 3 no longer takes but earlier versions did. */
function takeFormer(spec: LayerSpec, name: string, value: Maybe, draft: Draft): boolean {
  const taken = stillTaken[spec.type]?.includes(name) ?? false;
  const modern = spec.formerly[name] ?? formerNames[name]?.find((candidate) => candidate in spec.params);
  if (modern !== undefined && !(modern in draft.config)) {
    draft.problems.push({ code: 'legacy-argument', severity: 'warning', message: `${spec.type} ${taken ? `still takes ${name}, but` : `no longer takes ${name};`} Keras 3 calls it ${toSnake(modern)}. Rename the argument.`, argument: name, replacement: renamed(modern, value), ...eraOf(name) });
    take(spec, modern, modernValue(modern, value), draft);
    return true;
  }
  if (name === 'batch_input_shape' && spec.acceptsBase) {
    draft.problems.push({ code: 'legacy-argument', severity: 'warning', message: `${spec.type} no longer takes batch_input_shape. Start the model with keras.Input(batch_shape=...) instead.`, argument: name });
    if (Array.isArray(value)) {
      draft.inputShape = value.slice(1);
      draft.batchSize = value[0] as Maybe;
    } else if (value instanceof Unknown) draft.inputShape = value;
    return true;
  }
  if (name === 'nb_col' && 'kernelSize' in spec.params) return true;
  if (name === 'nb_row' && 'kernelSize' in spec.params) {
    draft.problems.push({ code: 'legacy-argument', severity: 'warning', message: `${spec.type} no longer takes nb_row and nb_col. Write kernel_size=(rows, columns).`, argument: name, ...eraOf(name) });
    return true;
  }
  if (droppedBy[spec.type]?.includes(name)) {
    draft.problems.push({ code: 'legacy-argument', severity: 'warning', message: `${spec.type} no longer takes ${name} in Keras 3. Remove it.`, argument: name, replacement: { remove: true } });
    return true;
  }
  if (droppedKeywords.has(name) && spec.acceptsBase) {
    draft.problems.push({ code: 'legacy-argument', severity: 'warning', message: `${spec.type} no longer takes ${name} in Keras 3. ${name === 'weights' ? 'Call layer.set_weights(...) after the model is built.' : 'Give it to keras.Input instead.'}`, argument: name });
    if (name === 'batch_size') draft.batchSize = value;
    return true;
  }
  return false;
}

function unknownKeyword(spec: LayerSpec, name: string): Problem {
  const known = [...spec.parameterNames.map(toSnake), ...(spec.acceptsBase ? baseKeywords : [])];
  const meant = nearest(name, known);
  return {
    code: 'argument-unknown', severity: 'error', argument: name,
    message: `${spec.type} has no argument ${name}. ${meant ? `Did you mean ${meant}?` : `It takes ${known.slice(0, 8).join(', ')}${known.length > 8 ? ', ...' : ''}.`}`,
    ...(meant ? { replacement: { name: meant } } : {}),
  };
}

/** Checks one value and keeps it. */
function take(spec: LayerSpec, parameter: string, value: Maybe, draft: Draft): void {
  const param = spec.params[parameter]!;
  if (param.accepts(value)) {
    draft.config[parameter] = value;
    return;
  }
  const problem = wrongValue(spec, parameter, param, value);
  draft.problems.push(problem);
  draft.config[parameter] = new Unknown({ reason: problem.message, span: null });
}

function wrongValue(spec: LayerSpec, parameter: string, param: Param<unknown>, value: Maybe): Problem {
  const argument = toSnake(parameter);
  const meant = typeof value === 'string' && param.choices ? nearest(value, param.choices) : undefined;
  const found = `${spec.type}'s ${argument} must be ${param.expects}, but found ${showValue(value)}.`;
  return {
    code: typeof value === 'string' && param.choices ? 'argument-choice' : 'argument-type', severity: 'error', argument,
    message: meant ? `${found} Did you mean "${meant}"?` : `${found} Change the value.`,
    ...(meant ? { replacement: { value: `"${meant}"` } } : {}),
  };
}

/** Keywords of Keras 1 that no later version took. */
const FIRST_ERA: ReadonlySet<string> = new Set(['border_mode', 'subsample', 'dim_ordering', 'nb_filter', 'nb_row', 'init', 'W_regularizer', 'b_regularizer', 'output_dim', 'p']);
const eraOf = (name: string): Pick<Problem, 'era'> => (FIRST_ERA.has(name) ? { era: 'keras-1' } : {});

const KERAS_ONE = ['border_mode', 'subsample', 'dim_ordering', 'init', 'W_regularizer', 'nb_filter', 'bias'];
/** Keras 1 gave a kernel's sides one by one: Convolution2D(32, 3, 3, border_mode="same"). Its own keywords give it away, or the rest of the program. */
function kerasOneKernel(spec: LayerSpec, positional: readonly Maybe[], keyword: ReadonlyMap<string, Maybe>, kerasOne: () => boolean): readonly Maybe[] {
  const sides = (spec.rank ?? 0) - 2;
  if (sides < 2 || positional.length !== sides + 1 || !('kernelSize' in spec.params)) return positional;
  const given = positional.slice(1);
  if (!given.every((side) => typeof side === 'number')) return positional;
  return KERAS_ONE.some((name) => keyword.has(name)) || (!keyword.has('strides') && kerasOne()) ? [positional[0]!, given] : positional;
}

const sidesByPosition = (spec: LayerSpec, who: string): Problem => ({ code: 'legacy-argument', severity: 'warning', argument: 'kernel_size', replacement: { tuple: true }, message: `${who} the sides of ${spec.type}'s kernel one by one, but today the third argument is strides. Write the kernel as a tuple.` });

/** `nb_row=3, nb_col=3` of Keras 1. */
function sidesByName(spec: LayerSpec, keyword: ReadonlyMap<string, Maybe>, draft: Draft): void {
  const rows = keyword.get('nb_row');
  const columns = keyword.get('nb_col');
  if (rows === undefined || columns === undefined || !('kernelSize' in spec.params) || 'kernelSize' in draft.config) return;
  take(spec, 'kernelSize', [rows, columns], draft);
  const names = [...keyword.keys()];
  const i = draft.problems.findIndex((problem) => problem.argument === 'nb_row');
  if (i >= 0 && typeof rows === 'number' && typeof columns === 'number' && names.indexOf('nb_col') === names.indexOf('nb_row') + 1) {
    draft.problems[i] = { ...draft.problems[i]!, replacement: { text: `kernel_size=(${rows}, ${columns})`, through: 'nb_col' } };
  }
}
