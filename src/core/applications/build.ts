import { GraphBuilder, type ModelInstance } from '../graph/builder.js';
import type { SymbolicTensor } from '../graph/instance.js';
import { type Problem, Rejection, reject } from '../graph/problem.js';
import { showShape } from '../graph/tensors.js';
import type { Span } from '../graph/types.js';
import { type Maybe, Unknown } from '../graph/values.js';
import { type Arguments, Undetermined, bindArguments } from './arguments.js';
import type { Family, InputShape, Variant } from './define.js';
import { checkWeights, givenShape, givenTensor, hidden, obtainInputShape, sourcesOf } from './input.js';
import { Net } from './net.js';
import { misfit } from './pretrained.js';

/** A function of `keras.applications` as the analysis knows it. */
export interface ApplicationFunction {
  readonly name: string;
  readonly family: Family;
  readonly variant: Variant;
}

/** What a call leads to: a model, or why there is none. */
export interface BuiltApplication {
  readonly model: ModelInstance | Unknown;
  readonly problems: readonly Problem[];
}

/**
 * Builds what `keras.applications.<name>(...)` returns: the same layers with the same names, order, shapes and weights. A symbolic
 * tensor may stand among the arguments. Never throws: what Keras would raise is a problem, and where an argument is not known on
 * which the layers depend, the model is unknown with that argument's reason.
 */
export function buildApplication(builder: GraphBuilder, fn: ApplicationFunction, positional: readonly Maybe[], keyword: ReadonlyMap<string, Maybe>, span: Span | null = null): BuiltApplication {
  try {
    const args = bindArguments(fn.name, fn.family.parameters, fn.variant.name, positional, keyword);
    return { model: construct(builder, fn, args, span), problems: [] };
  } catch (error) {
    if (error instanceof Undetermined) return { model: new Unknown(error.loss), problems: [] };
    if (!(error instanceof Rejection)) throw error;
    return { model: new Unknown({ reason: error.problem.message, span }), problems: [error.problem] };
  }
}

function construct(builder: GraphBuilder, { name, family, variant }: ApplicationFunction, args: Arguments, span: Span | null): ModelInstance {
  const channelsFirst = builder.imageDataFormat === 'channels_first';
  if (channelsFirst && family.channelsFirst === false) {
    reject('data-format', `${name} exists for channels last only, but image_data_format is "channels_first". Set it to "channels_last".`);
  }
  checkWeights(args);
  family.check?.(args, variant);
  const shape = family.inputShape?.(args, variant, channelsFirst) ?? obtainInputShape(args, givenShape(args, channelsFirst), variant.size, family.minSize, channelsFirst);
  const tensor = givenTensor(args);
  const image = tensor ?? builder.input([null, ...withLosses(shape, args)], { span });
  const output = family.build(new Net(builder, name, channelsFirst, span), image, args, variant, shape);
  const sources = tensor ? sourcesOf(tensor) : [image];
  const { model, problems } = builder.functional(tensor && !family.firstInputOnly ? sources : sources[0]!, output, modelName(args, family, shape, channelsFirst), span);
  const problem = problems.find((p) => p.severity === 'error');
  if (problem) throw new Rejection({ ...problem, argument: 'input_tensor', message: `Inside ${name}: ${problem.message}` });
  checkPublished(builder, { name, family, variant }, args, model, image, channelsFirst);
  const weights = args.maybe('weights');
  if (typeof weights === 'string') model.pretrained = weights;
  return model;
}

/** Keeps the reasons of axes that the analysis could not read. */
function withLosses(shape: InputShape, args: Arguments): readonly (number | null | Unknown)[] {
  const given = args.maybe('input_shape');
  if (!hidden(given)) return shape;
  const at = (i: number): Maybe => (Array.isArray(given) ? ((given[i] as Maybe | undefined) ?? null) : given);
  return shape.map((length, i) => {
    const lost = at(i);
    return length === null && lost instanceof Unknown ? lost : length;
  });
}

function modelName(args: Arguments, family: Family, shape: InputShape, channelsFirst: boolean): string | undefined {
  const name = args.maybe('name');
  if (typeof name === 'string') return name;
  return name === null ? family.defaultName?.(args, shape, channelsFirst) : undefined;
}

/** Rejects a model that the published weights do not fit, as Keras does when it loads them. */
function checkPublished(builder: GraphBuilder, fn: ApplicationFunction, args: Arguments, model: ModelInstance, image: SymbolicTensor, channelsFirst: boolean): void {
  if (!args.pretrained) return;
  const name = args.maybe('name');
  if (fn.family.weightsByName && typeof name === 'string' && name !== fn.variant.name) {
    reject('pretrained-name', `${fn.name} looks for its published weights under the model's name, and there are none for "${name}". Leave name out, or use weights=None.`, 'name');
  }
  const usual = image.node.isInput && image.shape?.at(channelsFirst ? 1 : -1) === 3;
  const fixedSize = args.includeTop && args.maybe('input_tensor') !== null;
  if ((usual && !fixedSize) || image.loss) return;
  const plain = args.with({ weights: null, input_tensor: null, input_shape: null });
  const other = new GraphBuilder();
  other.imageDataFormat = builder.imageDataFormat;
  const difference = misfit(model, construct(other, fn, plain, null));
  if (difference) {
    const argument = args.maybe('input_tensor') === null ? 'input_shape' : 'input_tensor';
    reject('pretrained-misfit', `The published weights of ${fn.name} do not fit this model: ${difference} (its image has shape ${showShape(image.shape)}). Give it an image of 3 channels in a size that fits, or use weights=None.`, argument);
  }
}
