/** Values of one channel of a [height, width, channels] array, row by row. */
export function channelOf(values: Float32Array, channel: number, channels: number): Float32Array {
  const plane = new Float32Array(Math.floor(values.length / channels));
  for (let at = 0, from = channel; at < plane.length; at += 1, from += channels) plane[at] = values[from] ?? NaN;
  return plane;
}
