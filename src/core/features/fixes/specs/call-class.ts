import { kerasLayer } from '../../../layers/lookup.js';
import type { Expr } from '../../../syntax/ast.js';
import { innerExpressions } from '../../../syntax/walk.js';
import { defineFix } from '../define.js';

/** A class where an object of it is expected: an optimizer of `compile`, a layer of a Sequential. */
export default defineFix({
  codes: ['argument-type', 'not-a-layer'],
  *candidates({ written }, { code, message, span }) {
    const name = /found the class (\w+)\. Call it/.exec(message)?.[1];
    // What needs arguments is not mended by brackets alone.
    if (name === undefined || (code === 'not-a-layer' ? kerasLayer(name)?.required.length !== 0 : name === 'Optimizer')) return;
    const around = [...written.list()].filter((call) => call.from <= span.from && span.to <= call.to).at(-1);
    if (!around) return;
    const places: number[] = [];
    const enter = (expr: Expr): void => {
      const to = around.base + expr.to;
      if ((expr.kind === 'Name' || expr.kind === 'Attribute') && to <= span.to && lastPart(expr) === name) places.push(to);
      // What is called is none, and a class inside of another call is that one's argument.
      else if (expr.kind !== 'Call' && expr.kind !== 'Attribute') innerExpressions(expr).forEach(enter);
    };
    for (const { from, value } of around.arguments) if (from >= span.from) enter(value);
    const [at, ...others] = places;
    if (at === undefined || others.length > 0) return;
    yield { title: `Call it: ${name}()`, edits: [{ span: { from: at, to: at }, text: '()' }] };
  },
});

const lastPart = (expr: Expr): string => (expr.kind === 'Name' ? expr.id : expr.kind === 'Attribute' ? expr.name : '');
