import assert from 'node:assert/strict';
import { readByGrammar } from '../../../src/core/syntax/grammar.js';
import { readQuickly } from '../../../src/core/syntax/quick/statements.js';
import type { Readable } from '../../../src/core/syntax/readable.js';
import { broken, numbers, texts, typed } from '../analyze/mutations.js';

const told = (statements: readonly Readable[]) => statements.map((statement) => ({ from: statement.from, to: statement.to, ...statement.read() }));

/** Whether a text is read quickly; then it must say what the grammar says, where that finds no mistake in it. */
function agrees(text: string): boolean {
  const quick = readQuickly(text);
  if (!quick) return false;
  const expected = told(readByGrammar(text));
  if (!expected.some(({ flawed }) => flawed)) assert.deepEqual(told(quick), expected, text);
  return true;
}

const idioms = [
  'x', 'x = 1', 'a = b = c, d', 'a, = b', '*a, b = c', 'a, (b, c) = d', 'x: int = 3', 'x: List[int]', 'a.b: c = d, e', 'x += 1, 2', 'x //= 2', 'x **= 2', 'x @= y', 'x <<= 1',
  'x = -y ** -2', '2 ** 3 ** 2', '-a * b + c % d // e @ f', 'a | b & c ^ d << 2 + 1 >> 3', '~a.b', 'a < b == c != d', 'a in b', 'a not in b', 'a is b', 'a is not b', '(a < b) < c', 'a if b else c if d else e',
  'a and b or not c and d', 'not a and b', 'not a and b or c', 'a or not b or c and not d', 'not not a and b', 'not a in b and c', 'a and (not b or c)', 'x = not a', '(not a) and b', 'a and not b == c and d',
  '()', '(a)', '(a,)', '(a, b)', '[]', '[a, *b, c,]', '{}', '{a}', '{a, b, *c}', '{a: b, **c, "d": e,}', '((a))', '(a).b', '(a) + (b)', '[(a), (b)]',
  '[a for a in b]', '(a for a, b in c if d if e)', '{a for a in b for c in d}', '{a: b for a, b in c.items()}', 'f(a for a in b)', 'f((a for a in b), c)', '[a if b else c for (a, b), c in d or e]', '[lambda: a for a in b]',
  'f()', 'f(a, b=c, *d, **e,)', 'f(a)(b)[c].d', 'f(\n  a,  # one\n  b\n)', 'f(a=lambda x: x + 1)', 'f(*a, b, c=(d), e=[1])', 'a.b.c(d).e', 'f(-1, not a, a if b else c)',
  'x[1]', 'x[a, b]', 'x[a,]', 'x[:]', 'x[1:]', 'x[:-1]', 'x[::2]', 'x[1:2:3]', 'x[..., 1:, None]', 'x[a:b, c]', 'x[(a)]', 'x[lambda: 1]', 'x[a if b else c:d]',
  'lambda: 0', 'lambda x, y=1, *a, z, **k: x', 'lambda *, a: a', 'lambda x: lambda y: x if y else 0',
  '1', '1_000', '0x1F', '0b11', '0o17', '1.5', '1.', '.5', '1e-3', '1.e3', '2.5E+3', '12 if a else 3.',
  '"a"', "'a'", '"""a\nb"""', "'''a'b'''", 'r"\\d"', 'b"a"', 'Rb"a"', 'u"a"', '"a\\n\\x41\\u00e9\\\nb"', '"a" "b" \'c\'', '("a"\n "b")', '""', '""""a"""', '"\\""', '"é 💥"', '"#"',
  'f"a"', 'f"{a}"', 'f"a{b}c{d.e[0]}f"', 'f"{{a}}"', 'f"{a!r}"', 'f"{a:>10.2f}"', 'f"{a!s:x}"', 'f"{a + 1:}"', 'f"{f(a, b=c)} {d[\'e\']}"', 'f"{a if b else c}"', 'f"{ {1: 2}[1] }"', 'f"{(lambda: 1)()}"', 'f"a" "b{c}" f"d{e}"', 'f"""{a}\n{b}"""', 'f"\\n{a}\\t"', 'F\'{a != b}\'', 'f"{a, b}"', 'x.y(f"{a}_{b}", c)',
  'import a', 'import a.b.c as d, e', 'from a import b', 'from a.b import c as d, e', 'from . import a', 'from ..a.b import c', 'from a import *', 'from a import (b, c as d,)', 'from a import (\n  b,\n  c\n)', 'import a as b',
  'def f(): pass', 'def f(a, b: int = 1, *c: x, d, e=2, **g) -> h: return a', 'def f(a, *, b): return', 'def f(\n  a,\n  b=1,\n):\n  """doc"""\n  return a, b\n', 'def f():\n  yield a\n  yield from b\n', 'def f():\n  def g():\n    yield 1\n  return g\n',
  '@a\ndef f(): pass', '@a.b(c, d=1)\n@e\nclass F(G, metaclass=H):\n  x = 1\n\n  def g(self): return self\n', 'class A: pass', 'class A():\n  pass\n', 'class A(B):\n  """doc"""\n',
  'if a: b', 'if a:\n  b\nelif c:\n  d\nelif e:\n  f\nelse:\n  g\nh\n', 'if a:\n  b\nelse: c\n', 'if a:\n\n  # one\n  b\n# two\n  c\n\n\n# three\nd\n', 'if a:\n  if b:\n    c\n  # d\n\n\ne', 'if a:\n\tb\n\tc\n',
  'for a in b: c', 'for i, (a, b) in enumerate(c):\n  break\nelse:\n  continue\n', 'for *a, b in c: pass', 'for x in 1, 2, 3: pass', 'for self.x in y: pass', 'for a[0] in b: pass', 'while a < 1:\n  a += 1\nelse:\n  pass\n',
  'try:\n  a\nexcept B:\n  c\nexcept (D, E) as f:\n  g\nexcept:\n  h\nelse:\n  i\nfinally:\n  j\n', 'try:\n  a\nfinally:\n  b\n', 'with a: b', 'with a() as b, c:\n  d\n',
  'return', 'raise', 'raise A', 'raise A("b") from c', 'assert a', 'assert a, "b"', 'del a', 'del a.b, c[0]', 'global a, b', 'nonlocal a', 'pass', 'print(a)', 'match = 1', 'match.group(1)', 'type = 2', 'x = match(a)', 'x = type(a)',
  '# only\n', '', '\n\n', 'a\n\n\nb', 'a  # b\nc\n# d', 'a\r\nb\r\nif c:\r\n  d\r\ne\r\n', 'a = b + \\\n  c\n', 'x = (  # a\n  1)\n', 'a = [\n  1,\n\n  # b\n  2,\n]\n', 'if a:\n  b', 'if a:\n  b  ', 'if a:\n  b  # c', 'if a:\n  b  # c\n  ', 'a   ', 'def f():\n  return 1\n\n\n\nx = 2\n',
];

