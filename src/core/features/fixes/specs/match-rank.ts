import type { Fix } from '../../../analysis.js';
import type { Shape } from '../../../graph/types.js';
import { insertBefore } from '../../../rules/insert.js';
import { spell } from '../../../rules/naming.js';
import { defineFix } from '../define.js';
import { removeLayer, shapesIn } from '../edits.js';

/** A layer that expects another number of axes: reshape, flatten or average before it, or take out the layer that flattened. */
export default defineFix({
  codes: ['rank-mismatch'],
  *candidates({ written, analysis }, { message, span }, call) {
    const shape = shapesIn(message).at(-1);
    const rank = Number(/\b(\d) axes/.exec(message)?.[1] ?? NaN);
    if (!call || !shape || Number.isNaN(rank)) return;
    const place = { from: call.from, to: call.to };
    const applied = analysis.calls.find((one) => one.span.from === call.from && one.span.to === call.to)?.callSpan ?? span;
    const insert = (type: string, argumentsText = ''): Fix[] => {
      const spelled = spell(type, call, written.parsed);
      const edits = spelled && insertBefore(written, place, applied, `${spelled.name}(${argumentsText})`);
      return edits ? [{ title: `Insert ${type}(${argumentsText}) before it`, edits: [...spelled.edits, ...edits] }] : [];
    };
    if (rank === 2 && shape.length > 2) {
      yield* insert('Flatten');
      if (shape.length <= 5) yield* insert(`GlobalAveragePooling${shape.length - 2}D`);
    }
    const target = reshaped(shape, rank);
    if (target) yield* insert('Reshape', `(${target.join(', ')})`);
    if (shape.length === 2 && rank > 2) {
      const flat = [...written.list()].filter((other) => other.to <= call.from && /^(Flatten|Global(Average|Max)Pooling\dD)$/.test(other.name)).toSorted((a, b) => b.from - a.from)[0];
      const edits = flat && removeLayer(written, flat);
      if (edits) yield { title: `Remove the ${flat.name} before it`, edits };
    }
  },
});

/** The same values on another number of axes, without the batch: a channel axis more, or the spatial axes as one. Null where an axis is not known. */
function reshaped(shape: Shape, rank: number): readonly number[] | null {
  const [, ...axes] = shape;
  if (axes.some((axis) => axis === null)) return null;
  const known = axes as readonly number[];
  if (shape.length === rank - 1 && shape.length > 1) return [...known, 1];
  return shape.length === rank + 1 && known.length >= 3 && rank >= 3 ? [known[0]! * known[1]!, ...known.slice(2)] : null;
}
