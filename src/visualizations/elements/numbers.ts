/** Numbers as panels write them: short, and of one width where they stand in columns. */

/** Four significant digits, in powers of ten where a plain number would be long or vanish; NaN and infinities by name. */
export function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size >= 1e5 || size < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  return text.replace('-', '−').replace('e−', 'e-').replace('e+', 'e');
}

/** A share as a percentage: `97.3 %`; what is there but too small to write is not written as nothing. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return formatValue(share);
  if (share > 0 && share < 0.00005) return '< 0.01 %';
  return `${(100 * share).toFixed(share < 0.1 || (share > 0.9995 && share < 0.99995) ? 2 : 1)} %`;
}

/** Seconds down to thousandths: `38 ms`, `2.4 s`, then as `formatDuration`. */
export function formatShort(seconds: number): string {
  if (seconds < 1) return `${Number((seconds * 1000).toPrecision(2))} ms`;
  return seconds < 10 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);
}

/** Seconds as people say them: `8 s`, `1 min 12 s`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}
