import { negativeAxis, openNegative } from '../../graph/arguments.js';
import type { LayerInstance } from '../../graph/builder.js';
import { Unknown } from '../../graph/values.js';
import type { Args } from '../python/args.js';
import type { Site, Value } from '../python/values.js';
import { List, Tuple } from '../python/containers.js';
import { Float, asInteger, unknown } from '../python/values.js';
import { ArrayValue } from './array-value.js';
import { readDtype, readShape } from './convert.js';
import { sessionOf } from './session.js';
import { TensorValue } from './tensor-value.js';
import { tensorValue } from './trees.js';

/** `keras.Input(shape=None, batch_size=None, dtype=None, sparse=None, batch_shape=None, name=None, tensor=None, optional=False)`. */
export function makeInput(args: Args, at: Site): Value {
  const session = sessionOf(at.machine);
  const tensor = args.keyword.get('tensor');
  if (tensor instanceof TensorValue) return tensor;
  if (tensor instanceof ArrayValue) at.machine.raise('ValueError', 'Input takes a tensor of another model as tensor, but found an array. Give it shape=..., and call the model on the array.', { ...at, span: args.keywordSpans.get('tensor') ?? at.span }, 'argument-type');
  const whole = args.keyword.get('batch_shape') ?? args.positional[4];
  const batch = args.keyword.get('batch_size') ?? args.positional[1] ?? null;
  const shape = args.get(0, 'shape');
  if (whole === undefined && (shape === undefined || shape === null)) {
    const reason = args.open ?? unknown('No shape is given to this Input.', at.span);
    if (!args.open && !(tensor instanceof ArrayValue)) at.machine.raise('ValueError', 'Input needs a shape. Write keras.Input(shape=(height, width, channels)).', at, 'argument-missing');
    return tensorValue(session.builder.input(reason, { name: nameOf(args), span: at.span }), session);
  }
  if (typeof shape === 'string') {
    at.machine.raise('ValueError', `Input's shape must be a tuple, but found the text ${at.machine.show(shape)}. Write shape=(...), and the name as name=...`, { ...at, span: args.spanOf(0, 'shape') ?? at.span }, 'argument-type');
  }
  if (whole === undefined && asInteger(shape) !== null) {
    at.machine.raise('ValueError', `Input's shape must be a tuple, but found ${at.machine.show(shape!)}. Write shape=(${at.machine.show(shape!)},).`, { ...at, span: args.spanOf(0, 'shape') ?? at.span }, 'argument-type');
  }
  const written = whole ?? shape!;
  const odd = written instanceof Tuple || written instanceof List ? written.items.find((item) => typeof item === 'string' || item instanceof Float || item instanceof Tuple || item instanceof List) : undefined;
  const argument = whole === undefined ? 'shape' : 'batch_shape';
  if (odd !== undefined) at.machine.raise('ValueError', `Input's ${argument} must hold whole numbers or None, but found ${at.machine.show(odd)}. Write ${argument}=(${whole === undefined ? '' : 'batch, '}height, width, channels).`, { ...at, span: args.spanOf(whole === undefined ? 0 : 4, argument) ?? at.span }, 'argument-type');
  const axes = readShape(written);
  const first = batch === null ? null : batch instanceof Unknown ? batch : (asInteger(batch) ?? unknown('The batch size is not known.', at.span));
  const negative = axes instanceof Unknown ? null : negativeAxis(argument, axes);
  if (negative) at.machine.raise('ValueError', `Input's ${negative.message}`, { ...at, span: args.spanOf(whole === undefined ? 0 : 4, negative.argument!) ?? at.span }, negative.code);
  const known = axes instanceof Unknown ? axes : axes.map(openNegative);
  const dims = known instanceof Unknown ? known : whole === undefined ? [first, ...known] : known;
  const dtype = readDtype(args.keyword.get('dtype') ?? args.positional[2] ?? null) ?? undefined;
  const made = session.builder.input(dims, { name: nameOf(args), dtype, span: at.span });
  session.origins.set(made.node.layer, { span: at.span, args, spec: null });
  session.tensorLayers.set(made, made.node.layer);
  return tensorValue(made, session);
}

function nameOf(args: Args): string | undefined {
  const name = args.keyword.get('name') ?? args.positional[5];
  return typeof name === 'string' ? name : undefined;
}

/** The InputLayer of a tensor that `Input` made. */
export const inputLayerOf = (value: TensorValue): LayerInstance | null => (value.tensor.node.isInput ? value.tensor.node.layer : null);
