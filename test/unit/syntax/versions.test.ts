import assert from 'node:assert/strict';
import { ModuleParser } from '../../../src/core/syntax/parse.js';
import { numbers, texts, typed } from '../analyze/mutations.js';

const units = (parser: ModuleParser, text: string) => parser.parse(text).units.map(({ base, text: own, body, errors }) => ({ base, text: own, body, errors }));

describe('versions of a text', () => {
  it('are read as if each were the first', () => {
    for (const [i, text] of texts.entries()) {
      const parser = new ModuleParser();
      for (const [nth, version] of typed(text, 10, numbers(1000 + i)).entries()) {
        assert.equal(JSON.stringify(units(parser, version)), JSON.stringify(units(new ModuleParser(), version)), `text ${i}, version ${nth}:\n${version}`);
      }
    }
  }).timeout(60_000);

  it('also where the end is not finished, a string opens, a line goes on, a comment comes first', () => {
    const text = 'import a\nx = 1\nclass A:\n    def f(self):\n        return 1\n\ny = 2\nz = f(\n';
    const parser = new ModuleParser();
    units(parser, text);
    for (const [from, to] of [['x = 1', 'x = 12'], ['x = 1', 'x = """1'], ['x = 1', 'x = 1 \\'], ['x = 1', 'if x:'], ['x = 1', '@x'], ['x = 1', 'x = ('], ['x = 1', ''], ['x = 1', 'x = 1; w = 2'], ['import a', '# first\nimport a'], ['y = 2', '    y = 2'], ['y = 2', 'else: y']] as const) {
      const version = text.replace(from, to);
      assert.equal(JSON.stringify(units(parser, version)), JSON.stringify(units(new ModuleParser(), version)), version);
      assert.equal(JSON.stringify(units(parser, text)), JSON.stringify(units(new ModuleParser(), text)), `back from ${version}`);
    }
  });

  it('keep the statements that an edit does not touch', () => {
    const parser = new ModuleParser();
    const before = parser.parse('a = 1\nb = 2\nc = 3\nb = 2\nd = 4\n').units;
    const now = parser.parse('a = 1\nb = 2\nc = 33\nb = 2\nd = 4\n').units;
    assert.deepEqual(now.map((unit, i) => unit === before[i]), [true, true, false, true, true]);
    assert.deepEqual(now.map(({ base }) => base), [0, 6, 12, 19, 25]);
  });
});
