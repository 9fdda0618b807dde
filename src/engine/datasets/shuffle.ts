import { generator } from '../trace/random.js';

/** A random order of `count` rows (Fisher and Yates), the same for the same seed and epoch. */
export function shuffled(count: number, seed: number, epoch: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const next = generator(seed, epoch, 'shuffle');
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor((next() / 2 ** 32) * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
