import { generator } from '../trace/random.js';

/** A random order of whole batches, the examples in each in their own: the last one, where it is not full, stays at the end. */
export function shuffledBatches(count: number, batchSize: number, seed: number, epoch: number): Uint32Array {
  const full = Math.floor(count / batchSize);
  const blocks = shuffled(full, seed, epoch);
  return Uint32Array.from({ length: count }, (_, i) => (i < full * batchSize ? blocks[Math.floor(i / batchSize)]! * batchSize + (i % batchSize) : i));
}

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
