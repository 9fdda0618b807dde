import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';
import { Lines } from '../../../src/core/syntax/lines.js';

/** Where CPython 3.11 says that it cannot read a text: on which line, and how often the analyser says so. */
const broken: readonly (readonly [text: string, line: number, message: RegExp])[] = [
  ['import keras\nm = keras.Sequential([\n    keras.layers.Dense(4,\n    keras.layers.Dense(5)\n])\nx = 1\n', 5, /expects the "\(" of "keras.layers.Dense\(" to be closed/],
  ['x = foo(1,\ny = 2\nz = 3\n', 1, /The "\(" of "x = foo\(" is never closed/],
  ['def f(a):\n    return (a +\n\ndef g(a):\n    return a\n', 2, /never closed/],
  ['x = (1, 2]]\n', 1, /expects the "\(" of "x = \(" to be closed/],
  ['x = [1, 2]]\ny = 2\n', 1, /closes no bracket/],
  ["a = 1\nx = Conv(4, padding='same, strides=2)\ny = Conv(4, padding='same')(x)\nz = 2\n", 2, /This string is not closed: Python expects ' before the line ends/],
  ['a = 1\nx = """open\ny = 2\n', 2, /expects """ before the file ends/],
  ["a = 'elu  # x\nb = 2\n", 1, /expects ' before the line ends/],
  ['def f():\n    a = "elu\\"\n    return a\nb = f()\n', 2, /expects " before the line ends/],
  ['m.compile(\n    optimizer=SGD(learning_rate=0.1)\n    loss="mse",\n    metrics=["accuracy"],\n)\n', 2, /expects a comma before "loss"/],
  ['x = Dense(4 activation="relu")\n', 1, /expects a comma before "activation"/],
  ['x = [Conv(\n    4, 3), Flatten()\n    Dense(5)]\n', 2, /expects a comma before "Dense"/],
  ['x = [Conv(\n    4, 3)\n    Dense(5)]\n', 1, /expects a comma before "Dense"/],
  ['def f():\n\tx = 1\n        y = 2\n', 3, /cannot tell how far this line is indented/],
  ['def f():\n    if a:\n\treturn 1\n', 3, /cannot tell/],
  ['if a:\n\tx = 1\n \ty = 2\n', 3, /cannot tell/],
];

/** Texts that CPython reads. */
const read = [
  'x = ("a" "b", a if b else c, [i for i in y if not i], {**k}, lambda z: z, f(*a), 1 if a else 2, a is not b, a not in b)\n', "x = '\\'' + \"#\" + '''\n'\n''' + r'\\\\' + rb'(' # (\n", 'x = 1 + \\\n    2\ny = (1,\n     # )\n     2)\n',
  'def f():\n\tx = (1,\n     2)\n\treturn x\n', 'async def f():\n    return [await a async for a in b]\n', 'x = f"{a!r:>{w}}" "b"\n',
];

describe('what Python stops at before its grammar', () => {
  const errors = (text: string) => analyze(text, { file: 'text.py' }).diagnostics.filter(({ code }) => code === 'syntax-error');
  for (const [text, line, message] of broken) {
    it(`is told once, on the line that Python names: ${JSON.stringify(text)}`, () => {
      const [first, ...more] = errors(text);
      assert.deepEqual(more, []);
      const { from, to } = first!.span;
      const lines = new Lines(text);
      assert.ok(lines.position(from).line <= line && line <= lines.position(to).line, first!.message);
      assert.match(first!.message, message);
    });
  }

  for (const text of read) it(`accepts ${JSON.stringify(text)}`, () => assert.deepEqual(errors(text).map((d) => d.message), []));

  it('is told of beside a mistake above it', () => {
    assert.deepEqual(errors('x = = 3\ny = 1\nz = foo(2,\n').map(({ span }) => span.from < 8), [true, false]);
  });
});
