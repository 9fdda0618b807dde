import { Unknown } from '../../../graph/values.js';
import { defineModule } from '../modules.js';
import { native, type Native } from '../native.js';
import { Figured, Float, type Site, type Value, asNumber, typeName, unknown } from '../values.js';

function compute(values: readonly Value[], at: Site, body: (...numbers: number[]) => Value): Value {
  const lost = values.find((v): v is Unknown => v instanceof Unknown);
  if (lost) return lost;
  const numbers = values.map((v) => asNumber(v));
  if (numbers.includes(null)) return unknown(`math works on numbers, but this is ${typeName(values[numbers.indexOf(null)]!)}.`, at.span);
  return body(...(numbers as number[]));
}

const real = (name: string, body: (x: number) => number): Native =>
  native(`${name}(x)`, (at, x) => compute([x!], at, (number) => {
    const result = body(number);
    return Number.isNaN(result) ? at.machine.raise('ValueError', `math.${name}(${number}) is not defined.`, at) : new Float(result);
  }));
const whole = (name: string, body: (x: number) => number, how: 'int' | 'floor' | 'ceil'): Native => native(`${name}(x)`, (at, x) => (x instanceof Figured ? x.rounded(how) : compute([x!], at, body)));

const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));

export default defineModule({
  names: ['math'],
  values: { pi: new Float(Math.PI), e: new Float(Math.E), inf: new Float(Infinity), nan: new Float(Number.NaN), tau: new Float(2 * Math.PI) },
  functions: [
    whole('ceil', Math.ceil, 'ceil'), whole('floor', Math.floor, 'floor'), whole('trunc', Math.trunc, 'int'),
    real('sqrt', Math.sqrt), real('exp', Math.exp), real('log2', Math.log2), real('log10', Math.log10), real('log1p', Math.log1p), real('sin', Math.sin), real('cos', Math.cos), real('tan', Math.tan), real('asin', Math.asin), real('acos', Math.acos), real('atan', Math.atan), real('tanh', Math.tanh), real('fabs', Math.abs), real('radians', (x) => (x * Math.PI) / 180), real('degrees', (x) => (x * 180) / Math.PI),
    native('log(x, base=None)', (at, x, base) => (base === null ? compute([x!], at, (a) => new Float(Math.log(a))) : compute([x!, base], at, (a, b) => new Float(b === 2 ? Math.log2(a) : b === 10 ? Math.log10(a) : Math.log(a) / Math.log(b))))),
    native('pow(x, y)', (at, x, y) => compute([x!, y!], at, (a, b) => new Float(a ** b))),
    native('fmod(x, y)', (at, x, y) => compute([x!, y!], at, (a, b) => new Float(a % b))),
    native('atan2(y, x)', (at, y, x) => compute([y!, x!], at, (a, b) => new Float(Math.atan2(a, b)))),
    native('hypot(x, y)', (at, x, y) => compute([x!, y!], at, (a, b) => new Float(Math.hypot(a, b)))),
    native('isqrt(n)', (at, n) => compute([n!], at, (a) => Math.floor(Math.sqrt(a)))),
    native('gcd(a, b)', (at, a, b) => compute([a!, b!], at, gcd)),
    native('factorial(n)', (at, n) => compute([n!], at, (a) => Array.from({ length: a }, (_, i) => i + 1).reduce((p, i) => p * i, 1))),
    native('isnan(x)', (at, x) => compute([x!], at, (a) => Number.isNaN(a))),
    native('isinf(x)', (at, x) => compute([x!], at, (a) => Math.abs(a) === Infinity)),
    native('isfinite(x)', (at, x) => compute([x!], at, (a) => Number.isFinite(a))),
    native('prod(items, start=1)', (at, items) => {
      const all = at.machine.iterate(items, at);
      return all instanceof Unknown ? all : compute(all, at, (...numbers) => numbers.reduce((p, n) => p * n, 1));
    }),
  ],
});
