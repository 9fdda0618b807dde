import type { Args } from '../python/args.js';
import { PyFunction } from '../python/functions.js';
import type { Site } from '../python/values.js';

/** What `Layer.add_loss(loss)` of Keras 3 does not take: Keras 2 also had `inputs`, and functions to be called later. */
export function checkAddedLoss(args: Args, at: Site): void {
  if (args.open) return;
  const [other] = [...args.keyword.keys()].filter((name) => name !== 'loss');
  const place = (span: Site['span'] | null | undefined): Site => ({ ...at, span: span ?? at.span });
  if (other !== undefined) at.machine.raise('TypeError', `add_loss takes only the loss, but is given ${other}. ${other === 'losses' ? 'Write loss' : 'Remove it'}.`, place(args.keywordSpans.get(other)), 'argument-unknown');
  else if (args.positional.length > 1) at.machine.raise('TypeError', `add_loss takes only the loss, but is given ${args.positional.length} arguments. Remove the others.`, place(args.positionalSpans[1]), 'argument-count');
  else if (args.positional.length + args.keyword.size === 0) at.machine.raise('TypeError', 'add_loss needs a loss, but none is given. Give it the tensor that is to be added.', at, 'argument-missing');
  else if (args.get(0, 'loss') instanceof PyFunction) at.machine.raise('ValueError', 'add_loss takes a tensor in Keras 3, but found a function. Call the function, in the call() of a layer.', place(args.spanOf(0, 'loss')), 'argument-type');
}
