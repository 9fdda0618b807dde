import { Unknown } from '../../graph/values.js';
import { Dict, List, PySet, Range, Tuple } from './containers.js';
import { Float, NumpyInteger, Obj, type Value } from './values.js';

/** `repr` of a float: as few digits as bring the number back, always with a point or an exponent. */
export function showFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  const text = value.toString();
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** `repr(value)` for messages; shortened where it is long. */
export function showPython(value: Value, depth = 0): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 57)}...` : value}'`;
  if (value instanceof Unknown) return 'a value that is not known';
  if (value instanceof Float) return showFloat(value.value);
  if (value instanceof NumpyInteger) return String(value.value);
  if (depth < 3) {
    const list = (items: readonly Value[]) => items.slice(0, 10).map((item) => showPython(item, depth + 1)).join(', ') + (items.length > 10 ? ', ...' : '');
    if (value instanceof Tuple) return value.items.length === 1 ? `(${list(value.items)},)` : `(${list(value.items)})`;
    if (value instanceof List) return `[${list(value.items)}]`;
    if (value instanceof PySet) return value.items.size ? `{${list([...value.items.values()])}}` : 'set()';
    if (value instanceof Dict) return `{${[...value.entries.values()].slice(0, 10).map(([k, v]) => `${showPython(k, depth + 1)}: ${showPython(v, depth + 1)}`).join(', ')}}`;
    if (value instanceof Range) return `range(${value.start}, ${value.stop})`;
  }
  return value instanceof Obj ? nameOf(value) : '';
}

function nameOf(value: Obj): string {
  const { name } = value as { name?: unknown };
  return typeof name === 'string' ? `${value.typeName} ${name}` : value.typeName;
}

/** `str(value)`; null where it is not known. */
export function asText(value: Value): string | null {
  if (typeof value === 'string') return value;
  return isPlain(value) ? fullRepr(value) : null;
}

/** True for values whose `repr` is known through and through. */
export function isPlain(value: Value): boolean {
  if (value instanceof Unknown) return false;
  if (!(value instanceof Obj) || value instanceof Float || value instanceof NumpyInteger || value instanceof Range) return true;
  if (value instanceof Tuple || value instanceof List) return !value.lost && value.items.every(isPlain);
  if (value instanceof Dict) return !value.open && [...value.entries.values()].every(([k, v]) => isPlain(k) && isPlain(v));
  return value instanceof PySet && !value.open && [...value.items.values()].every(isPlain);
}

/** `repr(value)` of a plain value, whole. */
export function fullRepr(value: Value): string {
  const list = (items: readonly Value[]) => items.map(fullRepr).join(', ');
  if (typeof value === 'string') {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
    return quote + value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll(quote, `\\${quote}`) + quote;
  }
  if (value instanceof Tuple) return value.items.length === 1 ? `(${fullRepr(value.items[0]!)},)` : `(${list(value.items)})`;
  if (value instanceof List) return `[${list(value.items)}]`;
  if (value instanceof PySet) return value.items.size ? `{${list([...value.items.values()])}}` : 'set()';
  if (value instanceof Dict) return `{${[...value.entries.values()].map(([k, v]) => `${fullRepr(k)}: ${fullRepr(v)}`).join(', ')}}`;
  return showPython(value);
}
