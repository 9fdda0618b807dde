import { SymbolicTensor } from '../graph/instance.js';
import { nearest } from '../graph/names.js';
import { reject } from '../graph/problem.js';
import { showValue } from '../graph/show.js';
import { showShape } from '../graph/tensors.js';
import { type Maybe, Opaque, Unknown } from '../graph/values.js';
import { type Arguments, Undetermined } from './arguments.js';
import type { InputShape } from './define.js';

/** Rejects what no function of `keras.applications` takes, whatever its architecture. */
export function checkWeights(args: Arguments): void {
  const weights = args.maybe('weights');
  if (typeof weights === 'string' && weights !== 'imagenet' && !/[./\\]/.test(weights) && nearest(weights, ['imagenet'])) {
    reject('argument-choice', `${args.functionName}'s weights must be None, "imagenet" or the path of a weights file, but found "${weights}". Did you mean "imagenet"?`, 'weights');
  }
  if (typeof weights === 'boolean' || typeof weights === 'number') {
    reject('argument-type', `${args.functionName}'s weights must be None, "imagenet" or the path of a weights file, but found ${String(weights)}. Write weights="imagenet" or weights=None.`, 'weights');
  }
  const classes = args.maybe('classes');
  if (args.pretrained && args.includeTop && typeof classes === 'number' && classes !== 1000) {
    reject('pretrained-classes', `The published weights of ${args.functionName} end in 1000 classes, but classes is ${classes}. Build it with include_top=False and a Dense(${classes}) of your own, or with weights=None.`, 'classes');
  }
}

/**
 * Rejects an activation that does not go with published weights (Keras's `validate_activation`). Keras does so for weights from
 * a file, too.
 */
export function checkActivation(args: Arguments): void {
  const activation = args.maybe('classifier_activation');
  if (args.maybe('weights') === null || args.maybe('weights') instanceof Unknown || typeof activation !== 'string' || activation === 'softmax' || activation === 'linear') return;
  reject('pretrained-activation', `With weights, ${args.functionName} ends in "softmax" or in None (logits), but classifier_activation is "${activation}". Take one of the two, or weights=None.`, 'classifier_activation');
}

/**
 * The `input_shape` that Keras settles on, without the batch (`keras.applications.imagenet_utils.obtain_input_shape`).
 * Without a classifier on top and without a shape, height and width stay open.
 */
export function obtainInputShape(args: Arguments, given: InputShape | null, size: number, minSize: number, channelsFirst: boolean): InputShape {
  const inOrder = (height: number | null, width: number | null, channels: number | null): InputShape => (channelsFirst ? [channels, height, width] : [height, width, channels]);
  const top = args.includeTop;
  const pretrained = args.pretrained ?? false;
  const standard = inOrder(size, size, 3);
  if (pretrained && top) {
    if (given && !(hidden(args.maybe('input_shape')) ? fits(given, standard) : sameShape(given, standard))) {
      reject('pretrained-input-shape', `${args.functionName} with its published weights and the classifier on top takes ${showShape(standard)}, but input_shape is ${showShape(given)}. Use include_top=False, or weights=None, or resize the images to ${size}x${size}.`, 'input_shape');
    }
    return standard;
  }
  if (!given || given.length === 0) return top ? standard : inOrder(null, null, 3);
  checkGiven(args, given, minSize, channelsFirst, pretrained);
  if (top && given.includes(null) && !hidden(args.maybe('input_shape'))) {
    reject('open-input-shape', `${args.functionName} with the classifier on top needs a fixed size, but input_shape is ${showShape(given)}. Give height and width, or use include_top=False.`, 'input_shape');
  }
  return given;
}

function checkGiven(args: Arguments, given: InputShape, minSize: number, channelsFirst: boolean, pretrained: boolean): void {
  if (given.length !== 3) {
    const order = channelsFirst ? '(channels, height, width)' : '(height, width, channels)';
    reject('input-shape-rank', `${args.functionName}'s input_shape must be ${order} without the batch, but found ${showShape(given)}. Give three lengths.`, 'input_shape');
  }
  const channels = given[channelsFirst ? 0 : 2];
  if (pretrained && channels !== 3 && !(channels === null && hidden(args.maybe('input_shape')))) {
    reject('pretrained-channels', `The published weights of ${args.functionName} take images of 3 channels, but input_shape is ${showShape(given)}. Repeat the channel three times or use weights=None.`, 'input_shape');
  }
  const sides = channelsFirst ? given.slice(1) : given.slice(0, 2);
  if (sides.some((side) => side !== null && side < minSize)) tooSmall(args, minSize, given);
}

/** Rejects an `input_shape` below the smallest size. */
export function tooSmall(args: Arguments, minSize: number, shape: InputShape): never {
  reject('input-too-small', `${args.functionName} takes images of at least ${minSize}x${minSize}, but input_shape is ${showShape(shape)}. Resize the images or choose a smaller network.`, 'input_shape');
}

/**
 * `input_shape` as given, null for None. Lengths that the analysis lost count as open, but published weights leave no doubt about
 * the channels.
 */
export function givenShape(args: Arguments, channelsFirst: boolean): InputShape | null {
  const value = args.maybe('input_shape');
  if (value === null) return null;
  const channelsAt = channelsFirst ? 0 : 2;
  const settled = (shape: readonly Maybe[]): InputShape => shape.map((item, i) => (typeof item === 'number' ? item : i === channelsAt && item instanceof Unknown && args.pretrained ? 3 : null));
  if (value instanceof Unknown) return settled([value, value, value]);
  const wrong = !Array.isArray(value) || value.some((item: Maybe) => item !== null && !(item instanceof Unknown) && !(typeof item === 'number' && Number.isInteger(item)));
  if (wrong) return reject('argument-type', `${args.functionName}'s input_shape must be a tuple of integers such as (224, 224, 3), but found ${showValue(value)}. Change the value.`, 'input_shape');
  return settled(value as readonly Maybe[]);
}

/** True where a part of the value is missing because the analysis lost it. */
export const hidden = (value: Maybe): boolean => value instanceof Unknown || value instanceof Opaque || (Array.isArray(value) && value.some((item: Maybe) => item instanceof Unknown || item instanceof Opaque));

/** Whether lengths that are known agree. */
const fits = (a: InputShape, b: InputShape): boolean => a.length === b.length && a.every((d, i) => d === null || d === b[i]);
export const sameShape = (a: readonly (number | null)[], b: readonly (number | null)[]): boolean => a.length === b.length && a.every((d, i) => d === b[i]);

/** `input_tensor` where one is given. */
export function givenTensor(args: Arguments): SymbolicTensor | null {
  const value = args.maybe('input_tensor');
  if (value === null || value instanceof SymbolicTensor) return value;
  if (value instanceof Unknown) throw new Undetermined(value.loss);
  return reject('argument-type', `${args.functionName}'s input_tensor must be a symbolic tensor such as keras.Input(...). Pass one, or use input_shape.`, 'input_tensor');
}

/** The inputs that a tensor is computed from, in the order in which Keras finds them (`get_source_inputs`). */
export function sourcesOf(tensor: SymbolicTensor): readonly SymbolicTensor[] {
  const sources: SymbolicTensor[] = [];
  const seen = new Set<SymbolicTensor>();
  const visit = (t: SymbolicTensor): void => {
    if (seen.has(t)) return;
    seen.add(t);
    if (t.node.isInput) sources.push(t);
    else t.node.tensors.forEach(visit);
  };
  visit(tensor);
  return sources;
}
