/** What the view says of classes. Pure. */
import { formatPercent, formatValue } from '../elements/numbers.js';
import type { CamPicture } from './contract.js';

/** A class's share in words; a model without a last activation gives scores, and those are no shares. */
export const scoreText = ({ activation }: Pick<CamPicture, 'activation'>, value: number): string => (activation === 'none' ? formatValue(value) : formatPercent(value));

/** Classes by probability, the most likely first. */
export function rankClasses(probabilities: Float32Array): number[] {
  return [...probabilities.keys()].sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b);
}

export const className = ({ info }: Pick<CamPicture, 'info'>, index: number): string => info.classNames[index] ?? `class ${index}`;
