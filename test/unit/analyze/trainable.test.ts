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
