/** Lists of files: what is followed of them, and that nothing is made of what is not. Values are held against TensorFlow in test/engine/datasets/pipelines.test.ts. */
import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';

const HEAD = `import glob, os, random, re
import numpy as np
import tensorflow as tf
import keras
from keras import layers
def load(p, y):
    return tf.image.resize(tf.io.decode_png(tf.io.read_file(p), channels=3), (4, 4)), y
paths = sorted(glob.glob("p/*.png"))
`;
function fitted(rest: string) {
  const text = `${HEAD}${rest}\nds = tf.data.Dataset.from_tensor_slices((paths, [0 for p in paths])).map(load).batch(2)\nm = keras.Sequential([layers.Input((4, 4, 3)), layers.Flatten(), layers.Dense(1)])\nm.compile("sgd", "mse")\nm.fit(ds)\n`;
  const { models, diagnostics } = analyze(text);
  assert.deepEqual(diagnostics.filter(({ severity }) => severity === 'error'), []);
  const recipe = models.find(({ variable }) => variable === 'm')!.recipe!;
  const source = recipe.train?.x.source;
  return { recipe, text, changes: source?.kind === 'images' ? JSON.parse(JSON.stringify(source.list.changes.slice(1), (key, value: unknown) => (key === 'span' ? undefined : value))) as unknown : null };
}
const self = { op: 'self' };
const name = { op: 'name', of: self };

describe('lists of files', () => {
  const followed: Readonly<Record<string, unknown>> = {
    'paths = tuple(paths)': [],
    'paths = list(map(str, paths))': [],
    'paths = [f for i, f in enumerate(paths)]': [],
    'paths = paths[10:-3]': [{ op: 'rows', from: 10, to: -3 }],
    'paths = [f"x/{os.path.basename(p)}" for p in paths]': [{ op: 'map', to: { op: 'wrap', of: name, before: 'x/', after: '' } }],
    'paths = list(map(lambda p: p.replace("a", "b"), paths))': [{ op: 'map', to: { op: 'replace', of: self, from: 'a', to: 'b' } }],
    'paths = [p for p in paths if p.split(".")[-1] in ("png", "jpg")]': [{ op: 'keep', test: { op: 'any', tests: ['png', 'jpg'].map((text) => ({ op: 'is', of: { op: 'part', of: self, separator: '.', at: -1 }, text })) } }],
    'paths = [p for p in paths if not p.endswith("x.png") and "mask" not in p]': [{ op: 'keep', test: { op: 'all', tests: [{ op: 'not', test: { op: 'ends', of: self, texts: ['x.png'] } }, { op: 'not', test: { op: 'has', of: self, text: 'mask' } }] } }],
    'random.Random(3).shuffle(paths)': [{ op: 'shuffle', generator: 'python', seed: 3 }],
    'random.seed(3)\nrandom.shuffle(paths)': [{ op: 'shuffle', generator: 'python', seed: null }],
    'order = random.Random(3)\norder.random()\norder.shuffle(paths)': [{ op: 'shuffle', generator: 'python', seed: null }],
    'paths.sort(reverse=True)': [{ op: 'sort', reverse: true }],
    'import sys\nif len(sys.argv) > 9:\n    pass\nelse:\n    print(paths)': [],
  };
  for (const [rest, expected] of Object.entries(followed)) {
    it(`${rest.replaceAll('\n', '; ')} is followed`, () => {
      const { changes, recipe } = fitted(rest);
      assert.deepEqual(recipe.unknowns, []);
      assert.deepEqual(changes, expected);
    });
  }

  const lost = ['paths = sorted(paths, key=len)', 'paths = list(reversed(paths))', 'paths = list(filter(lambda p: p.endswith("a"), paths))', 'paths = [a for a in zip(paths, paths)]', 'paths = list(set(paths))', 'paths = [f for i, f in enumerate(paths) if i % 2 == 0]', 'paths = [p for p in iter(paths)]', 'paths = paths[::2]', 'paths = []\nfor root, dirs, files in sorted(os.walk("p")):\n    for f in files:\n        paths.append(os.path.join(root, f))', 'paths = paths[::-1]', 'paths = np.random.permutation(paths)', 'paths = [p for p in paths if re.match("a", p)]', 'paths = [p.strip() for p in paths]', 'paths = paths * 2', 'paths = [q for p in paths for q in [p, p]]', 'paths.reverse()', 'paths.append("x.png")', 'del paths[0]', 'paths[0] = "x.png"', 'paths = [p if "a" in p else "z.png" for p in paths]', 'paths = paths[:len(paths) / 2]', 'paths = paths[:min(len(paths), 9)]', 'import math\npaths = paths[:math.gcd(len(paths), 4)]', 'paths = paths[:abs(len(paths))]', 'paths = paths[:{3: 4}.get(len(paths))]', 'paths = paths[:[1, 2][len(paths)]]', 'paths = paths[:{3: 4}[len(paths)]]', 'if isinstance(paths, list):\n    paths = paths[:3]', 'import sys\nif len(sys.argv) > 9:\n    paths = paths[:3]'];
  for (const rest of lost) {
    it(`${rest.replaceAll('\n', '; ')} is not, and blocks`, () => {
      const { recipe } = fitted(rest);
      assert.equal(recipe.train, null);
      assert.ok(recipe.unknowns.some(({ blocks, span }) => blocks && span !== null), JSON.stringify(recipe.unknowns));
    });
  }

  it('an edit above is followed into what stands below', () => {
    const before = analyze(`${HEAD}paths = paths[:5]\n`);
    assert.deepEqual(before.diagnostics, []);
    assert.deepEqual([fitted('paths = paths[:5]').changes, fitted('paths = paths[:6]').changes], [[{ op: 'rows', from: null, to: 5 }], [{ op: 'rows', from: null, to: 6 }]]);
  });
});
