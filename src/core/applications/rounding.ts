/** The nearest multiple of `divisor` that is not more than a tenth below the value: how width multipliers keep channels even. */
export function roundChannels(value: number, divisor = 8): number {
  const rounded = Math.max(divisor, Math.floor(Math.trunc(value + divisor / 2) / divisor) * divisor);
  return rounded < 0.9 * value ? rounded + divisor : rounded;
}

/** Two digits after the point as Python's `:0.2f` gives them: of two equally near, the even one (only odd eighths are such). */
export function fixed(value: number): string {
  const hundredths = Math.floor(value * 100);
  const halfway = (value * 8) % 2 === 1;
  return halfway && hundredths % 2 === 0 ? (hundredths / 100).toFixed(2) : value.toFixed(2);
}

/** The side of a square image where weights are published for that size. */
export function squareSide(shape: readonly (number | null)[] | null, published: readonly number[], channelsFirst: boolean): number | undefined {
  const [rows, columns] = (channelsFirst ? shape?.slice(1) : shape) ?? [];
  return rows != null && rows === columns && published.includes(rows) ? rows : undefined;
}
