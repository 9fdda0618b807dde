/** What the view says of patterns, and how parts of a sheet become one. Pure. */
import { formatValue } from '../elements/numbers.js';
import type { FiltersPicture, Pattern } from './contract.js';

/** "12 of 64": how many of the layer's filters have a pattern by now. */
export const patternCount = ({ patterns, total }: Pick<FiltersPicture, 'patterns' | 'total'>): string => `${new Set(patterns.map(({ filter }) => filter)).size} of ${total}`;

/** Ascent that never left its start found nothing that the filter responds to. */
export function isSilent({ objective }: Pick<Pattern, 'objective'>): boolean {
  return objective.length > 1 && objective.every((value) => value === objective[0]);
}

export function patternLabel({ filter, objective }: Pick<Pattern, 'filter' | 'objective'>, total: number): string {
  const reached = objective.at(-1) ?? NaN;
  return `filter ${filter} of ${total}, mean activation ${formatValue(reached)}${isSilent({ objective }) ? ', no response found' : ''}`;
}

/** Parts hold the patterns that formed since the last one: newer patterns take the place of older ones of the same filter. */
export function mergePatterns(before: FiltersPicture, part: FiltersPicture): FiltersPicture {
  const patterns = new Map([...before.patterns, ...part.patterns].map((pattern) => [`${pattern.filter} ${pattern.variant}`, pattern]));
  return { ...part, patterns: [...patterns.values()].sort((a, b) => a.filter - b.filter || a.variant - b.variant) };
}
