import { Unknown } from '../../graph/values.js';
import type { Comparison } from '../../syntax/ast.js';
import { Dict, List, PySet, Tuple } from './containers.js';
import { formatPercent } from './format.js';
import { Figured, Float, NumpyInteger, Obj, type Site, type Value, asInteger, asNumber, same, typeName, unknown, unknownOf } from './values.js';

type Numeric = number | boolean | Float | NumpyInteger;
const isNumber = (value: Value): value is Numeric => typeof value === 'number' || typeof value === 'boolean' || value instanceof Float || value instanceof NumpyInteger;

/** `left operator right`. */
export function binary(operator: string, left: Value, right: Value, at: Site): Value {
  if (isNumber(left) && isNumber(right)) return arithmetic(operator, left, right, at);
  if (typeof left === 'string') {
    const text = textual(operator, left, right, at);
    if (text !== undefined) return text;
  }
  if (operator === '*' && typeof right === 'string') return binary('*', right, left, at);
  if (left instanceof Obj) {
    const result = left.binary(operator, right, false, at);
    if (result !== undefined) return result;
  }
  if (right instanceof Obj) {
    const result = right.binary(operator, left, true, at);
    if (result !== undefined) return result;
  }
  if (left instanceof Figured) return left.figure(operator, right, false) ?? unknownOf(left.loss);
  if (right instanceof Figured) return right.figure(operator, left, true) ?? unknownOf(right.loss);
  if (left instanceof Unknown) return left;
  if (right instanceof Unknown) return right;
  if (isBuiltin(left) && isBuiltin(right)) {
    return at.machine.raise('TypeError', `Python cannot compute ${typeName(left)} ${operator} ${typeName(right)}. Convert one of the two first.`, at);
  }
  return unknown(`The result of ${typeName(left)} ${operator} ${typeName(right)} is not modelled.`, at.span);
}

const isBuiltin = (value: Value): boolean => (!(value instanceof Obj) && !(value instanceof Unknown)) || value instanceof Float || value instanceof List || value instanceof Tuple || value instanceof Dict;

function textual(operator: string, left: string, right: Value, at: Site): Value | undefined {
  if (operator === '+' && typeof right === 'string') return left + right;
  if (operator === '*') {
    const times = asInteger(right);
    if (times !== null) return times * left.length > 100_000 ? unknown('This string is too long to be followed.', at.span) : left.repeat(Math.max(0, times));
  }
  return operator === '%' ? formatPercent(left, right, at) : undefined;
}

function arithmetic(operator: string, left: Numeric, right: Numeric, at: Site): Value {
  const a = asNumber(left)!;
  const b = asNumber(right)!;
  const whole = !(left instanceof Float) && !(right instanceof Float);
  const make = (value: number): Value => {
    if (!whole) return new Float(value);
    if (left instanceof NumpyInteger || right instanceof NumpyInteger) return new NumpyInteger(value);
    return Number.isSafeInteger(value) ? value : unknown('This whole number is too big to be followed exactly.', at.span);
  };
  const bothBoolean = typeof left === 'boolean' && typeof right === 'boolean';
  switch (operator) {
    case '+':
      return make(a + b);
    case '-':
      return make(a - b);
    case '*':
      return make(a * b);
    case '/':
      return b === 0 ? divisionByZero(at) : new Float(a / b);
    case '//':
      return b === 0 ? divisionByZero(at) : make(Math.floor(a / b));
    case '%':
      return b === 0 ? divisionByZero(at) : make(a - b * Math.floor(a / b));
    case '**':
      return whole && b >= 0 ? make(a ** b) : new Float(a ** b);
    case '&':
    case '|':
    case '^':
    case '<<':
    case '>>':
      return whole ? bitwise(operator, a, b, bothBoolean, at) : at.machine.raise('TypeError', `Python cannot compute float ${operator} float.`, at);
    default:
      return unknown(`The operator ${operator} is not modelled for numbers.`, at.span);
  }
}

const divisionByZero = (at: Site): Value => at.machine.raise('ZeroDivisionError', 'This divides by zero.', at);

function bitwise(operator: '&' | '|' | '^' | '<<' | '>>', a: number, b: number, boolean: boolean, at: Site): Value {
  if (Math.abs(a) > 2 ** 31 || Math.abs(b) > 2 ** 31 || (operator === '<<' && b > 40)) return unknown('This whole number is too big to be followed exactly.', at.span);
  if (operator === '<<') return a * 2 ** b;
  if (operator === '>>') return Math.floor(a / 2 ** b);
  const bits = operator === '&' ? a & b : operator === '|' ? a | b : a ^ b;
  return boolean ? bits !== 0 : bits;
}

