/** Gradients of large max poolings and of filters, computed a few images at a time, against the sum of each image's own, which are not taken apart. */
import assert from 'node:assert/strict';
import { openDevice } from '../../src/engine/devices/open.js';
import type { KernelNode } from '../../src/engine/trace/ir.js';
import { filterGradients, poolingGradients } from '../../src/engine/trace/gradient-kernels.js';
import { inPieces } from '../../src/engine/trace/pieces.js';
import { rewrite } from '../../src/engine/trace/rewrite.js';
import { mapValues, sizeOf, type Device, type StepDefinition, type TensorSpec, type TypedArray } from '../../src/engine/trace/step.js';
import { tf } from '../../src/engine/trace/tensorflow.js';
import { traceStep } from '../../src/engine/trace/trace.js';
import { expectClose, fill } from './support/compare.js';

const float = (shape: readonly number[]): TensorSpec => ({ shape, dtype: 'float32' });

interface Net {
  readonly name: string;
  /** The batch and its places: an image's rows and columns, or a volume's three axes. */
  readonly image: readonly [batch: number, ...places: number[]];
  /** Channels of the input and of each convolution. */
  readonly channels: readonly number[];
  /** Places of each convolution's kernel along every axis. */
  readonly kernel: number;
  /** Of the convolutions: how far apart they look. */
  readonly stride?: number;
  /** Each input channel by itself; `channels` then say how many filters each has, times the channels before. */
  readonly isDepthwise?: boolean;
  /** How far apart the windows of two lie of a pooling behind the last convolution; none where left out. */
  readonly pooling?: number;
  /** Images of each piece of the gradient of the pooling, or of the first filter where there is no pooling. */
  readonly pieces: readonly number[];
}

const poolings: readonly Net[] = [
  { name: 'the first convolution, a row and a column in no window', image: [7, 141, 139], channels: [1, 16], kernel: 3, pooling: 2, pieces: [2, 2, 2, 1] },
  { name: 'a convolution behind another, whole windows', image: [3, 128, 128], channels: [3, 16, 48], kernel: 3, pooling: 2, pieces: [1, 1, 1] },
  { name: 'windows that overlap', image: [5, 166, 166], channels: [3, 16], kernel: 3, pooling: 1, pieces: [1, 1, 1, 1, 1] },
  { name: 'several images a piece, behind another convolution', image: [20, 60, 60], channels: [1, 16, 48], kernel: 3, pooling: 2, pieces: [5, 5, 5, 5] },
  { name: 'volumes', image: [5, 33, 31, 32], channels: [1, 16], kernel: 3, pooling: 2, pieces: [1, 1, 1, 1, 1] },
  { name: 'volumes, windows that overlap', image: [5, 32, 31, 33], channels: [1, 16], kernel: 3, pooling: 1, pieces: [1, 1, 1, 1, 1] },
  { name: 'volumes, behind another convolution', image: [6, 24, 24, 24], channels: [1, 8, 48], kernel: 3, pooling: 2, pieces: [1, 1, 1, 1, 1, 1] },
];

const filters: readonly Net[] = [
  { name: 'few channels, a large kernel, several places at a time', image: [6, 90, 90], channels: [3, 16], kernel: 7, pieces: [2, 2, 2] },
  { name: 'few channels, blocks that are not full', image: [5, 110, 110], channels: [4, 12], kernel: 3, pieces: [1, 1, 1, 1, 1] },
  { name: 'one place at a time', image: [5, 170, 170], channels: [20, 16], kernel: 3, pieces: [1, 1, 1, 1, 1] },
  { name: 'volumes, at every second place', image: [10, 35, 35, 35], channels: [1, 16], kernel: 5, stride: 2, pieces: [3, 3, 3, 1] },
  { name: 'each channel by itself', image: [9, 110, 110], channels: [24, 24], kernel: 3, isDepthwise: true, pieces: [2, 2, 2, 2, 1] },
  { name: 'each channel by itself, with two filters', image: [9, 110, 110], channels: [12, 24], kernel: 3, isDepthwise: true, pieces: [2, 2, 2, 2, 1] },
];

