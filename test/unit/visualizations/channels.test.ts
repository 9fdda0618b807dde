import assert from 'node:assert/strict';
import { channelFacts } from '../../../src/visualizations/activations/compute.js';
import { boundsOf } from '../../../src/visualizations/activations/saturation.js';
import type { Layer } from '../../../src/core/graph/types.js';

const layer = (type: string, config: Layer['config']): Layer => ({ id: 'l', name: 'l', type, role: 'layer', config, unknown: [], weights: [], trainable: true, span: null });

describe('channels', () => {
  it('are dead where all is zero, and saturated where nine of ten values are at an end', () => {
    const bounds = boundsOf(layer('Dense', { activation: 'sigmoid' }));
    const values = Float32Array.from({ length: 30 }, (_, at) => [0, 0.999, at < 15 ? 0.995 : 0.5][at % 3]!);
    const facts = channelFacts(values, 3, bounds);
    assert.deepEqual(facts.map(({ dead, saturated }) => [dead, saturated]), [[true, false], [false, true], [false, false]]);
    assert.deepEqual(channelFacts(values, 3).map(({ saturated }) => saturated), [false, false, false]);
    assert.ok(Number.isNaN(channelFacts(Float32Array.of(NaN, 1), 1)[0]!.mean));
  });

  it('can saturate only where the activation has an end', () => {
    assert.deepEqual(boundsOf(layer('Conv2D', { activation: 'relu' })), []);
    assert.deepEqual(boundsOf(layer('ReLU', { maxValue: 6 })), [[5.99, 6]]);
    assert.deepEqual(boundsOf(layer('ReLU', { maxValue: null })), []);
    assert.equal(boundsOf(layer('Activation', { activation: 'tanh' })).length, 2);
  });
});