/** What is left to the grammar: mistakes, what few write, and what the grammar and Python see differently. */
const left = [
  'x =', 'x = = 1', 'f(', 'f)', '(a]', 'a b', 'x = 1 2', 'if a', 'if a\n  b', 'if a:\nb', '  a', 'if a:\n    b\n  c\n', 'def f(', 'def (a): pass', 'def f(**a=1): pass', 'lambda *a=1: a', 'class', 'for a in: b', 'import', 'from a import', 'from a import b,', 'from a import (b', '"a', "'a\n'", '"""a', 'f"{a"', 'f"}"', 'f"{}"', 'f"{a:{b}}"', 'f"{a=}"', '1j', '1a', '0xg', '$', '?', 'a!', 'a <> b', 'a := b', 'x = (a := b)',
  'a; b', 'print a', 'exec "a"', 'async def f(): pass', 'await a', 'match a:\n  case 1: pass\n', 'type A = int', 'x = yield', 'yield', 'lambda x,: x', 'def f(a, /): pass', 'def f[T](a): pass', 'with (a, b): pass', 'with a as (b, c): pass', 'with a as b.c: pass', 'try:\n  a\n', 'try:\n  a\nexcept* B:\n  c\n', 'except: a', 'else: a', 'x[*a]', '[*a for a in b]', '[a for *a, b in c]', 'f(a for a in b, c)', '@a\nx = 1', '@a[0]\ndef f(): pass', 'from ... import a', 'x = é', '\ufeffx = 1', 'x\f = 1', 'a = 1 \\\n\nb', 'x = *a', 'return *a', `x = ${'('.repeat(5000)}${')'.repeat(5000)}`, `x = ${'-'.repeat(5000)}1`,
];

describe('quick reading', () => {
  it('says what the grammar says', () => {
    for (const text of idioms) assert.ok(agrees(text) && agrees(`${text}\n`) && agrees(`before = 1\n${text}`) && !readByGrammar(text).some((one) => one.read().flawed), JSON.stringify(text));
  });

  it('leaves to the grammar what is unfinished or unusual', () => {
    for (const text of left) assert.equal(readQuickly(text), null, JSON.stringify(text.slice(0, 80)));
  });

  it('reads nearly every file that is whole', () => {
    const whole = texts.filter((text) => readByGrammar(text).every((statement) => !statement.read().flawed));
    const read = whole.filter(agrees);
    assert.ok(read.length > 0.95 * whole.length, `${read.length} of ${whole.length}`);
  });

  it('says what the grammar says of texts in every state of being written', () => {
    let read = 0;
    for (const [i, text] of texts.entries()) for (const version of typed(text, 4, numbers(i))) read += Number(agrees(version));
    for (let seed = 0; seed < 400; seed++) read += Number(agrees(broken(numbers(seed))));
    assert.ok(read > 100, `${read} texts were read`);
  }).timeout(60_000);

  it('holds of not what Python holds of it, as the grammar does not', () => {
    for (const read of [readQuickly, readByGrammar]) {
      const [statement] = read('not a and b')?.[0]?.read().body ?? [];
      assert.ok(statement?.kind === 'Expression' && statement.value.kind === 'Logic' && statement.value.left.kind === 'Unary');
    }
  });
});
