/** What the view says of channels, in words and order. Pure. */
import { formatValue } from '../elements/numbers.js';
import type { ActivationsPicture } from './contract.js';

export type ChannelSort = 'channel' | 'mean' | 'variance' | 'maximum';

/** "64 of 64 · 9 dead": all channels are there, and how many of them are silent for this image. */
export function channelCount({ channels }: Pick<ActivationsPicture, 'channels'>): string {
  const dead = channels.filter((facts) => facts.dead).length;
  return `${channels.length} of ${channels.length}${dead > 0 ? ` · ${dead} dead` : ''}`;
}

/** What a screen reader hears of one channel. */
export function channelLabel({ channels }: Pick<ActivationsPicture, 'channels'>, index: number): string {
  const facts = channels[index];
  if (!facts) return '';
  return `channel ${index} of ${channels.length}, mean ${formatValue(facts.mean)}, maximum ${formatValue(facts.maximum)}, dead: ${facts.dead ? 'yes' : 'no'}`;
}

/** Channels in the order asked for: the largest first, equal ones by number. */
export function channelOrder({ channels }: Pick<ActivationsPicture, 'channels'>, sort: ChannelSort): number[] {
  const order = channels.map((_, index) => index);
  if (sort === 'channel') return order;
  return order.sort((a, b) => (channels[b]?.[sort] ?? 0) - (channels[a]?.[sort] ?? 0) || a - b);
}
