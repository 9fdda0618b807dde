import assert from 'node:assert/strict';
import { randomizationVerdict } from '../../../src/visualizations/cam/labels.js';
import { meanHead } from '../../../src/visualizations/cam/head.js';
import { blurred, byImportance, meanColour, rankCorrelation } from '../../../src/visualizations/cam/measures.js';
import { occlusionPlaces, strongest, unguided } from '../../../src/visualizations/cam/pixels.js';
import { contourPath, hottestBox } from '../../../src/visualizations/cam/regions.js';
import { normalNumbers, uniformNumbers } from '../../../src/visualizations/random.js';
import { analyze } from '../../../src/core/analyze.js';

const raster = (...rows: number[][]) => ({ height: rows.length, width: rows[0]!.length, channels: 1, values: Float32Array.from(rows.flat()) });

describe('the hot regions of a map', () => {
  it('are boxed where the largest of them stands, not where the peak does', () => {
    const map = raster([1, 0, 0, 0, 0], [0, 0, 0, 0.5, 0.4], [0, 0, 0.3, 0.9, 0], [0, 0, 0, 0, 0.1]);
    assert.deepEqual(hottestBox(map, 0.2), { left: 2, top: 1, width: 3, height: 2 });
    assert.deepEqual(hottestBox(map, 0.95), { left: 0, top: 0, width: 1, height: 1 });
    assert.equal(hottestBox(raster([0, -1], [0, 0]), 0), null);
  });

  it('have a line around them at the level, between the middles of pixels', () => {
    assert.equal(contourPath(raster([1, 0], [1, 0]), 0.5), 'M1,1.5L1,0.5');
    assert.equal(contourPath(raster([0, 0, 0], [0, 1, 0], [0, 0, 0]), 0.5).match(/M/g)?.length, 4);
    assert.equal(contourPath(raster([1, 1], [1, 1]), 0.5), '');
  });
});

describe('measures of trust', () => {
  it('order places by importance, equal ones by place', () => {
    assert.deepEqual([...byImportance(Float32Array.of(0.2, 0.9, 0.2, 1))], [3, 1, 0, 2]);
  });

  it('correlate ranks as Spearman does, ties included, and say nothing of a flat map', () => {
    assert.equal(rankCorrelation(Float32Array.of(1, 2, 3), Float32Array.of(10, 200, 3000)), 1);
    assert.equal(rankCorrelation(Float32Array.of(1, 2, 3), Float32Array.of(3, 2, 1)), -1);
    // scipy.stats.spearmanr([1, 2, 2, 4], [1, 3, 2, 4]) is 0.9486832980505138.
    assert.ok(Math.abs(rankCorrelation(Float32Array.of(1, 2, 2, 4), Float32Array.of(1, 3, 2, 4))! - 0.9486832980505138) < 1e-12);
    assert.equal(rankCorrelation(Float32Array.of(1, 2), Float32Array.of(5, 5)), null);
  });

  it('blur without changing a flat image, and take the mean of each channel', () => {
    const flat = new Float32Array(6 * 5 * 2).map((_, i) => (i % 2 === 0 ? 3 : 7));
    blurred(flat, [6, 5, 2]).forEach((value, i) => assert.ok(Math.abs(value - flat[i]!) < 1e-5));
    assert.deepEqual([...meanColour(Float32Array.of(0, 1, 4, 3), [2, 1, 2])], [2, 2, 2, 2]);
  });

  it('say what a map of random weights means', () => {
    assert.match(randomizationVerdict([{ layer: 'a', correlation: 0.93 }]), /0\.93.*do not read it as an explanation/);
    assert.match(randomizationVerdict([{ layer: 'a', correlation: 0.93 }, { layer: 'b', correlation: -0.1 }]), /−0\.10.*as an explanation has to/);
    assert.match(randomizationVerdict([{ layer: 'a', correlation: null }]), /flat/);
  });
});

describe('maps at the image', () => {
  it('take each pixel\'s strongest channel', () => {
    assert.deepEqual([...strongest(Float32Array.of(1, -3, 0, 2), [1, 2, 2]).values], [3, 2]);
  });
  it('cover the whole image with squares, the last at its edge', () => {
    assert.deepEqual(occlusionPlaces(10, 4), [0, 2, 4, 6]);
    assert.deepEqual(occlusionPlaces(9, 4), [0, 2, 4, 5]);
    assert.deepEqual(occlusionPlaces(4, 4), [0]);
  });
});

