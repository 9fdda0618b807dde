import type { Args } from '../python/args.js';
import { PyFunction } from '../python/functions.js';
import type { Site } from '../python/values.js';

/** What `Layer.add_loss(loss)` of Keras 3 does not take: Keras 2 also had `inputs`, and functions to be called later. */
export function checkAddedLoss(args: Args, at: Site): void {
  if (args.open) return;
  const [other] = [...args.keyword.keys()].filter((name) => name !== 'loss');
  const raise = (type: string, message: string, span = at.span): void => void at.machine.raise(type, message, { ...at, span }, 'argument-unknown');
  if (other !== undefined) raise('TypeError', `add_loss takes only the loss, but is given ${other}. ${other === 'losses' ? 'Write loss.' : 'Remove it.'}`, args.keywordSpans.get(other));
  else if (args.positional.length > 1) raise('TypeError', `add_loss takes only the loss, but is given ${args.positional.length} arguments. Remove the others.`, args.positionalSpans[1] ?? at.span);
  else if (args.positional.length + args.keyword.size === 0) raise('TypeError', 'add_loss needs a loss. Give it the tensor that is to be added.');
  else if (args.get(0, 'loss') instanceof PyFunction) raise('ValueError', 'add_loss takes a tensor, not a function, since Keras 3. Call the function, in the call() of a layer.', args.spanOf(0, 'loss') ?? at.span);
}