export function unary(operator: '-' | '+' | '~' | 'not', value: Value, at: Site): Value {
  if (operator === 'not') {
    const truth = at.machine.truth(value, at);
    if (truth !== null) return !truth;
    return value instanceof Unknown ? value : ((value instanceof Obj ? value.unary(operator, at) : undefined) ?? unknown('This condition is not known.', at.span));
  }
  if (value instanceof Figured) return (operator === '-' ? value.figure('*', -1, false) : operator === '+' ? value : undefined) ?? unknownOf(value.loss);
  if (value instanceof Unknown) return value;
  const number = asNumber(value);
  if (number !== null) {
    if (operator === '~') return value instanceof Float ? at.machine.raise('TypeError', 'Python cannot compute ~float.', at) : ~number;
    const result = operator === '-' ? -number : number;
    return value instanceof Float ? new Float(result) : result === 0 ? 0 : result;
  }
  const result = value instanceof Obj ? value.unary(operator, at) : undefined;
  return result ?? unknown(`${operator}${typeName(value)} is not modelled.`, at.span);
}

/** One step of a comparison. */
export function compareValues(operator: string, a: Value, b: Value, at: Site): Value {
  switch (operator as Comparison) {
    case 'is':
    case 'is not':
      return identity(operator === 'is not', a, b);
    case 'in':
    case 'not in':
      return membership(operator === 'not in', a, b, at);
    default:
      break;
  }
  if (a instanceof Obj && !isNumber(a)) {
    const result = a.compare(operator, b, at);
    if (result !== undefined) return result;
  }
  if (b instanceof Obj && !isNumber(b)) {
    const result = b.compare(REFLECTED[operator] ?? operator, a, at);
    if (result !== undefined) return result;
  }
  if (operator === '==' || operator === '!=') {
    const equal = equality(a, b);
    return equal instanceof Unknown ? equal : operator === '==' ? equal : !equal;
  }
  if (a instanceof Unknown) return a;
  if (b instanceof Unknown) return b;
  const [x, y] = [asNumber(a), asNumber(b)];
  if (x !== null && y !== null) return ordered(operator, x < y ? -1 : x > y ? 1 : 0);
  if (typeof a === 'string' && typeof b === 'string') return ordered(operator, a < b ? -1 : a > b ? 1 : 0);
  if (isBuiltin(a) && isBuiltin(b)) return at.machine.raise('TypeError', `Python cannot compare ${typeName(a)} ${operator} ${typeName(b)}.`, at);
  return unknown(`The comparison ${typeName(a)} ${operator} ${typeName(b)} is not modelled.`, at.span);
}

const REFLECTED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

function ordered(operator: string, sign: number): boolean {
  return operator === '<' ? sign < 0 : operator === '<=' ? sign <= 0 : operator === '>' ? sign > 0 : sign >= 0;
}

/** `==`, or the unknown part that decides it. */
function equality(a: Value, b: Value): boolean | Unknown {
  if (a instanceof Unknown) return a;
  if (b instanceof Unknown) return b;
  if (same(a, b)) return true;
  const [x, y] = [asNumber(a), asNumber(b)];
  if (x !== null && y !== null) return x === y;
  if ((a instanceof List && b instanceof List) || (a instanceof Tuple && b instanceof Tuple)) {
    if (a.lost ?? b.lost) return (a.lost ?? b.lost)!;
    if (a.items.length !== b.items.length) return false;
    let doubt: Unknown | null = null;
    for (let i = 0; i < a.items.length; i++) {
      const equal = equality(a.items[i]!, b.items[i]!);
      if (equal === false) return false;
      if (equal instanceof Unknown) doubt ??= equal;
    }
    return doubt ?? true;
  }
  if (a instanceof Dict && b instanceof Dict) return a.open ?? b.open ?? false;
  if (a instanceof PySet && b instanceof PySet) return a.open ?? b.open ?? false;
  return false;
}

function identity(negate: boolean, a: Value, b: Value): Value {
  if (a instanceof Unknown) return a;
  if (b instanceof Unknown) return b;
  const identical = a === b || (a instanceof Obj && b instanceof Obj && !(a instanceof List) && !(a instanceof Dict) && same(a, b));
  return identical !== negate;
}

function membership(negate: boolean, item: Value, container: Value, at: Site): Value {
  if (container instanceof Unknown) return container;
  if (typeof container === 'string') {
    if (item instanceof Unknown) return item;
    return typeof item === 'string' ? container.includes(item) !== negate : at.machine.raise('TypeError', `Only a string can be in a string, not ${typeName(item)}.`, at);
  }
  const within = item instanceof Obj ? item.within(container, at) : undefined;
  if (within !== undefined) return negate ? unary('not', within, at) : within;
  let found = container instanceof Obj ? container.contains(item, at) : undefined;
  if (found === undefined) {
    const items = at.machine.iterate(container, at);
    if (items instanceof Unknown) return items;
    found = items.some((other) => same(item, other)) || (items.find((other): other is Unknown => other instanceof Unknown) ?? false);
  }
  if (typeof found === 'boolean') return found !== negate;
  return negate ? unary('not', found, at) : found;
}
