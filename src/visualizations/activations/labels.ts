/** What the view says of channels, in words and order. Pure. */
import { formatValue } from '../elements/numbers.js';
import type { ActivationsPicture } from './contract.js';

export type ChannelSort = 'channel' | 'mean' | 'variance' | 'maximum' | 'relevance';

/** "64 of 64 · 9 dead": all channels are there, and how many of them are silent for this image. */
export function channelCount({ channels }: Pick<ActivationsPicture, 'channels'>): string {
  const dead = channels.filter((facts) => facts.dead).length;
  const saturated = channels.filter((facts) => facts.saturated).length;
  return `${channels.length} of ${channels.length}${dead > 0 ? ` · ${dead} dead` : ''}${saturated > 0 ? ` · ${saturated} saturated` : ''}`;
}

/** What a screen reader hears of one channel. */
export function channelLabel({ channels }: Pick<ActivationsPicture, 'channels'>, index: number): string {
  const facts = channels[index];
  if (!facts) return '';
  return `channel ${index} of ${channels.length}, mean ${formatValue(facts.mean)}, maximum ${formatValue(facts.maximum)}, dead: ${facts.dead ? 'yes' : 'no'}${facts.saturated ? ', saturated: yes' : ''}`;
}

/** Channels in the order asked for: the largest first, equal ones by number. */
export function channelOrder({ channels, relevance = null }: Pick<ActivationsPicture, 'channels'> & Partial<Pick<ActivationsPicture, 'relevance'>>, sort: ChannelSort): number[] {
  const order = channels.map((_, index) => index);
  if (sort === 'channel') return order;
  // Until the relevance is there, channels stay where they are.
  if (sort === 'relevance') return relevance === null ? order : order.sort((a, b) => relevance.channels[b]! - relevance.channels[a]! || a - b);
  return order.sort((a, b) => (channels[b]?.[sort] ?? 0) - (channels[a]?.[sort] ?? 0) || a - b);
}
