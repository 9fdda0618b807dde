/**
 * A curve smoothed as TensorBoard does it: an exponential moving average whose start counts as much as what there is of it (the
 * bias correction of Kingma and Ba 2015, section 3). `weight` is 0 for the curve itself, towards 1 for ever smoother ones. What is
 * not a number stays a gap and moves nothing.
 */
export function smoothed(values: Float64Array, weight: number): Float64Array {
  if (weight <= 0) return values;
  let mean = 0;
  let count = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return NaN;
    mean = weight * mean + (1 - weight) * value;
    count++;
    return mean / (1 - weight ** count);
  });
}
