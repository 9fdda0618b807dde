import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';
import { glanceOf } from '../../../src/core/features/glance.js';
import { offersAt } from '../../../src/core/features/fixes/offer.js';
import { Lines } from '../../../src/core/syntax/lines.js';
import { written } from './mutations.js';

/** Versions of one text, each as it is found after the ones before and as in a file that was never seen. */
function followed(name: string, versions: readonly string[]): void {
  const told = (text: string, file: string): string => {
    const analysis = analyze(text, { file });
    return JSON.stringify([written(analysis), analysis.models.map(({ recipe }) => recipe), glanceOf(analysis, new Lines(text), { batchAxis: false })]);
  };
  const after = versions.map((text) => told(text, `${name}.py`));
  versions.forEach((text, i) => assert.equal(after[i], told(text, `${name} ${i}.py`), `version ${i}`));
}

const model = 'm = keras.Sequential([keras.Input((4,)), layers.Dense(1)])\nm.compile("adam", "mse")\n';
const head = 'import keras\nfrom keras import layers\nimport numpy as np\n';

describe('places in a text move with it', () => {
  it('those of models below a line that is added, as the caret needs them', () => {
    const first = 'import keras\nn = 1\na = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])\nb = keras.Sequential([keras.Input((4,)),\n  keras.layers.Dense(3)])\n';
    followed('below', [first, first.replace('n = 1', `n = 1\n# ${'x'.repeat(70)}`), first]);
  });

  it('those that a later statement is the first to look at', () => {
    const archive = `${head}${model}z = np.load("a.npz")\nx = z["x"]\ny = z["y"]\nm.fit(x, y)\n`;
    const other = archive.replace('z["x"]', 'z["w"]');
    followed('archive', [archive, other, other.replace('as np\n', 'as np\n# more\n')]);
    const generator = `${head}${model}gen = keras.preprocessing.image.ImageDataGenerator(rotation_range=40, rescale=0.5)\nit = gen.flow_from_directory("d")\nm.fit(it)\n`;
    const moved = generator.replace('"d"', '"e"');
    followed('generator', [generator, moved, moved.replace('as np\n', 'as np\n# more\n')]);
  });

  it('and stay where they are while fixes are tried', () => {
    const text = 'import keras\na = keras.layers.Dense(2, activation="reluu")\nc = keras.layers.Dense(3, activation="sigmoidd", use_bias=True, kernel_initializer="glorot_uniform")\nb = keras.layers.Conv2D(3, 3, padding="samme")\n';
    const analysis = analyze(text, { file: 'tried.py' });
    const before = written(analysis);
    const offers = () => offersAt(text, analysis, { from: 0, to: text.length }, { file: 'tried.py' }).map(({ title, edits }) => [title, ...edits.map(({ span }) => text.slice(span.from, span.to))]);
    const once = offers();
    assert.deepEqual(once.filter(([title]) => title?.startsWith('Change')).map(([, replaced]) => replaced), ['activation="reluu"', 'activation="sigmoidd"', 'padding="samme"']);
    assert.equal(once.filter(([title]) => title?.startsWith('Silence')).length, 3);
    assert.deepEqual(offers(), once);
    assert.equal(written(analysis), before);
  });
});

describe('names of layers after an edit', () => {
  it('start over where the program says so, also for layers that are added above', () => {
    const text = 'import keras\nfrom keras import layers\nfrom keras import backend as K\na = layers.Dense(2)\nK.clear_session()\nm = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(4, 3)])\n';
    followed('names', [text, text.replace('K.clear', 'z = layers.Conv2D(4, 3)\nK.clear'), text]);
  });
});
