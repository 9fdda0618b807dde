/** What happens to images between two steps. Pure. */

type Size = readonly [height: number, width: number, channels: number];

/** All images of a batch moved by some rows and columns; what leaves at one edge comes in at the other. */
export function rolled(images: Float32Array, [height, width, channels]: Size, [down, right]: readonly [number, number]): Float32Array {
  if (down === 0 && right === 0) return images;
  const result = new Float32Array(images.length);
  const row = width * channels;
  const cut = ((((right % width) + width) % width)) * channels;
  for (let from = 0; from < images.length; from += row) {
    const line = from / row;
    const image = Math.floor(line / height);
    const to = (image * height + ((((line % height) + down) % height) + height) % height) * row;
    result.set(images.subarray(from, from + row - cut), to + cut);
    result.set(images.subarray(from + row - cut, from + row), to);
  }
  return result;
}

/** All images of a batch smoothed by a Gaussian, cut off at three deviations; edges are repeated. */
export function smoothed(images: Float32Array, [height, width, channels]: Size, deviation: number): Float32Array {
  const reach = Math.max(1, Math.ceil(3 * deviation));
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * deviation ** 2)));
  const sum = kernel.reduce((a, b) => a + b, 0);
  const along = (from: Float32Array, length: number, stride: number): Float32Array => {
    const to = new Float32Array(from.length);
    for (let at = 0; at < from.length; at++) {
      const place = Math.floor(at / stride) % length;
      let total = 0;
      for (let k = -reach; k <= reach; k++) total += kernel[k + reach]! * from[at + (Math.min(length - 1, Math.max(0, place + k)) - place) * stride]!;
      to[at] = total / sum;
    }
    return to;
  };
  return along(along(images, width, channels), height, width * channels);
}
