/** What the view says of classes. Pure. */
import { formatPercent, formatValue } from '../elements/numbers.js';
import type { CamPicture, Trust } from './contract.js';

/** A class's share in words; a model without a last activation gives scores, and those are no shares. */
export const scoreText = ({ activation }: Pick<CamPicture, 'activation'>, value: number): string => (activation === 'none' ? formatValue(value) : formatPercent(value));

/** Classes by probability, the most likely first. */
export function rankClasses(probabilities: Float32Array): number[] {
  return [...probabilities.keys()].sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b);
}

export const className = ({ info }: Pick<CamPicture, 'info'>, index: number): string => info.classNames[index] ?? `class ${index}`;

/** What the check with random weights says: a map that stays as it is without the model's weights is not about the model. */
export function randomizationVerdict(stages: Trust['randomization']): string {
  const last = stages.at(-1);
  if (!last) return '';
  if (last.correlation === null) return 'With all weights random the map is flat: what it shows comes from what the model learned.';
  const figure = last.correlation.toFixed(2).replace('-', '−');
  if (last.correlation > 0.5) return `With all weights random the map stays much the same (${figure}): it follows the image rather than what the model learned, so do not read it as an explanation.`;
  return `With all weights random the map is another (${figure}): it depends on what the model learned, as an explanation has to.`;
}
