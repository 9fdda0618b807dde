/** NumPy's `RandomState(seed).shuffle` (Mersenne Twister of Matsumoto and Nishimura 1998; numpy/random/src/legacy): Keras orders the files of a folder with it. */
const length = 624;
const middle = 397;

/** 32-bit numbers of `np.random.RandomState(seed)`. */
function twister(seed: number): () => number {
  const state = new Uint32Array(length);
  state[0] = seed >>> 0;
  for (let i = 1; i < length; i++) state[i] = Math.imul(1812433253, state[i - 1]! ^ (state[i - 1]! >>> 30)) + i;
  let at = length;
  const refill = (): void => {
    for (let i = 0; i < length; i++) {
      const y = (state[i]! & 0x80000000) | (state[(i + 1) % length]! & 0x7fffffff);
      state[i] = state[(i + middle) % length]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    at = 0;
  };
  return () => {
    if (at === length) refill();
    let y = state[at++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
}

/** Shuffles in place as `np.random.RandomState(seed).shuffle(items)` does. */
export function numpyShuffle<Item>(items: Item[], seed: number): void {
  const next = twister(seed);
  for (let i = items.length - 1; i > 0; i--) {
    let mask = i;
    for (const shift of [1, 2, 4, 8, 16]) mask |= mask >>> shift;
    let j = (next() & mask) >>> 0;
    while (j > i) j = (next() & mask) >>> 0;
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
}
