import assert from 'node:assert/strict';
import { windowFormula } from '../../../src/core/features/formulas.js';
import { layerHover } from '../../../src/core/features/hovers.js';
import { call, chain, layer, model, spanOf, tensor, weight } from './make.js';

const text = 'model.add(Conv2D(32, 3))\nmodel.add(MaxPooling2D(2))\n';
const conv = spanOf(text, 'Conv2D(32, 3)');
const pool = spanOf(text, 'MaxPooling2D(2)');
const shapes = [tensor(null, 28, 28, 1), tensor(null, 26, 26, 32), tensor(null, 13, 13, 32)] as const;
const config = { kernelSize: [3, 3], strides: [1, 1], dilationRate: [1, 1], padding: 'valid' };
const graph = chain('Sequential', { from: 0, to: 0 }, [
  [layer('Conv2D', 'conv2d', conv, [weight('kernel', 3, 3, 1, 32), weight('bias', 32)], { config: { ...config, filters: 32 } }), shapes[1]],
  [layer('MaxPooling2D', 'max_pooling2d', pool, [], { config: { poolSize: [2, 2] } }), shapes[2]],
], shapes[0]);
const analysis = {
  models: [model(graph, 320)],
  calls: [
    call('Conv2D', 'conv2d', conv, { input: shapes[0], output: shapes[1], parameters: 320, config }),
    call('MaxPooling2D', 'max_pooling2d', pool, { input: shapes[1], output: shapes[2], config: { poolSize: [2, 2], strides: [2, 2], padding: 'valid' } }),
  ],
};

describe('hovers on layers', () => {
  it('give the formula with the numbers of the line and the parameters as a sum', () => {
    const hover = layerHover(analysis, conv.from + 2, { batchAxis: false });
    assert.deepEqual(hover?.markdown, ['**Conv2D** `conv2d`', '`(28, 28, 1)` → `(26, 26, 32)`', 'Each side: `(28 − 3 + 2·0)/1 + 1 = 26`', '`3·3·1·32 + 32 = 320` parameters (kernel, bias).', '195 kMAC · 84.50 KB of outputs · receptive field 3 × 3']);
    assert.equal(hover.source, null);
  });

  it('name the layer that made the input', () => {
    assert.deepEqual(layerHover(analysis, pool.from, { batchAxis: false })?.source, { label: 'conv2d', span: conv });
  });

  it('say nothing away from layers', () => {
    assert.equal(layerHover(analysis, 2, { batchAxis: false }), null);
  });
});

describe('the formula of a sliding window', () => {
  const along = (length: number, result: number, settings: object) => windowFormula('Conv1D', { kernelSize: 3, strides: 1, padding: 'valid', ...settings }, [null, length, 1], [null, result, 1]);
  // Results computed by Keras 3.15 (Conv1D on a length of 10).
  it('covers stride, dilation and padding', () => {
    assert.equal(along(10, 4, { strides: 2 }), '⌊(10 − 3 + 2·0)/2⌋ + 1 = 4');
    assert.equal(along(10, 6, { dilationRate: 2 }), '(10 − (2·(3 − 1) + 1) + 2·0)/1 + 1 = 6');
    assert.equal(along(10, 4, { strides: 3, padding: 'same' }), '⌈10/3⌉ = 4 ("same")');
    assert.equal(along(10, 10, { padding: 'same' }), '(10 − 3 + 2·1)/1 + 1 = 10');
    assert.equal(along(10, 10, { kernelSize: 4, padding: 'same' }), '(10 − 4 + 3)/1 + 1 = 10');
    assert.equal(along(10, 10, { padding: 'causal' }), '(10 − 3 + 2)/1 + 1 = 10');
  });
  it('stays silent where a number is missing', () => {
    assert.equal(windowFormula('Conv2D', config, [null, null, 28, 1], [null, null, 26, 32]), null);
    assert.equal(windowFormula('Dense', {}, [null, 4], [null, 2]), null);
  });
});
