import type { Span } from '../../graph/types.js';
import { Lines } from '../../syntax/lines.js';
import { type Placed, eachBlock, mentions } from '../../syntax/names.js';
import { indexOf } from '../../syntax/unit-index.js';
import type { Stmt } from '../../syntax/ast.js';
import type { RuleContext } from '../context.js';
import { type Finding, defineRule } from '../define.js';

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
  *check(context) {
    const reached = new Set<number>();
    for (const { graph } of context.models) for (const { span } of graph.calls) if (span && span.file === undefined) reached.add(placeOf(span));
    const inModel = (span: Span): boolean => reached.has(placeOf(span));
    const found: Finding[] = [];
    eachBlock(context.written.parsed, (block) => {
      block.forEach(({ statement, unit }, i) => {
        const first = storedBy(statement, unit.base);
        if (!first || inModel(first.value)) return;
        const next = nextMention(block, i + 1, first.name);
        if (next?.statement.kind !== 'Assign' || mentions(next.statement.value, first.name)) return;
        const second = storedBy(next.statement, next.unit.base);
        if (second?.name !== first.name || !inModel(second.value)) return;
        if (usedInFunctions(context, first.name)) return;
        const call = context.analysis.calls.find(({ callSpan, outputs }) => callSpan.from === first.value.from && callSpan.to === first.value.to && outputs.some(({ shape }) => shape !== null));
        if (!call) return;
        const line = new Lines(context.text).position(second.value.from).line;
        found.push({ span: context.place(call), message: `The output of "${call.name}" is replaced in line ${line} before anything reads it, so the layer is no part of the model. Apply the next layer to ${first.name}, or delete this line.` });
      });
    });
    yield* found;
  },
});

/** A place as one number: quicker to make and to find than a string. */
const placeOf = ({ from, to }: Span): number => from * 2 ** 26 + to;

function nextMention(block: readonly Placed[], start: number, name: string): Placed | undefined {
  for (let i = start; i < block.length; i++) {
    const { unit, statement } = block[i]!;
    if (indexOf(unit).mentions(statement).has(name)) return block[i];
  }
  return undefined;
}

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
