import assert from 'node:assert/strict';
import { analyze } from '../../src/core/analyze.js';
import { runEagerly } from '../../src/engine/devices/eager.js';
import { openDevice } from '../../src/engine/devices/open.js';
import { runGraph } from '../../src/engine/model/forward.js';
import { leadingLayers } from '../../src/engine/preview/inside.js';
import { checkLayers } from '../../src/engine/training/plan.js';

const batch = 4;
/** Images of one value each: what is left of each shows who was mixed with whom. */
const images = Float32Array.from({ length: batch * 12 * 12 * 3 }, (_, i) => 60 * Math.floor(i / (12 * 12 * 3)));

const sequential = (layers: string): string => `
import keras
from keras import layers
model = keras.Sequential([keras.Input((12, 12, 3)), ${layers}, layers.GlobalAveragePooling2D()])
`;
const subclass = (layer: string): string => `
import keras
from keras import layers
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.change = ${layer}
        self.pool = layers.GlobalAveragePooling2D()
    def call(self, x, training=None):
        return self.pool(self.change(x, training=training))
model = Net()
model.build((None, 12, 12, 3))
`;

const stepOf = (text: string, training: boolean) => {
  const { graph } = analyze(text).models[0]!;
  checkLayers(graph, text);
  return {
    name: 'mix', inputs: { x: { shape: [batch, 12, 12, 3], dtype: 'float32' as const } }, state: {},
    build: ({ inputs, random }: Parameters<Parameters<typeof runEagerly>[0]['build']>[0]) => ({ outputs: { y: runGraph(graph, {}, [inputs['x']!], { training, random }).outputs[0]! } }),
  };
};

/** The mean of each image's first channel behind the layers. */
async function means(text: string, training: boolean, seed = 1): Promise<number[]> {
  const { outputs } = await runEagerly(stepOf(text, training), {}, { x: images }, { seed });
  return Array.from({ length: batch }, (_, i) => outputs['y']![i * 3]!);
}

describe('layers that mix and equalize images, inside a model', () => {
  for (const layer of ['layers.MixUp(0.5)', 'layers.CutMix()', 'layers.RandAugment()', 'layers.AugMix()', 'layers.RandomElasticTransform()', 'layers.Pipeline([layers.RandomInvert(), layers.Equalization()])']) {
    it(`${layer} trains, compiled whole, and leaves images alone outside of training`, async () => {
      const text = sequential(layer);
      const still = await means(text, false);
      [0, 60, 120, 180].forEach((value, i) => assert.ok(Math.abs(still[i]! - value) < 1e-3));
      const device = await openDevice('cpu');
      const compiled = await device.compile(stepOf(text, true));
      assert.equal(compiled.eager, null);
      const state = await device.createState({});
      const outputs = await compiled.run(state, { x: images }, { seed: 1 });
      (await means(text, true)).forEach((value, i) => assert.ok(Math.abs(outputs['y']![i * 3]! - value) < 0.05, `${outputs['y']![i * 3]} and ${value}`));
      await compiled.dispose();
      await state.dispose();
      await device.dispose();
    });
  }

  it('MixUp blends images of the batch: each stays between the darkest and the brightest, and some change', async () => {
    const mixed = (await Promise.all([1, 2, 3, 4].map((seed) => means(sequential('layers.MixUp(0.5)'), true, seed)))).flat();
    assert.ok(mixed.every((value) => value >= -1e-3 && value <= 180.001));
    assert.ok(mixed.some((value) => Math.abs(value % 60) > 1 && Math.abs(value % 60) < 59));
  });

  it('Equalization in a Functional model does nothing, as in Keras 3.15; in a method it does', async () => {
    assert.deepEqual((await means(sequential('layers.Equalization()'), true)).map(Math.round), [0, 60, 120, 180]);
    assert.deepEqual((await means(subclass('layers.Equalization()'), true)).map(Math.round), [0, 85, 170, 255]);
    assert.deepEqual((await means(subclass('layers.Equalization()'), false)).map(Math.round), [0, 60, 120, 180]);
    // Applied by another layer it is called anew, and works.
    assert.deepEqual((await means(sequential('layers.Pipeline([layers.Equalization()])'), true)).map(Math.round), [0, 85, 170, 255]);
  });

  it('ContrastLimitedAdaptiveHistogramEqualization gives what Keras 3.15 gives for such images, in training and outside of it', async () => {
    const text = sequential('layers.ContrastLimitedAdaptiveHistogramEqualization()');
    for (const training of [true, false]) (await means(text, training)).forEach((value, i) => assert.ok(Math.abs(value - [0, 63.0586, 122.1174, 181.1763][i]!) < 0.01, `${value}`));
  });

  it('a preview looks behind a Pipeline of preparing layers', () => {
    const leading = leadingLayers(analyze(sequential('layers.Pipeline([layers.RandomFlip(), layers.Rescaling(1 / 255)])')).models[0]!.graph);
    assert.deepEqual(leading?.layers.map(({ type }) => type), ['RandomFlip', 'Rescaling']);
    assert.deepEqual(leading.shape, [12, 12, 3]);
  });
});
