import { Unknown } from '../../graph/values.js';
import { Dict, Tuple } from './containers.js';
import { asText, fullRepr, isPlain, showFloat } from './show.js';
import { Float, type Site, type Value, asNumber, unknown } from './values.js';

const notPlain = (at: Site): Unknown => unknown('A part of this text is not known.', at.span);

/** `format(value, spec)`. */
export function formatValue(value: Value, spec: string, at: Site): string | Unknown {
  if (value instanceof Unknown) return value;
  const match = /^(?:(.)?([<>=^]))?([+\- ])?#?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/.exec(spec);
  if (!match) return notPlain(at);
  const [, fill, align, sign, zero, width, group, precision, type] = match;
  const number = typeof value === 'string' ? null : asNumber(value);
  let text: string;
  if (number !== null && (spec !== '' || !(typeof value === 'boolean'))) text = formatNumber(value, number, type, precision, group, sign);
  else {
    const whole = asText(value);
    if (whole === null) return notPlain(at);
    text = precision === undefined ? whole : whole.slice(0, Number(precision));
  }
  const room = Number(width ?? 0) - text.length;
  if (room <= 0) return text;
  const filler = (fill ?? (zero ? '0' : ' ')).repeat(room);
  const way = align ?? (zero ? '=' : number === null ? '<' : '>');
  if (way === '<') return text + filler;
  if (way === '>') return filler + text;
  if (way === '^') return filler.slice(0, room >> 1) + text + filler.slice(room >> 1);
  return /^[+-]/.test(text) ? text[0]! + filler + text.slice(1) : filler + text;
}

function formatNumber(value: Value, number: number, type: string | undefined, precision: string | undefined, group: string | undefined, sign: string | undefined): string {
  const digits = precision === undefined ? 6 : Number(precision);
  let text: string;
  if (type === 'f' || type === 'F') text = number.toFixed(Math.min(digits, 100));
  else if (type === '%') text = `${(number * 100).toFixed(Math.min(digits, 100))}%`;
  else if (type === 'e' || type === 'E') text = exponent(number.toExponential(Math.min(digits, 100)));
  else if (type === 'g' || type === 'G' || (type === undefined && precision !== undefined)) text = general(number, digits || 1);
  else if (type === 'x' || type === 'X') text = number.toString(16);
  else if (type === 'b') text = number.toString(2);
  else if (type === 'o') text = number.toString(8);
  else text = value instanceof Float ? showFloat(number) : String(number);
  if (type === 'X') text = text.toUpperCase();
  if (group) text = text.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, group));
  return sign && sign !== '-' && number >= 0 ? sign + text : text;
}

const exponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2');

function general(number: number, digits: number): string {
  if (number === 0) return '0';
  const size = Math.floor(Math.log10(Math.abs(number)));
  if (size < -4 || size >= digits) return exponent(number.toExponential(digits - 1).replace(/\.?0+e/, 'e'));
  const text = number.toFixed(Math.max(0, digits - 1 - size));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** `template % values`. */
export function formatPercent(template: string, values: Value, at: Site): Value {
  if (values instanceof Unknown) return values;
  const list = values instanceof Tuple ? values.items : [values];
  let next = 0;
  let fault = null as Unknown | null;
  const text = template.replace(/%(?:\((\w+)\))?([-+ 0#]*)(\d+|\*)?(?:\.(\d+|\*))?([diouxXeEfFgGcrsa%])/g, (whole, key: string | undefined, flags: string, width: string | undefined, precision: string | undefined, type: string) => {
    if (type === '%') return '%';
    const value = key !== undefined && values instanceof Dict ? values.get(key) : list[next++];
    if (value === undefined || width === '*' || precision === '*') {
      fault = notPlain(at);
      return whole;
    }
    const made = percentPart(value, flags, width, precision, type, at);
    if (made instanceof Unknown) {
      fault ??= made;
      return whole;
    }
    return made;
  });
  return fault ?? text;
}

function percentPart(value: Value, flags: string, width: string | undefined, precision: string | undefined, type: string, at: Site): string | Unknown {
  if (value instanceof Unknown) return value;
  const left = flags.includes('-');
  const size = `${left ? '<' : '>'}${width ?? ''}`;
  if (type === 's' || type === 'r' || type === 'a') {
    const text = type === 's' ? asText(value) : isPlain(value) ? fullRepr(value) : null;
    return text === null ? notPlain(at) : formatValue(text, `${size}${precision === undefined ? '' : `.${precision}`}`, at);
  }
  const number = asNumber(value);
  if (number === null) return notPlain(at);
  const zero = flags.includes('0') && !left ? '0' : '';
  const sign = flags.includes('+') ? '+' : '';
  if ('diu'.includes(type)) return formatValue(Math.trunc(number), `${zero ? '' : left ? '<' : ''}${sign}${zero}${width ?? ''}`, at);
  return formatValue(value, `${zero ? '' : left ? '<' : ''}${sign}${zero}${width ?? ''}${precision === undefined ? '' : `.${precision}`}${type}`, at);
}

/** `template.format(*positional, **keyword)`. */
export function formatBraces(template: string, positional: readonly Value[], keyword: ReadonlyMap<string, Value>, at: Site): Value {
  let next = 0;
  let fault = null as Unknown | null;
  const text = template.replace(/\{\{|\}\}|\{([^{}!:]*)(?:!([rsa]))?(?::((?:[^{}]|\{[^{}]*\})*))?\}/g, (whole, path: string | undefined, conversion: string | undefined, spec: string | undefined) => {
    if (whole === '{{') return '{';
    if (whole === '}}') return '}';
    const [, head = '', rest = ''] = /^([^.[]*)(.*)$/.exec(path ?? '') ?? [];
    const value = head === '' ? positional[next++] : /^\d+$/.test(head) ? positional[Number(head)] : keyword.get(head);
    const filled = (spec ?? '').replace(/\{(\w*)\}/g, (_, name: string) => {
      const inner = name === '' ? positional[next++] : /^\d+$/.test(name) ? positional[Number(name)] : keyword.get(name);
      return inner === undefined ? '' : (asText(inner) ?? '');
    });
    if (value === undefined || rest !== '') {
      fault ??= notPlain(at);
      return whole;
    }
    const shown = conversion === 'r' ? (isPlain(value) ? fullRepr(value) : notPlain(at)) : value;
    const made = shown instanceof Unknown ? shown : formatValue(shown, filled, at);
    if (made instanceof Unknown) {
      fault ??= made;
      return whole;
    }
    return made;
  });
  return fault ?? text;
}