function stepOf({ image: [batch, ...places], channels, kernel, stride = 1, isDepthwise = false, pooling }: Net): { readonly definition: StepDefinition; readonly variables: Readonly<Record<string, Float32Array>> } {
  const along = places.map(() => kernel);
  const layers = channels.slice(1).map((count, i) => ({ kernel: [...along, channels[i]!, isDepthwise ? count / channels[i]! : count], bias: [count] }));
  const state = Object.fromEntries(layers.flatMap(({ kernel: shape, bias }, i) => [[`kernel${i}`, float(shape)], [`bias${i}`, float(bias)]]));
  const convolve = (x: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
    isDepthwise ? tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, 'valid')
    : places.length === 3 ? tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, stride, 'valid')
    : tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, 'valid');
  const pool = (x: tf.Tensor, strides: number): tf.Tensor => (places.length === 3 ? tf.maxPool3d(x as tf.Tensor5D, 2, strides, 'valid') : tf.maxPool(x as tf.Tensor4D, 2, strides, 'valid'));
  const definition: StepDefinition = {
    name: 'pieces', inputs: { x: float([batch, ...places, channels[0]!]), share: float([batch]) }, state,
    build({ inputs, state: given }) {
      const loss = (...weights: tf.Tensor[]): tf.Tensor => {
        let y = inputs.x!;
        layers.forEach((_, i) => (y = tf.relu(tf.add(convolve(y, weights[2 * i]!), weights[2 * i + 1]!))));
        if (pooling !== undefined) y = pool(y, pooling);
        return tf.sum(tf.mul(tf.square(y), tf.reshape(inputs.share!, [batch, ...y.shape.slice(1).map(() => 1)])));
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
  const { definition, variables } = stepOf({ ...net, image: [images.length, ...net.image.slice(1)] });
  const [step, state] = [await device.compile(definition), await device.createState(mapValues(variables, (values, name) => ({ spec: definition.state[name]!, values })))];
  assert.equal(step.eager, null);
  const size = sizeOf(pixels);
  const x = new Float32Array(size * images.length);
  images.forEach((image, i) => x.set(fill({ shape: pixels }, `image ${image}`), i * size));
  const found = await step.run(state, { x, share: Float32Array.from(images, (image) => 1 + image / 10) });
  await Promise.all([step.dispose(), state.dispose()]);
  return found;
}

const target = { blockSize: 16 };
const isPooling = ({ kernel }: KernelNode): boolean => poolingGradients.includes(kernel);

describe('gradients in pieces', function () {
  this.timeout(240_000);
  let cpu: Device;
  before(async () => (cpu = await openDevice('cpu')));
  after(() => cpu.dispose());

  /** The whole batch in one run beside the sum over runs of one image each. */
  const compare = async (net: Net): Promise<void> => {
    const images = Array.from({ length: net.image[0] }, (_, i) => i);
    const found = await gradients(cpu, net, images);
    const single: Record<string, TypedArray>[] = [];
    for (const image of images) single.push(await gradients(cpu, net, [image]));
    // Sums of tens of thousands of numbers, added in another order.
    for (const [name, values] of Object.entries(found)) expectClose(name, values, values.map((_, i) => single.reduce((sum, each) => sum + each[name]![i]!, 0)), 1e-3);
  };

  for (const net of poolings) {
    it(`of a large pooling, ${net.name}: equal`, async () => {
      const { nodes } = inPieces(rewrite(traceStep(stepOf(net).definition)), target);
      assert.deepEqual(nodes.filter(isPooling).map(({ output }) => output.shape[0]), net.pieces);
      await compare(net);
    });
  }

  for (const net of filters) {
    it(`of a filter, ${net.name}: equal`, async () => {
      const { nodes } = inPieces(rewrite(traceStep(stepOf(net).definition)), target);
      assert.deepEqual(nodes.filter(({ kernel }) => filterGradients.includes(kernel)).map((node) => node.input('x').shape[0]), net.pieces);
      await compare(net);
    });
  }

  it('of a filter that is small, of one image, or as large as what is laid out for it stay whole', () => {
    const count = (net: Net): number => inPieces(rewrite(traceStep(stepOf(net).definition)), target).nodes.filter(({ kernel }) => filterGradients.includes(kernel)).length;
    const [few, , single] = filters as [Net, Net, Net];
    assert.deepEqual([{ ...few, image: [6, 20, 20] } as const, { ...single, image: [1, 400, 400] } as const, { ...single, image: [32, 40, 40], channels: [256, 256] } as const].map(count), [1, 1, 1]);
  });

  it('of a pooling stay whole where they are small, where there is one image, and where something else takes them', () => {
    const kernels = (definition: StepDefinition): number => inPieces(rewrite(traceStep(definition)), target).nodes.filter(isPooling).length;
    const small = stepOf({ ...poolings[0]!, image: [5, 30, 30] }).definition;
    const single = stepOf({ ...poolings[0]!, image: [1, 400, 400] }).definition;
    const toInput: StepDefinition = {
      name: 'to the input', inputs: { x: float([5, 166, 166, 16]) }, state: {},
      build: ({ inputs }) => ({ outputs: { gradient: tf.grad((x: tf.Tensor) => tf.sum(tf.square(tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'))))(inputs.x!) } }),
    };
    assert.deepEqual([small, single, toInput].map(kernels), [1, 1, 1]);
  });
});
