import { type Maybe, Opaque, Unknown, WholeFloat } from './values.js';

/** A value as Python writes it, shortened for a message. */
export function showValue(value: Maybe): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return `"${value.length > 40 ? `${value.slice(0, 37)}...` : value}"`;
  if (typeof value === 'number') return String(value);
  if (value instanceof WholeFloat) return value.value.toFixed(1);
  if (value instanceof Unknown || value instanceof Opaque) return 'a value';
  if (Array.isArray(value)) {
    const items = value.slice(0, 6).map((item: Maybe) => showValue(item));
    return `(${items.join(', ')}${value.length > 6 ? ', ...' : ''}${value.length === 1 ? ',' : ''})`;
  }
  const { className } = value as { readonly [key: string]: Maybe };
  return typeof className === 'string' ? `${className}(...)` : 'a dict';
}

/** A whole number as `93,322`. By hand: loading a locale for it would take longer than a whole analysis. */
export const grouped = (count: number): string => count.toFixed(0).replace(/\B(?=(?:\d{3})+$)/g, ',');
