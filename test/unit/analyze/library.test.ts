import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';

/** What models take from Python's own library and its `match`; each expectation is what Python and Keras 3.15 do. */
describe('patterns and the standard library in model code', () => {
  const head = 'import sys\nfrom dataclasses import dataclass\nfrom enum import Enum, auto\nfrom functools import cached_property, reduce\nfrom itertools import accumulate, chain, combinations, pairwise\nimport operator\nfrom keras import Input, Model, Sequential, layers\n';
  const run = (source: string) => analyze(head + source, { file: 'library.py' });
  const units = (source: string) => run(source).calls.filter(({ type }) => type === 'Dense').map(({ config }) => config.units);
  const dense = (numbers: string) => `x = Input((4,))\nfor n in ${numbers}:\n    x = layers.Dense(n)(x)\n`;

  it('patterns bind what stands by position and what is left of a dict', () => {
    const source = '@dataclass\nclass Unit:\n    n: int\n    bias: bool = True\nclass Pair:\n    __match_args__ = ("a", "b")\n    def __init__(self, a, b):\n        self.a, self.b = a, b\nx = Input((4,))\nfor part in (Unit(3, bias=False), Pair(5, 6), {"units": 7, "use_bias": False}, 9):\n    match part:\n        case Unit(n, bias=b):\n            x = layers.Dense(n, use_bias=b)(x)\n        case Pair(_, b):\n            x = layers.Dense(b)(x)\n        case {"units": int(n), **rest}:\n            x = layers.Dense(n, **rest)(x)\n        case int(n):\n            x = layers.Dense(n)(x)\n';
    const { calls, diagnostics } = run(source);
    assert.deepEqual(calls.filter(({ type }) => type === 'Dense').map(({ parameters }) => parameters), [12, 24, 42, 72]);
    assert.deepEqual(diagnostics.filter(({ code }) => code === 'undefined-name'), []);
  });

  it('names of a pattern that may match are known names', () => {
    const { diagnostics } = run('spec = eval(sys.argv[1])\nx = Input((4,))\nmatch spec:\n    case (a, *b):\n        x = layers.Dense(a, *b)(x)\n    case {"f": f, **rest}:\n        x = layers.Dense(f, **rest)(x)\n    case [q] | q:\n        x = layers.Dense(q)(x)\n');
    assert.deepEqual(diagnostics.filter(({ code }) => code === 'undefined-name'), []);
  });

  it('an enumeration whose values the file never asks for by value is no mistake', () => {
    const { diagnostics } = run('class Kind(Enum):\n    A = auto()\n    B = auto()\nk = Kind.A\n');
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(units('class Size(Enum):\n    S = 3\n    L = 8\nx = layers.Dense(Size(Size(8)).value)(Input((4,)))\n'), [8]);
    assert.deepEqual(run('class Kind(Enum):\n    A = 1\nKind(2)\n').diagnostics.map(({ code, severity }) => [code, severity]), [['python-error', 'error']]);
  });

  it('itertools and operator', () => {
    assert.deepEqual(units(dense('accumulate([1, 2, 3])')), [1, 3, 6]);
    assert.deepEqual(units(dense('accumulate([2, 3], operator.mul, initial=2)')), [2, 4, 12]);
    assert.deepEqual(units(dense('chain.from_iterable([[1, 2], (3,)])')), [1, 2, 3]);
    assert.deepEqual(units(dense('[a * b for a, b in pairwise([1, 2, 3])]')), [2, 6]);
    assert.deepEqual(units(dense('map(sum, combinations([1, 2, 3], 2))')), [3, 4, 5]);
    assert.deepEqual(units(dense('map(operator.itemgetter(1), sorted([(1, 5), (0, 7)], key=operator.itemgetter(0)))')), [7, 5]);
    assert.deepEqual(units(dense('[reduce(operator.add, [1, 2, 3])]')), [6]);
  });

  it('a cached property is asked once', () => {
    const { models } = run('class Net:\n    @cached_property\n    def model(self):\n        return Sequential([Input((4,)), layers.Dense(3)])\nnet = Net()\nnet.model.add(layers.Dense(2))\nnet.model.add(layers.Dense(1))\n');
    assert.deepEqual(models.map(({ parameters }) => parameters.total), [15 + 8 + 3]);
  });
});
