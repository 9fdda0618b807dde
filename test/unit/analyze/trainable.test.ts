import assert from 'node:assert/strict';

import { analyze } from '../../../src/core/analyze.js';
import type { AnalysedModel } from '../../../src/core/analysis.js';

const HEAD = `import sys
import keras
from keras import layers
flag = sys.argv[1] == "a"
n = len(sys.argv)
m = keras.Sequential([keras.Input((8,)), layers.Dense(4), layers.Dense(2)])
`;
/** The model `m` at the end of a file that goes on after its making. */
function after(rest: string): { model: AnalysedModel; unknowns: string[] } {
  const analysis = analyze(HEAD + rest);
  assert.deepEqual(analysis.diagnostics.filter((d) => d.severity === 'error'), []);
  return { model: analysis.models.find((m) => m.variable === 'm')!, unknowns: analysis.unknowns.map((u) => u.reason) };
}
const lost = { total: 46, trainable: null, nonTrainable: null };

describe('trainable under conditions that are not known', () => {
  const unknown: Readonly<Record<string, string>> = {
    'a value that is not known': 'm.trainable = flag\n',
    'a branch': 'if flag:\n    m.layers[0].trainable = False\n',
    'a branch by name': 'for l in m.layers:\n    if l.name == sys.argv[1]:\n        l.trainable = False\n',
    'a slice with an unknown bound': 'for l in m.layers[:n]:\n    l.trainable = False\n',
    'an unknown index': 'm.layers[n].trainable = False\n',
    'a layer of unknown name': 'm.get_layer(sys.argv[1]).trainable = False\n',
    'a loop of unknown length': 'for i in range(n):\n    m.layers[i].trainable = False\n',
    'one of two layers': 'l = m.layers[0] if flag else m.layers[1]\nl.trainable = False\n',
    'frozen, then perhaps not': 'm.trainable = False\nif flag:\n    m.trainable = True\n',
    'two conditions': 'm.trainable = flag\nm.trainable = n > 3\n',
    'two conditions, then one layer known': 'm.trainable = flag\nm.trainable = n > 3\nm.layers[0].trainable = True\n',
  };
  for (const [name, rest] of Object.entries(unknown)) {
    it(`${name}: the total stays, the rest is unknown with a reason`, () => {
      const { model, unknowns } = after(rest);
      assert.deepEqual(model.parameters, lost);
      assert.ok(unknowns.some((reason) => /condition|trainable|bounds|given/.test(reason)), unknowns.join('\n'));
    });
  }

  const known: Readonly<Record<string, readonly [rest: string, trainable: number]>> = {
    'both ways freeze the same': ['if flag:\n    m.layers[0].trainable = False\nelse:\n    m.layers[0].trainable = False\n', 10],
    'an unknown value, then a known one': ['m.trainable = flag\nm.trainable = True\n', 46],
    'a branch, then frozen': ['if flag:\n    m.trainable = False\nm.trainable = False\n', 0],
    'a branch on one layer, then all frozen': ['if flag:\n    m.layers[0].trainable = False\nm.trainable = False\n', 0],
    'every layer of a list of unknown length is set again': ['for l in m.layers[:n]:\n    l.trainable = False\nfor l in m.layers:\n    l.trainable = True\n', 46],
    'a function that nobody calls': ['def freeze():\n    m.trainable = False\n    m.add(layers.Dense(3))\n', 46],
  };
  for (const [name, [rest, trainable]] of Object.entries(known)) {
    it(`${name}: known`, () => assert.deepEqual(after(rest).model.parameters, { total: 46, trainable, nonTrainable: 46 - trainable }));
  }

  it('a constructor with an unknown flag', () => {
    const { models } = analyze(`${HEAD}k = keras.Sequential([keras.Input((8,)), layers.Dense(4, trainable=flag)])\n`);
    assert.deepEqual(models.find((m) => m.variable === 'k')!.parameters, { total: 36, trainable: null, nonTrainable: null });
  });

  // Setting True on a model that has True already leaves its layers as they are; on one that was frozen it frees them all.
  it('a layer frozen before, the model then perhaps frozen and freed', () => {
    assert.deepEqual(after('m.layers[0].trainable = False\nif flag:\n    m.trainable = False\nm.trainable = True\n').model.parameters, lost);
  });
});

