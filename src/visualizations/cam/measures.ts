/** Arithmetic of the trust in maps. Pure. */

/** Places of a map, the most important first; equal ones in their own order. */
export function byImportance(map: Float32Array): Uint32Array {
  return Uint32Array.from(map.keys()).sort((a, b) => map[b]! - map[a]! || a - b);
}

/** An image of one colour: the mean of another's. */
export function meanColour(values: Float32Array, shape: readonly number[]): Float32Array {
  const channels = shape.at(-1) ?? 1;
  const sums = new Float64Array(channels);
  values.forEach((value, i) => (sums[i % channels]! += value));
  return values.map((_, i) => (sums[i % channels]! * channels) / values.length);
}

/** An image blurred by a Gaussian of a tenth of its shorter side, cut off at two deviations; edges are repeated. [height, width, channels] */
export function blurred(values: Float32Array, [height = 1, width = 1, channels = 1]: readonly number[]): Float32Array {
  const deviation = Math.min(height, width) / 10;
  const reach = Math.max(1, Math.ceil(2 * deviation));
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * deviation ** 2)));
  const sum = kernel.reduce((a, b) => a + b, 0);
  const along = (from: Float32Array, length: number, stride: number): Float32Array => from.map((_, at) => {
    const place = Math.floor(at / stride) % length;
    let total = 0;
    for (let k = -reach; k <= reach; k++) {
      const to = Math.min(length - 1, Math.max(0, place + k));
      total += kernel[k + reach]! * from[at + (to - place) * stride]!;
    }
    return total / sum;
  });
  return along(along(values, width, channels), height, width * channels);
}

/** Spearman's rank correlation, equal values sharing their mean rank; null where one of the two is flat. */
export function rankCorrelation(a: Float32Array, b: Float32Array): number | null {
  const [first, second] = [ranks(a), ranks(b)];
  const mean = (a.length - 1) / 2;
  let [product, left, right] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [first[i]! - mean, second[i]! - mean];
    product += x * y;
    left += x * x;
    right += y * y;
  }
  return left === 0 || right === 0 ? null : product / Math.sqrt(left * right);
}

function ranks(values: Float32Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const found = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to++;
    for (let i = from; i <= to; i++) found[order[i]!] = (from + to) / 2;
    from = to + 1;
  }
  return found;
}
