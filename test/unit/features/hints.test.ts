import assert from 'node:assert/strict';
import { analyze } from '../../../src/core/analyze.js';
import { lineHints } from '../../../src/core/features/hints.js';
import { Lines } from '../../../src/core/syntax/lines.js';
import { call, spanOf, tensor } from './make.js';

const brief = { batchAxis: false };
const textsOf = (calls: Parameters<typeof lineHints>[0]['calls'], text: string, format = brief) => lineHints({ calls, models: [] }, new Lines(text), format).map(({ line, text: hint }) => `${line}: ${hint}`);

describe('hints at the ends of layer lines', () => {
  it('say shape and count, with the batch axis on request', () => {
    const text = 'model.add(Conv2D(32, 3))  # first\n';
    const calls = [call('Conv2D', 'conv2d', spanOf(text, 'Conv2D(32, 3)'), { output: tensor(null, 26, 26, 32), parameters: 320 })];
    assert.deepEqual(textsOf(calls, text), ['0: (26, 26, 32) · 320']);
    assert.deepEqual(textsOf(calls, text, { batchAxis: true }), ['0: (None, 26, 26, 32) · 320']);
    assert.equal(lineHints({ calls, models: [] }, new Lines(text), brief)[0]?.offset, text.indexOf('\n'));
  });

  it('keep one axis a tuple and write an axis that was lost as ?', () => {
    const text = 'Dense(10)\nConv2D(n, 3)\n';
    const lost = { ...tensor(null, 4, 4, null), loss: { reason: 'n is not known', span: null } };
    const calls = [
      call('Dense', 'dense', spanOf(text, 'Dense(10)'), { output: tensor(null, 10), parameters: 650 }),
      call('Conv2D', 'conv2d', spanOf(text, 'Conv2D(n, 3)'), { output: lost, parameters: null }),
    ];
    assert.deepEqual(textsOf(calls, text), ['0: (10,) · 650', '1: (4, 4, ?) · ?']);
  });

  it('fold a line that makes several layers and count a shared layer once', () => {
    const text = 'for _ in range(4):\n  x = Conv2D(512, 3)(x)\nx = BatchNormalization()(Conv2D(8, 1)(x))\nshared = Dense(4)\na = shared(x); b = shared(x)\n';
    const conv = spanOf(text, 'Conv2D(512, 3)');
    const shared = spanOf(text, 'Dense(4)');
    const calls = [
      ...[0, 1, 2, 3].map((n) => call('Conv2D', `conv2d_${n}`, conv, { output: tensor(null, 7, 7, 512), parameters: n === 0 ? 1_000_000 : 2_026_472 })),
      call('Conv2D', 'conv2d_4', spanOf(text, 'Conv2D(8, 1)'), { output: tensor(null, 7, 7, 8), parameters: 4104 }),
      call('BatchNormalization', 'batch_normalization', spanOf(text, 'BatchNormalization()'), { output: tensor(null, 7, 7, 8), parameters: 32 }),
      ...[0, 1].map((n) => call('Dense', 'dense', shared, { output: tensor(null, 4), parameters: 36, callSpan: spanOf(text, 'shared(x)', n) })),
    ];
    assert.deepEqual(textsOf(calls, text), [
      '1: 4x Conv2D → (7, 7, 512) · 7,079,416',
      '2: 2 layers → (7, 7, 8) · 4,136',
      '3: (4,) · 36',
      '4: 2x → (4,)',
    ]);
  });

  it('tell of a network once that a function makes again exactly as before, and of all that differ', () => {
    const text = (again: string) => `import keras
from keras import layers

def make(width=8):
    inputs = keras.Input((8, 8, 3))
    x = layers.Conv2D(width, 3)(inputs)
    for _ in range(2):
        x = layers.Conv2D(width, 1)(x)
    x = layers.BatchNormalization(name="own")(x)
    return keras.Model(inputs, layers.Flatten()(x))

make().summary()
model = ${again}
`;
    const hints = (source: string) => lineHints(analyze(source), new Lines(source), brief).map(({ line, text: hint }) => `${line}: ${hint}`);
    const once = ['5: (6, 6, 8) · 224', '7: 2x Conv2D → (6, 6, 8) · 144', '8: (6, 6, 8) · 32', '9: (288,) · 0'];
    assert.deepEqual(hints(text('None')), once);
    assert.deepEqual(hints(text('make()')), once);
    assert.deepEqual(hints(text('make(4)')), ['5: 2x Conv2D → (6, 6, 4) · 336', '7: 4x Conv2D → (6, 6, 4) · 184', '8: 2x BatchNormalization → (6, 6, 4) · 48', '9: 2x Flatten → (144,) · 0']);
  });
});
