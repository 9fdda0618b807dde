import type { LayerCall } from '../../analysis.js';
import type { Span } from '../../graph/types.js';
import { Lines } from '../../syntax/lines.js';
import { type Placed, mentions, nextMention, statementsAround } from '../../syntax/names.js';
import type { Stmt } from '../../syntax/ast.js';
import type { RuleContext } from '../context.js';
import { defineRule } from '../define.js';
import { placeOf } from '../place.js';

interface Stored {
  readonly name: string;
  readonly value: Span;
}

export default defineRule({
  code: 'unreachable-layer',
  severity: 'warning',
  summary: 'A layer whose output is replaced before anything reads it.',
  why: 'In the functional API a layer belongs to the model only if a way leads through it from the inputs to the outputs. `x = Conv2D(...)(inputs)` twice in a row with `inputs` both times makes two branches, of which the first is lost: Keras leaves it out without a word.',
  bad: `inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(32, 3, activation="relu")(inputs)
#   ^^^^^^^^^^^^^ unreachable-layer
x = layers.Conv2D(64, 3, activation="relu")(inputs)
model = keras.Model(inputs, x)`,
  good: `inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(32, 3, activation="relu")(inputs)
x = layers.Conv2D(64, 3, activation="relu")(x)
model = keras.Model(inputs, x)`,
  alsoGood: [`inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(32, 3, activation="relu")(inputs)
skip = x
x = layers.Conv2D(32, 3, activation="relu")(inputs)
model = keras.Model(inputs, layers.Add()([x, skip]))`],
  *ofText(context) {
    const { parsed } = context.written;
    for (const call of lostCalls(context)) {
      const value = placeOf(call.callSpan);
      const stores = ({ statement, unit }: Placed): boolean => { const stored = storedBy(statement, unit.base); return stored !== null && placeOf(stored.value) === value; };
      for (const found of statementsAround(parsed, call.callSpan.from, stores)) {
        const { name } = storedBy(found.statement, found.unit.base)!;
        const next = nextMention(parsed, found, name);
        if (next?.statement.kind !== 'Assign' || mentions(next.statement.value, name)) continue;
        const second = storedBy(next.statement, next.unit.base);
        if (second?.name !== name || !isInModel(context, second.value) || usedInFunctions(context, name)) continue;
        const line = new Lines(context.text).position(second.value.from).line;
        yield { span: context.place(call), message: `The output of "${call.name}" is replaced in line ${line} before anything reads it, so the layer is no part of the model. Apply the next layer to ${name}, or delete this line.` };
      }
    }
  },
});

/** Layers that were applied but are in no model. Most texts have none, so this is looked at first. */
function lostCalls({ models, analysis: { calls } }: RuleContext): LayerCall[] {
  const reached = new Set<number>();
  for (const { graph } of models) for (const { span } of graph.calls) if (span && span.file === undefined) reached.add(placeOf(span));
  const seen = new Set<number>();
  return calls.filter(({ callSpan, outputs }) => {
    const place = placeOf(callSpan);
    if (callSpan.file !== undefined || reached.has(place) || seen.has(place) || !outputs.some(({ shape }) => shape !== null)) return false;
    seen.add(place);
    return true;
  });
}

const isInModel = ({ models }: RuleContext, span: Span): boolean => models.some(({ graph }) => graph.calls.some((call) => call.span !== null && call.span.file === undefined && placeOf(call.span) === placeOf(span)));

/** `x = <call>`, one name on the left. */
function storedBy(statement: Stmt, base: number): Stored | null {
  if (statement.kind !== 'Assign' || statement.targets.length !== 1) return null;
  const [target] = statement.targets;
  const { value } = statement;
  return target?.kind === 'Name' && value.kind === 'Call' ? { name: target.id, value: { from: base + value.from, to: base + value.to } } : null;
}

/** A function that mentions the name may read it at any time. */
function usedInFunctions({ written }: RuleContext, name: string): boolean {
  return written.parsed.units.some(({ body }) => body.some((statement) => statement.kind === 'Function' && statement.body.some((inner) => inner.kind === 'Scope' && inner.names.includes(name))));
}
