import type { Span } from '../../graph/types.js';
import { kerasLayer } from '../../layers/lookup.js';
import type { Expr, Stmt } from '../../syntax/ast.js';
import type { ParsedModule } from '../../syntax/parse.js';
import { indexOf } from '../../syntax/unit-index.js';
import { defineRule } from '../define.js';
import { placeOf } from '../place.js';

/** Words by which a program may reach names that it does not spell out. */
const INDIRECT = /\b(globals|locals|vars|getattr|setattr|eval|exec|__dict__|__all__|__getattr__|_flatten_layers|self\.layers)\b/;
/** Layers that prepare data and belong to no model. */
const PREPARES = /Lookup$|Vectorization$|Hashing$|Discretization$|^CategoryEncoding$|^Normalization$/;

export default defineRule({
  code: 'unused-layer',
  severity: 'info',
  summary: 'A layer that is made and never applied to anything.',
  why: 'A layer does nothing until it is called on a tensor or put into a model. One that is only made is usually left over, or its call was forgotten: `Dense(10)` instead of `x = Dense(10)(x)`.',
  bad: `inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(32, 3, activation="relu")(inputs)
pool = layers.MaxPooling2D()
#      ^^^^^^^^^^^^^^^^^^^ unused-layer
model = keras.Model(inputs, x)`,
  good: `inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(32, 3, activation="relu")(inputs)
pool = layers.MaxPooling2D()
model = keras.Model(inputs, pool(x))`,
  alsoGood: [`class Block(layers.Layer):
    def __init__(self):
        super().__init__()
        self.conv = layers.Conv2D(8, 3)
        self.norm = layers.BatchNormalization()
    def call(self, x):
        return self.norm(self.conv(x))
inputs = keras.Input((32, 32, 3))
model = keras.Model(inputs, Block()(inputs))`],
  *ofText(context) {
    const { parsed } = context.written;
    if (context.models.length === 0) return;
    const imported = layerImports(parsed);
    const used = new Set(context.analysis.calls.map(({ span }) => placeOf(span)));
    let mentions: Mentions | null = null;
    for (const unit of parsed.units) {
      const { base } = unit;
      for (const statement of indexOf(unit).statements) {
        const made = keptValue(statement);
        if (made?.kind !== 'Call' || !isLayer(made.callee, imported) || used.has(placeOf({ from: base + made.from, to: base + made.to }))) continue;
        if (!isLeftAlone(statement, (mentions ??= mentionsIn(parsed))) || INDIRECT.test(context.text)) continue;
        const span: Span = { from: base + made.callee.from, to: base + made.callee.to };
        yield { span, message: `This ${context.text.slice(span.from, span.to).split('.').at(-1)} is made, but never applied. Call it on a tensor, add it to the model, or delete it.` };
      }
    }
  },
});

/** How often the text mentions each name and attribute. */
interface Mentions {
  readonly names: ReadonlyMap<string, number>;
  readonly attributes: ReadonlyMap<string, number>;
}

function mentionsIn({ units }: ParsedModule): Mentions {
  const names = new Map<string, number>();
  const attributes = new Map<string, number>();
  for (const unit of units) {
    add(names, indexOf(unit).names);
    add(attributes, indexOf(unit).attributes);
  }
  return { names, attributes };
}

function add(counts: Map<string, number>, more: ReadonlyMap<string, number>): void {
  for (const [name, count] of more) counts.set(name, (counts.get(name) ?? 0) + count);
}

/** The value of a statement that drops it or keeps it under one name. */
function keptValue(statement: Stmt): Expr | null {
  return statement.kind === 'Expression' || (statement.kind === 'Assign' && statement.targets.length === 1) ? statement.value : null;
}

/** Whether nothing else can reach the value: it is dropped, or its name is never read. */
function isLeftAlone(statement: Stmt, { names, attributes }: Mentions): boolean {
  if (statement.kind !== 'Assign') return true;
  const target = statement.targets[0]!;
  if (target.kind === 'Name') return names.get(target.id) === 1 && !target.id.startsWith('_');
  return target.kind === 'Attribute' && target.value.kind === 'Name' && target.value.id === 'self' && attributes.get(target.name) === 1;
}

/** Names that the text imports from a module called `layers`. */
function layerImports({ units }: ParsedModule): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { body } of units) for (const statement of body) {
    if (statement.kind === 'ImportFrom' && /(^|\.)layers$/.test(statement.module)) for (const { name, alias } of statement.names) if (kerasLayer(name) && !PREPARES.test(name)) found.add(alias ?? name);
  }
  return found;
}

function isLayer(callee: Expr, imported: ReadonlySet<string>): boolean {
  if (callee.kind === 'Name') return imported.has(callee.id);
  if (callee.kind !== 'Attribute' || !kerasLayer(callee.name) || PREPARES.test(callee.name)) return false;
  const { value } = callee;
  return (value.kind === 'Name' && value.id === 'layers') || (value.kind === 'Attribute' && value.name === 'layers');
}