describe('repeatable numbers', () => {
  it('are uniform or normal and the same for a seed', () => {
    const [uniform, normal] = [uniformNumbers(3), normalNumbers(3)];
    const [a, b] = [Array.from({ length: 5000 }, uniform), Array.from({ length: 5000 }, normal)];
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    assert.ok(Math.abs(mean(a) - 0.5) < 0.02 && a.every((value) => value >= 0 && value < 1));
    assert.ok(Math.abs(mean(b)) < 0.05 && Math.abs(mean(b.map((value) => value ** 2)) - 1) < 0.05);
    assert.equal(uniformNumbers(3)(), a[0]);
  });
});

describe('the head that CAM needs', () => {
  const head = (text: string) => meanHead(analyze(`from keras import Input, Model, Sequential, layers\n${text}`, { file: 'm.py' }).models.at(-1)!.graph);
  const start = 'layers.Conv2D(4, 3, name="maps")';
  it('is a mean of maps, weighed once', () => {
    assert.equal(head(`m = Sequential([Input((8, 8, 3)), ${start}, layers.GlobalAveragePooling2D(), layers.Dropout(0.5), layers.Dense(3, activation="softmax")])`).layer, 'maps');
    assert.equal(head(`m = Sequential([Input((8, 8, 3)), ${start}, layers.GlobalAveragePooling2D(), layers.Dense(3), layers.Activation("softmax")])`).layer, 'maps');
    assert.equal(head(`m = Sequential([Input((8, 8, 3)), ${start}, layers.GlobalAveragePooling2D(keepdims=True), layers.Conv2D(3, 1), layers.Reshape((3,)), layers.Activation("softmax")])`).layer, 'maps');
    assert.equal(head(`b = Sequential([Input((8, 8, 3)), ${start}], name="base")\nm = Sequential([b, layers.GlobalAveragePooling2D(), layers.Dense(3)])`).layer, 'base/maps');
  });
  it('is none of the others, and the reason names what stands there', () => {
    for (const [rest, reason] of [['layers.Flatten(), layers.Dense(3)', /stands Conv2D/], ['layers.GlobalMaxPooling2D(), layers.Dense(3)', /stands GlobalMaxPooling2D/], ['layers.GlobalAveragePooling2D(), layers.Dense(8, activation="relu"), layers.Dense(3)', /stands Dense/], ['layers.GlobalAveragePooling2D(), layers.Dense(3, activation="relu")', /ends in Dense/]] as const) {
      const found = head(`m = Sequential([Input((8, 8, 3)), ${start}, ${rest}])`);
      assert.equal(found.layer, null);
      assert.match(found.reason, reason);
    }
  });
});

describe('guided backpropagation', () => {
  const of = (...layers: string[]) => unguided(analyze(`from keras import Input, Sequential, layers\nm = Sequential([Input((8, 8, 3)), ${layers.join(', ')}, layers.Flatten(), layers.Dense(2, activation="softmax")])`).models.at(-1)!.graph);

  it('means something where there is a ReLU, however it is written', () => {
    for (const layer of ['layers.Conv2D(2, 3, activation="relu")', 'layers.ReLU()', 'layers.ReLU(max_value=6)', 'layers.Activation("relu6")', 'Sequential([layers.Conv2D(2, 3, activation="relu")])']) assert.equal(of(layer), null, layer);
  });

  it('means nothing without one: a name that holds the word is another function', () => {
    for (const layer of ['layers.Conv2D(2, 3, activation="leaky_relu")', 'layers.LeakyReLU()', 'layers.Conv2D(2, 3, activation="gelu")', 'layers.Conv2D(2, 3)']) assert.match(of(layer) ?? '', /has none\.$/, layer);
  });

  it('means nothing beside functions that are put together from rectifiers', () => {
    for (const [layer, name] of [['layers.Activation("hard_silu")', 'hard_silu'], ['layers.PReLU()', 'PReLU'], ['layers.ReLU(negative_slope=0.1)', 'one with a negative slope'], ['layers.ELU(alpha=0.5)', 'ELU']] as const) {
      assert.equal(of('layers.Conv2D(2, 3, activation="relu")', layer), `Guided backpropagation is defined for ReLU, and this model has ${name} as well.`);
    }
    assert.equal(of('layers.Conv2D(2, 3, activation="relu")', 'layers.ELU()'), null);
  });
});