/** Warnings of a file that makes `m`, arrays `x` and `y`, and goes on: the line of each, counted from there, and of the compile that it names. */
function watched(rest: string): (readonly [line: number, compile: number, text: string])[] {
  const text = `${HEAD}import numpy as np\nx, y = np.zeros((4, 8)), np.zeros((4, 2))\n`;
  const line = (offset: number): number => (text + rest).slice(text.length, offset).split('\n').length;
  return analyze(text + rest).diagnostics.filter((d) => d.code === 'trainable-after-compile').map((d) => [line(d.span.from), line(d.related![0]!.span.from), d.message] as const);
}

// What Keras 3.15 does in each case was tried by comparing the weights before and after fit.
describe('trainable that changes after compile', () => {
  it('before the first training: Keras 3 and Keras 2 differ', () => {
    const [found, ...others] = watched('m.compile("sgd", "mse")\nm.layers[0].trainable = False\nm.fit(x, y)\n');
    assert.deepEqual(others, []);
    assert.deepEqual(found!.slice(0, 2), [2, 1]);
    assert.match(found![2], /"dense".*depends on the version.*Move this line before compile/);
  });
  it('after a training: no effect on the next', () => {
    const [found] = watched('m.compile("sgd", "mse")\nm.fit(x, y)\nm.layers[0].trainable = False\nm.fit(x, y)\n');
    assert.deepEqual(found!.slice(0, 2), [3, 1]);
    assert.match(found![2], /same weights as before/);
  });
  it('a discriminator that is frozen for good before it is trained', () => {
    const gan = 'm.compile("adam", "mse")\nm.trainable = False\nz = keras.Input((8,))\ng = keras.Model(z, m(z))\ng.compile("adam", "mse")\nfor i in range(3):\n';
    assert.deepEqual(watched(`${gan}    m.train_on_batch(x, y)\n    g.train_on_batch(x, y)\n`).map((w) => w.slice(0, 2)), [[2, 1]]);
    assert.deepEqual(watched(`${gan}    m.trainable = True\n    m.train_on_batch(x, y)\n    m.trainable = False\n    g.train_on_batch(x, y)\n`), []);
  });
  const quiet: Readonly<Record<string, string>> = {
    'compiled again': 'm.compile("sgd", "mse")\nm.fit(x, y)\nm.trainable = False\nm.compile("sgd", "mse")\nm.fit(x, y)\n',
    'frozen after the last training': 'm.compile("sgd", "mse")\nm.fit(x, y)\nm.trainable = False\n',
    'set to what it was': 'm.compile("sgd", "mse")\nm.trainable = True\nm.fit(x, y)\n',
    'frozen and freed again': 'm.compile("sgd", "mse")\nm.trainable = False\nm.trainable = True\nm.fit(x, y)\n',
    'frozen before compile': 'm.trainable = False\nm.compile("sgd", "mse")\nm.fit(x, y)\n',
    'another model': 'm.compile("sgd", "mse")\nk = keras.Sequential([keras.Input((8,)), layers.Dense(2)])\nk.trainable = False\nm.fit(x, y)\n',
  };
  for (const [name, rest] of Object.entries(quiet)) it(`${name}: nothing to say`, () => assert.deepEqual(watched(rest), []));

  it('a recipe whose layers train or not under an unknown condition cannot start', () => {
    const { recipe } = after('if flag:\n    m.layers[0].trainable = False\nm.compile("sgd", "mse")\n').model;
    assert.ok(recipe!.unknowns.some((u) => u.blocks && u.reason.startsWith('Which layers train is not known')));
  });

  it('the counts of compile stay with the recipe', () => {
    const { model } = after('m.layers[0].trainable = False\nm.compile("sgd", "mse")\nm.layers[0].trainable = True\n');
    assert.deepEqual(model.recipe!.compiled, { total: 46, trainable: 10, nonTrainable: 36 });
    assert.deepEqual(model.parameters, { total: 46, trainable: 46, nonTrainable: 0 });
  });
});
