import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { analyze } from '../../../src/core/analyze.js';
import { openDevice } from '../../../src/engine/devices/open.js';
import { contextFor, ModelOnDevice } from '../../../src/engine/pictures/context.js';
import { openModel } from '../../../src/engine/pictures/open.js';
import type { PreparedImage } from '../../../src/engine/pictures/opened.js';
import type { Device } from '../../../src/engine/trace/step.js';
import type { ComputeContext } from '../../../src/visualizations/compute.js';
import { activate, sumAt } from '../../../src/visualizations/convolution/arithmetic.js';
import convolution from '../../../src/visualizations/convolution/compute.js';
import { extentOf, shownLayers } from '../../../src/visualizations/layers.js';
import { uniformNumbers } from '../../../src/visualizations/random.js';
import { receptiveFields, type Axis } from '../../../src/visualizations/receptive.js';
import { goldenContext, readGolden, subject } from './support.js';

/** A context of a model in text, with random weights and a random image. */
async function contextOf(text: string, device: Device): Promise<{ readonly context: ComputeContext; dispose(): Promise<void> }> {
  const { graph } = analyze(`from keras import Input, Model, Sequential, layers\n${text}`, { file: 'm.py' }).models.at(-1)!;
  const opened = await openModel({ kind: 'random', graph, seed: 2 });
  const on = await ModelOnDevice.create(opened, device);
  const [height = 1, width = 1, channels = 1] = (graph.tensors[graph.inputs[0]!]!.shape ?? []).slice(1).map(Number);
  const random = uniformNumbers(5);
  const values = Float32Array.from({ length: height * width * channels }, random);
  const image: PreparedImage = { title: 'random', original: { height, width, channels, values }, values, shape: [height, width, channels], label: null };
  const range = { low: 0, high: 1, black: Array<number>(channels).fill(0), white: Array<number>(channels).fill(1) };
  return { context: contextFor(on, opened, image, range, undefined, { partial: () => undefined, signal: new AbortController().signal }), dispose: () => on.dispose() };
}

describe('convolution, step by step', function () {
  this.timeout(60_000);
  let device: Device;
  before(async () => (device = await openDevice('cpu')));
  after(() => device.dispose());

  /** Every value of the output is what its own arithmetic says. */
  async function assertSums(context: ComputeContext, layer: string, filters: readonly number[]): Promise<void> {
    for (const filter of filters) {
      const { convolved } = await convolution.compute({ subject, layer, filter }, context);
      assert.ok(convolved);
      const { output } = convolved;
      const range = Math.max(...output.values.map(Math.abs), 1e-6);
      for (let row = 0; row < output.height; row++) {
        for (let column = 0; column < output.width; column++) {
          const made = activate(convolved.activation, sumAt(convolved, row, column).total);
          const given = output.values[row * output.width + column]!;
          assert.ok(made !== null && Math.abs(made - given) <= 1e-5 * range, `${layer} filter ${filter} at ${row}, ${column}: ${made} is not ${given}`);
        }
      }
    }
  }

  for (const [name, layers] of [['digits', ['first', 'second', 'separable']], ['branches', ['stem', 'deep', 'wide', 'far', 'last']], ['nested', ['base/low', 'base/high']]] as const) {
    it(`makes every value of the convolutions of ${name} from its patch and kernel`, async () => {
      const { context, dispose } = await goldenContext(readGolden(name), device);
      for (const layer of layers) await assertSums(context, layer, [0, 3]);
      assert.deepEqual((await convolution.compute({ subject, layer: null, filter: 0 }, context)).layers.map((each) => each.name), [...layers].sort((a, b) => readGolden(name).graph.layers.findIndex((each) => each.name === a) - readGolden(name).graph.layers.findIndex((each) => each.name === b)));
      await dispose();
    });
  }

  it('knows groups, strides, dilation, multipliers and channels that stand first', async () => {
    const { context, dispose } = await contextOf('m = Sequential([Input((11, 14, 4)), layers.Conv2D(6, 3, groups=2, strides=2, padding="same", name="grouped"), layers.DepthwiseConv2D((2, 3), depth_multiplier=2, padding="same", name="deep"), layers.SeparableConv2D(5, 2, depth_multiplier=3, name="both"), layers.Conv2D(3, 2, dilation_rate=2, padding="same", use_bias=False, activation="sigmoid", name="wide")])', device);
    for (const [layer, filters] of [['grouped', [0, 2, 3, 5]], ['deep', [0, 1, 11]], ['both', [0, 4]], ['wide', [2]]] as const) await assertSums(context, layer, filters);
    const { convolved } = await convolution.compute({ subject, layer: 'grouped', filter: 3 }, context);
    assert.deepEqual([convolved?.channels, convolved?.inputName, convolved?.geometry], [[2, 4], null, { kernel: [3, 3], strides: [2, 2], dilation: [1, 1], before: [1, 0] }]);
    await dispose();
  });

  it('refuses with a sentence what slides no kernel, and filters that are not there', async () => {
    const { context, dispose } = await goldenContext(readGolden('digits'), device);
    await assert.rejects(convolution.compute({ subject, layer: 'pool', filter: 0 }, context), /"pool" is a MaxPooling2D and slides no kernel.*choose one of first, second, separable/);
    await assert.rejects(convolution.compute({ subject, layer: 'first', filter: 8 }, context), /has 8 filters, numbered from 0; filter 8/);
    await dispose();
  });
});

