import type { Args } from '../args.js';
import { Tuple } from '../containers.js';
import { subscript } from '../evaluate.js';
import { getAttribute } from '../lookup.js';
import { defineModule } from '../modules.js';
import { BoundNative, RawNative, native } from '../native.js';
import { binary } from '../operators.js';
import { type Site, type Value } from '../values.js';

/** Python's operators by the names that its module `operator` has for them. */
const operators: Readonly<Record<string, string>> = { add: '+', concat: '+', sub: '-', mul: '*', truediv: '/', floordiv: '//', mod: '%', pow: '**', matmul: '@' };
const comparisons: Readonly<Record<string, string>> = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' };

/** What takes one thing, or several as a tuple, out of what it is called with. */
const getter = (name: string, take: (from: Value, what: Value, at: Site) => Value): RawNative =>
  new RawNative(`${name}(*items)`, ({ positional: wanted }) => new BoundNative(name, (args: Args, at) => {
    const found = wanted.map((what) => take(args.positional[0] ?? null, what, at));
    return found.length === 1 ? found[0]! : new Tuple(found);
  }));

export default defineModule({
  names: ['operator'],
  functions: [
    ...Object.entries(operators).map(([name, operator]) => native(`${name}(a, b)`, (at, a, b) => binary(operator, a, b, at))),
    ...Object.entries(comparisons).map(([name, operator]) => native(`${name}(a, b)`, (at, a, b) => at.machine.compare(operator, a, b, at))),
    native('getitem(a, b)', (at, a, b) => subscript(at.machine, a, b, at.span)),
    getter('itemgetter', (from, what, at) => subscript(at.machine, from, what, at.span)),
    getter('attrgetter', (from, what, at) => (typeof what === 'string' ? what.split('.').reduce<Value>((value, name) => getAttribute(value, name, at), from) : at.machine.lost('The name of the attribute is not known.', at.span))),
  ],
});
