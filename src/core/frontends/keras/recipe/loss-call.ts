import { showShape } from '../../../graph/tensors.js';
import type { Shape } from '../../../graph/types.js';
import { Unknown } from '../../../graph/values.js';
import type { Args } from '../../python/args.js';
import type { Site, Value } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { TensorValue } from '../tensor-value.js';
import { misfit } from './target-shapes.js';

const shapeOf = (value: Value | undefined): Shape | null => (value instanceof ArrayValue && !value.loss ? value.shape : value instanceof TensorValue && !value.tensor.loss ? value.tensor.shape : null);

/** `loss(y_true, y_pred)` of an object of `keras.losses` (`Loss.__call__`): both are there, and have shapes that the loss compares. */
export function checkLossCall(className: string, args: Args, at: Site): void {
  for (const [i, name] of ['y_true', 'y_pred'].entries()) {
    if (args.get(i, name) !== undefined || args.open) continue;
    at.machine.raise('TypeError', `${className} is called on y_true and y_pred, but ${name} is not given. Give the labels first, then what the model predicts.`, at, 'argument-missing');
    return;
  }
  const [labels, scores] = [args.get(0, 'y_true'), args.get(1, 'y_pred')];
  if (labels instanceof Unknown || scores instanceof Unknown) return;
  const [given, output] = [shapeOf(labels), shapeOf(scores)];
  if (!given || !output) return;
  // Where ranks differ, numbers are stretched along whatever axis has the same length, which may be the batch.
  if (given.length !== output.length && !className.endsWith('Crossentropy')) return;
  const found = misfit(className, output, given, null);
  if (!found) return;
  const swapped = misfit(className, given, output, null) === null && given.length > 0 && output.length > 0;
  at.machine.raise('ValueError', `${className} expects ${found.expected}, but y_true has shape ${showShape(given)} and y_pred ${showShape(output)}. ${swapped ? 'Exchange the two: labels come first.' : found.next}`, { ...at, span: args.spanOf(0, 'y_true') ?? at.span }, 'target-shape');
}