describe('receptive fields', function () {
  this.timeout(60_000);
  let device: Device;
  before(async () => (device = await openDevice('cpu')));
  after(() => device.dispose());

  const texts = {
    'a chain with strides and padding': 'm = Sequential([Input((23, 20, 1)), layers.Conv2D(2, 3, padding="same", name="a"), layers.AveragePooling2D(2, name="b"), layers.Conv2D(2, (3, 2), strides=2, padding="same", name="c"), layers.ZeroPadding2D(((1, 2), (0, 1)), name="d"), layers.Conv2D(2, 2, dilation_rate=2, name="e"), layers.Cropping2D(((1, 0), (0, 1)), name="f")])',
    'branches and a nested model': 'i = Input((17, 16, 2))\nbase = Sequential([Input((17, 16, 2)), layers.Conv2D(3, 3, padding="same"), layers.DepthwiseConv2D(3, strides=2, padding="same", name="deep")], name="base")\nx = base(i)\ny = layers.Conv2D(3, 5, strides=2, padding="same", name="five")(i)\nz = layers.Concatenate(name="both")([x, y])\nm = Model(i, layers.SeparableConv2D(2, 2, name="end")(z))',
  };
  for (const [title, text] of Object.entries(texts)) {
    it(`are where the gradient is not zero: ${title}`, async () => {
      const { context, dispose } = await contextOf(text, device);
      const image = context.image();
      const fields = receptiveFields(context.model);
      const [height = 1, width = 1, channels = 1] = image.shape;
      for (const shown of shownLayers(context.model)) {
        const field = fields.get(shown.path);
        assert.ok(field, `${shown.path} has no receptive field`);
        const extent = extentOf(shown.shape, false);
        for (const [row, column] of [[0, 0], [extent.height! - 1, extent.width! - 1], [extent.height! >> 1, extent.width! >> 1]] as const) {
          const { gradient } = await context.run({
            name: `field ${shown.path} ${row} ${column}`, inputs: { image: { shape: [1, ...image.shape], dtype: 'float32' } },
            build: ({ image: x }, forward) => ({ gradient: tf.grad((given) => tf.sum(tf.slice(forward([given], { taps: [shown.path], outputs: false }).taps[shown.path]!, [0, row, column, 0], [1, 1, 1, -1])))(x!) }),
          }, { image: image.values });
          const touched = [...gradient!.values.keys()].filter((at) => gradient!.values[at] !== 0).map((at) => Math.floor(at / channels));
          const seen = (axis: Axis, at: number, length: number) => [Math.max(0, axis.start + at * axis.jump), Math.min(length - 1, axis.start + at * axis.jump + axis.size - 1)];
          const [rows, columns] = [touched.map((at) => Math.floor(at / width)), touched.map((at) => at % width)];
          if (touched.length === 0) continue;
          const found = [[Math.min(...rows), Math.max(...rows)], [Math.min(...columns), Math.max(...columns)]];
          const expected: readonly (readonly number[])[] = [seen(field.rows, row, height), seen(field.columns, column, width)];
          const where = `${shown.path} at ${row}, ${column}: ${JSON.stringify(found)} of ${JSON.stringify(expected)}`;
          // At an edge the gaps of a dilated kernel may leave out the first places of what it spans.
          if (row === 0 || row === extent.height! - 1) assert.ok(found.every(([from, to], axis) => from! >= expected[axis]![0]! && to! <= expected[axis]![1]!), where);
          else assert.deepEqual(found, expected, where);
        }
      }
      await dispose();
    });
  }

  it('are not claimed where a layer sees the whole image', () => {
    const { graph } = analyze('from keras import Input, Sequential, layers\nm = Sequential([Input((8, 8, 1)), layers.Conv2D(2, 3, name="a"), layers.UpSampling2D(name="up"), layers.GlobalAveragePooling2D(name="mean"), layers.Dense(2, name="d")])', { file: 'm.py' }).models[0]!;
    const fields = receptiveFields(graph);
    assert.deepEqual(['up', 'mean', 'd'].map((name) => fields.get(name)), [null, null, null]);
    assert.deepEqual(fields.get('a'), { rows: { start: 0, jump: 1, size: 3 }, columns: { start: 0, jump: 1, size: 3 } });
  });
});
