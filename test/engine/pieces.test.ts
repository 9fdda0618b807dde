/** Gradients of large max poolings, computed a few images at a time, against the sum of each image's own, which are not taken apart. */
import assert from 'node:assert/strict';
import { openDevice } from '../../src/engine/devices/open.js';
import { inPieces } from '../../src/engine/trace/pieces.js';
import { rewrite } from '../../src/engine/trace/rewrite.js';
import { mapValues, sizeOf, type Device, type StepDefinition, type TensorSpec, type TypedArray } from '../../src/engine/trace/step.js';
import { tf } from '../../src/engine/trace/tensorflow.js';
import { traceStep } from '../../src/engine/trace/trace.js';
import { expectClose, fill } from './support/compare.js';

const float = (shape: readonly number[]): TensorSpec => ({ shape, dtype: 'float32' });

interface Net {
  readonly name: string;
  readonly image: readonly [batch: number, height: number, width: number];
  /** Channels of the input and of each convolution; a pooling follows the last one. */
  readonly channels: readonly number[];
  /** Images of each piece of the gradient. */
  readonly pieces: readonly number[];
  readonly strides?: number;
}

const nets: readonly Net[] = [
  { name: 'the first convolution, a row and a column in no window', image: [7, 141, 139], channels: [1, 16], pieces: [2, 2, 2, 1] },
  { name: 'a convolution behind another, whole windows', image: [3, 128, 128], channels: [3, 16, 48], pieces: [1, 1, 1] },
  { name: 'windows that overlap', image: [5, 166, 166], channels: [3, 16], pieces: [1, 1, 1, 1, 1], strides: 1 },
  { name: 'several images a piece, behind another convolution', image: [20, 60, 60], channels: [1, 16, 48], pieces: [5, 5, 5, 5] },
];

function stepOf({ image, channels, strides = 2 }: Net): { readonly definition: StepDefinition; readonly variables: Readonly<Record<string, Float32Array>> } {
  const layers = channels.slice(1).map((filters, i) => ({ kernel: [3, 3, channels[i]!, filters], bias: [filters] }));
  const state = Object.fromEntries(layers.flatMap(({ kernel, bias }, i) => [[`kernel${i}`, float(kernel)], [`bias${i}`, float(bias)]]));
  const definition: StepDefinition = {
    name: 'pieces', inputs: { x: float([...image, channels[0]!]), share: float([image[0]]) }, state,
    build({ inputs, state: given }) {
      const loss = (...weights: tf.Tensor[]): tf.Tensor => {
        let y = inputs.x as tf.Tensor4D;
        layers.forEach((_, i) => (y = tf.relu(tf.add(tf.conv2d(y, weights[2 * i] as tf.Tensor4D, 1, 'valid'), weights[2 * i + 1]!)) as tf.Tensor4D));
        const pooled = tf.maxPool(y, 2, strides, 'valid');
        return tf.sum(tf.mul(tf.square(pooled), tf.reshape(inputs.share!, [image[0], 1, 1, 1])));
      };
      const { value, grads } = tf.valueAndGrads(loss)(Object.keys(state).map((name) => given[name]!));
      return { outputs: { loss: value, ...Object.fromEntries(Object.keys(state).map((name, i) => [name, grads[i]!])) } };
    },
  };
  return { definition, variables: Object.fromEntries(Object.entries(state).map(([name, { shape }]) => [name, fill({ shape, fill: 'unit' }, name) as Float32Array])) };
}

/** Of the images with these numbers, in one run. Their shares in the loss differ, so that no two can be exchanged unseen. */
async function gradients(device: Device, net: Net, images: readonly number[]): Promise<Record<string, TypedArray>> {
  const [, ...pixels] = [...net.image, net.channels[0]!] as const;
  const { definition, variables } = stepOf({ ...net, image: [images.length, net.image[1], net.image[2]] });
  const [step, state] = [await device.compile(definition), await device.createState(mapValues(variables, (values, name) => ({ spec: definition.state[name]!, values })))];
  assert.equal(step.eager, null);
  const size = sizeOf(pixels);
  const x = new Float32Array(size * images.length);
  images.forEach((image, i) => x.set(fill({ shape: pixels }, `image ${image}`), i * size));
  const found = await step.run(state, { x, share: Float32Array.from(images, (image) => 1 + image / 10) });
  await Promise.all([step.dispose(), state.dispose()]);
  return found;
}

describe('gradients of large poolings', function () {
  this.timeout(240_000);
  let cpu: Device;
  before(async () => (cpu = await openDevice('cpu')));
  after(() => cpu.dispose());

  for (const net of nets) {
    it(`${net.name}: computed in pieces, and equal`, async () => {
      const { nodes } = inPieces(rewrite(traceStep(stepOf(net).definition)));
      assert.deepEqual(nodes.filter(({ kernel }) => kernel === 'MaxPoolGrad').map(({ output }) => output.shape[0]), net.pieces);
      const images = Array.from({ length: net.image[0] }, (_, i) => i);
      const found = await gradients(cpu, net, images);
      const single: Record<string, TypedArray>[] = [];
      for (const image of images) single.push(await gradients(cpu, net, [image]));
      // Sums of tens of thousands of numbers, added in another order.
      for (const [name, values] of Object.entries(found)) expectClose(name, values, values.map((_, i) => single.reduce((sum, each) => sum + each[name]![i]!, 0)), 1e-3);
    });
  }

  it('stay whole where they are small, where there is one image, and where something else takes them', () => {
    const kernels = (definition: StepDefinition): number => inPieces(rewrite(traceStep(definition))).nodes.filter(({ kernel }) => kernel === 'MaxPoolGrad').length;
    const small = stepOf({ ...nets[0]!, image: [5, 30, 30] }).definition;
    const single = stepOf({ ...nets[0]!, image: [1, 400, 400] }).definition;
    const toInput: StepDefinition = {
      name: 'to the input', inputs: { x: float([5, 166, 166, 16]) }, state: {},
      build: ({ inputs }) => ({ outputs: { gradient: tf.grad((x: tf.Tensor) => tf.sum(tf.square(tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'))))(inputs.x!) } }),
    };
    assert.deepEqual([small, single, toInput].map(kernels), [1, 1, 1]);
  });
});
