import type { Shape } from '../../../graph/types.js';
import { spell } from '../../../rules/naming.js';
import type { Expr } from '../../../syntax/ast.js';
import { defineFix } from '../define.js';
import { shapesIn } from '../edits.js';

/** Two maps that cannot be added: a 1×1 convolution brings one to the other's channels, with a stride where that is half as large (He et al. 2016, option B). */
export default defineFix({
  codes: ['merge-shape-mismatch'],
  *candidates({ written, text }, { message, span }) {
    const merge = written.find((call) => call.calleeFrom === span.from && call.calleeTo === span.to) ?? written.find((call) => call.from === span.from && call.to === span.to);
    const constructor = merge && (merge.expr.callee.kind === 'Call' ? written.at({ from: merge.calleeFrom, to: merge.calleeTo }) : merge);
    const [list] = merge?.arguments ?? [];
    if (!merge || !constructor || list?.value.kind !== 'Sequence' || !/^(Add|add|Average|average|Maximum|maximum|Multiply|multiply|Subtract|subtract)$/.test(constructor.name)) return;
    const { items } = list.value;
    const shapes = shapesIn(message).filter((shape) => shape.length === 4);
    const spelled = spell('Conv2D', constructor, written.parsed);
    if (items.length !== 2 || shapes.length < 2 || !spelled) return;
    for (const [from, to] of [[0, 1], [1, 0]] as const) {
      const wanted = projection(shapes[from]!, shapes[to]!);
      if (!wanted) continue;
      const { from: start, to: end } = items[from] as Expr;
      const source = text.slice(merge.base + start, merge.base + end);
      const code = `${spelled.name}(${wanted})`;
      yield { title: `Bring ${source} to the other's shape: ${spelled.name.split('.').at(-1)!}(${wanted})`, edits: [...spelled.edits, { span: { from: merge.base + start, to: merge.base + end }, text: `${code}(${source})` }] };
    }
  },
});

/** Arguments of the convolution that makes one map as large as the other; null where none does. */
function projection(from: Shape, to: Shape): string | null {
  const channels = to[3];
  if (channels == null) return null;
  const strides = [1, 2].map((axis) => (from[axis] != null && to[axis] != null && to[axis] > 0 ? from[axis] / to[axis] : from[axis] === to[axis] ? 1 : NaN));
  const whole = strides.map((stride, i) => (Number.isInteger(stride) ? stride : Math.ceil((from[i + 1] ?? NaN) / Math.ceil(stride)) === to[i + 1] ? Math.ceil(stride) : NaN));
  if (whole.some((stride) => !(stride >= 1))) return null;
  const [height, width] = whole as [number, number];
  const stride = height === 1 && width === 1 ? '' : `, strides=${height === width ? height : `(${height}, ${width})`}`;
  return `${channels}, 1${stride}`;
}
