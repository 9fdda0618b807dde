/** The Mersenne Twister of Matsumoto and Nishimura (1998), as NumPy's `RandomState` and Python's `random` use it to put lists into a random order. */
const length = 624;
const middle = 397;

/** The state that one number gives (`init_genrand`), which is that of `np.random.RandomState(seed)`. */
function fromNumber(seed: number): Uint32Array {
  const state = new Uint32Array(length);
  state[0] = seed >>> 0;
  for (let i = 1; i < length; i++) state[i] = Math.imul(1812433253, state[i - 1]! ^ (state[i - 1]! >>> 30)) + i;
  return state;
}

/** The state that a list of numbers gives (`init_by_array`), which is that of Python's `random.Random(seed)`: the seed's size in words of 32 bits. */
function fromWords(words: readonly number[]): Uint32Array {
  const state = fromNumber(19_650_218);
  let [i, j] = [1, 0];
  const mix = (factor: number): number => state[i]! ^ Math.imul(state[i - 1]! ^ (state[i - 1]! >>> 30), factor);
  const next = (): void => {
    if (++i < length) return;
    state[0] = state[length - 1]!;
    i = 1;
  };
  for (let k = Math.max(length, words.length); k > 0; k--) {
    state[i] = mix(1_664_525) + words[j]! + j;
    next();
    j = (j + 1) % words.length;
  }
  for (let k = length - 1; k > 0; k--) {
    state[i] = mix(1_566_083_941) - i;
    next();
  }
  state[0] = 0x80000000;
  return state;
}

/** The twister's 32-bit numbers from a state on. */
function twister(state: Uint32Array): () => number {
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

/** `np.random.RandomState(seed)`. */
export class NumpyRandom {
  private readonly next: () => number;
  constructor(seed: number) {
    this.next = twister(fromNumber(seed));
  }

  /** Shuffles in place. */
  shuffle(items: unknown[]): void {
    for (let i = items.length - 1; i > 0; i--) {
      let mask = i;
      for (const shift of [1, 2, 4, 8, 16]) mask |= mask >>> shift;
      let j = (this.next() & mask) >>> 0;
      while (j > i) j = (this.next() & mask) >>> 0;
      [items[i], items[j]] = [items[j]!, items[i]!];
    }
  }
  permutation<Item>(items: readonly Item[]): Item[] {
    const copy = [...items];
    this.shuffle(copy);
    return copy;
  }
}

/** Shuffles in place as `np.random.RandomState(seed).shuffle(items)` does. */
export const numpyShuffle = (items: unknown[], seed: number): void => new NumpyRandom(seed).shuffle(items);

/** Shuffles in place as Python's `random.Random(seed).shuffle(items)` does (Lib/random.py: `_randbelow_with_getrandbits`). Seeds are whole numbers. */
export function pythonShuffle<Item>(items: Item[], seed: number): void {
  const size = Math.abs(seed);
  const next = twister(fromWords(size > 0xffffffff ? [size % 2 ** 32, Math.floor(size / 2 ** 32)] : [size]));
  for (let i = items.length - 1; i > 0; i--) {
    const bits = 32 - Math.clz32(i + 1);
    let j = next() >>> (32 - bits);
    while (j > i) j = next() >>> (32 - bits);
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
}
