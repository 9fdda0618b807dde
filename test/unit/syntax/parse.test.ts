import assert from 'node:assert/strict';

import { ModuleParser } from '../../../src/core/syntax/parse.js';
import { Lines } from '../../../src/core/syntax/lines.js';
import type { Stmt } from '../../../src/core/syntax/ast.js';

const parse = (text: string): readonly Stmt[] => new ModuleParser().parse(text).units.flatMap((unit) => unit.body);
const errors = (text: string): readonly { from: number }[] => new ModuleParser().parse(text).units.flatMap((unit) => unit.errors.map((e) => ({ from: unit.base + e.from })));

describe('syntax', () => {
  it('reads floats without digits after the point', () => {
    const [statement] = parse('x = 255.\n');
    assert.deepEqual(statement?.kind === 'Assign' && statement.value.kind === 'Float' && statement.value.value, 255);
    assert.deepEqual(errors('a = [1., 2.]\nb = 1. / 255\nc = 1.e-3\n'), []);
  });

  const accepted = [
    'with open(a) as f, open(b) as g:\n    pass\n', 'with tape() as (a, b):\n    pass\n', 'with x as self.y:\n    pass\n', 'def f(a, /, b, *, c): yield\n', 'match x:\n    case [1, *rest] if rest:\n        pass\n    case Point():\n        pass\n',
    'x = yield\n', 'f = lambda *a, **k: 0\n', 'print(f"{x!r:>{w}} {y=}")\n', 'a, *b = c\n', 'x: int = 3\n', 'if (n := 3) > 2: pass\n', 'try:\n    pass\nexcept* ValueError:\n    pass\n', '\fx = 1\n', 'async def f():\n    async with a as b:\n        await c\n', 'x = a if b else c\n', '@d(1)\nclass A(B, metaclass=C): x = 1; y = 2\n', 'return_ = {**a, "b": 1}\n', 'x[1:2, ::3, ...]\n', 'type X = int\n', 'def g[T](x: T) -> T: ...\n', "s = rb'\\x00' b'a'\n", 'global_ = 1_000\n',
  ];
  for (const text of accepted) it(`accepts ${JSON.stringify(text)}`, () => assert.deepEqual(errors(text), []));

  const broken: readonly (readonly [string, number])[] = [['x = (1,\ny = 2\n', 1], ['def f(:\n    pass\n', 1], ['x = = 3\n', 1], ['print "a"\n', 1]];
  for (const [text, line] of broken) {
    it(`finds the flaw of ${JSON.stringify(text)}`, () => {
      const found = errors(text);
      assert.ok(found.length > 0);
      assert.ok(new Lines(text).position(found[0]!.from).line >= line);
    });
  }

  const misplaced: readonly (readonly [text: string, line: number])[] = [
    ['x = 1\n    y = 2\nz = 3\n', 2], ['    import a\nx = 1\n', 1], ['def f():\n    x = 1\n      y = x\n    return y\n', 3], ['class A:\n    def f(self):\n        x = 1\n       y = 2\n        return x\n', 4], ['if x:\n    y = 1\n   # no matter\n   z = 2\n', 4],
  ];
  for (const [text, line] of misplaced) {
    it(`says which line of ${JSON.stringify(text)} is not where it belongs, and that alone`, () => {
      const found = new ModuleParser().parse(text).units.flatMap(({ base, errors }) => errors.map((error) => [text.slice(0, base + error.from).split('\n').length, error.message]));
      assert.equal(found.length, 1);
      assert.equal(found[0]![0], line);
      assert.match(String(found[0]![1]), /expects this line to begin where the lines of its block begin, but found it \d+ columns in\./);
    });
  }

  it('takes no comment and no line that goes on for a line that is indented', () => {
    assert.deepEqual(errors('x = 1\n    # so\ny = 2; \\\n    z = 3\nif y:\n    pass\n  # so\nelse:\n    match x:\n        case 1: pass\n'), []);
  });

  it('keeps the rest of a file around a flaw', () => {
    const statements = parse('a = 1\nb = foo(1,\nc = 3\n\ndef f():\n    return 2\n');
    assert.ok(statements.some((s) => s.kind === 'Function' && s.name === 'f'));
  });

  it('understands precedence and chains', () => {
    const [statement] = parse('not a == b and c < d < e\n');
    assert.ok(statement?.kind === 'Expression');
  });

  it('gives the same units after an edit as for the whole text', () => {
    const before = 'import keras\n\ndef f(x):\n    return x + 1\n\ny = f(2)\n';
    const after = before.replace('x + 1', 'x + 12').replace('y = f(2)', 'y = f(2)\nz = f(3.)');
    const parser = new ModuleParser();
    parser.parse(before);
    const shape = (units: readonly { base: number; text: string; body: unknown }[]) => units.map(({ base, text, body }) => ({ base, text, body }));
    assert.deepEqual(shape(parser.parse(after).units), shape(new ModuleParser().parse(after).units));
    assert.deepEqual(shape(parser.parse(before).units), shape(new ModuleParser().parse(before).units));
  });

  it('counts lines from 1 and columns from 0', () => {
    const index = new Lines('ab\ncd\n');
    assert.deepEqual(index.position(0), { line: 1, column: 0 });
    assert.deepEqual(index.position(4), { line: 2, column: 1 });
    assert.equal(index.offset({ line: 2, column: 1 }), 4);
    assert.deepEqual(index.position(99), { line: 3, column: 0 });
  });
});
