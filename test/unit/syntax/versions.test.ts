import assert from 'node:assert/strict';
import { ModuleParser } from '../../../src/core/syntax/parse.js';
import { numbers, texts, typed } from '../analyze/mutations.js';

const PIECES = ['    ', '  ', '\t', '\n', '\n    ', '\n  x = 1\n', 'if x:\n', 'else:\n', 'def f():\n', 'class A:\n    ', '(', ')', '[', ']', '"', '"""', '\'\'\'', ':', '#', '\\\n', ';', 'return x', '@', 'try:\n', 'except E:\n', 'x = (1,\n', 'lambda', '\r\n', 'f"{x', '\f'];

/** One more edit: a line is moved in or out, dropped or said again, or something is taken out or put in anywhere. */
function brokenFurther(text: string, next: (below: number) => number): string {
  const lines = text.split('\n');
  const line = next(lines.length);
  const at = next(text.length + 1);
  switch (next(6)) {
    case 0:
      return lines.with(line, ' '.repeat(next(3) * 2) + lines[line]!).join('\n');
    case 1:
      return lines.with(line, lines[line]!.replace(/^ {1,4}/, '')).join('\n');
    case 2:
      return lines.toSpliced(line, 1 + next(3)).join('\n');
    case 3:
      return lines.toSpliced(next(lines.length), 0, lines[line]!).join('\n');
    case 4:
      return text.slice(0, at) + text.slice(at + next(8));
    default:
      return text.slice(0, at) + PIECES[next(PIECES.length)]! + text.slice(at);
  }
}

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

  it('a thousand edits that break lines, blocks, brackets and strings are read as a new text is', () => {
    const next = numbers(3113);
    for (let run = 0; run < 40; run++) {
      let text = texts[next(texts.length)]!;
      if (text.length > 3_000) text = text.slice(0, text.lastIndexOf('\n', 3_000) + 1);
      const parser = new ModuleParser();
      units(parser, text);
      for (let nth = 0; nth < 25; nth++) {
        const before = text;
        text = brokenFurther(text, next);
        assert.equal(JSON.stringify(units(parser, text)), JSON.stringify(units(new ModuleParser(), text)), `run ${run}, edit ${nth}\n--- before\n${before}\n--- after\n${text}`);
      }
    }
  }).timeout(120_000);

  it('below the edit nothing is kept that the grammar read otherwise for what stood above it', () => {
    const loop = 'skips = [B]\nfor i in range(1, 4):\n    A, B = block(4, 2 ** (i % 9))(A)\n';
    const body = '    x = Dense(4)(x)\n        y = Conv1D(n, size)(x)\n';
    for (const [before, after] of [
      [`for i in range(3):\n${body}${loop}`, `        y = Conv1D(n, size)(x)\n${loop}`],
      [`def f(n):\n${body}${loop}`, `def f(n):\n    x = Dense(4)(x)\n    y = Conv1D(n, size)(x)\n${loop}`],
      [`def f(n):\n    def g(x):\n        y = n\n    z = 1\n        return z\n${loop}`, `def f(n):\n    def g(x):\n        y = n\n   z = 1\n        return z\n${loop}`],
    ] as const) {
      const parser = new ModuleParser();
      for (const version of [before, after, before]) assert.equal(JSON.stringify(units(parser, version)), JSON.stringify(units(new ModuleParser(), version)), version);
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
