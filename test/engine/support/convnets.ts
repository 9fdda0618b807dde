/** Training steps of two convnets, said in plain tfjs: the MNIST convnet of the samples and one for 150 by 150 photographs. */
import { generator } from '../../../src/engine/trace/random.js';
import { sizeOf, type StepDefinition, type TensorSpec, type TypedArray, type Variable } from '../../../src/engine/trace/step.js';
import { tf } from '../../../src/engine/trace/tensorflow.js';

export interface Convnet {
  readonly name: string;
  readonly image: readonly [height: number, width: number, channels: number];
  /** Filters of the 3 by 3 convolutions, and whether a pooling by 2 follows. */
  readonly convolutions: readonly (readonly [filters: number, pooled: boolean])[];
  readonly dense: readonly number[];
  readonly batch: number;
}

export const mnist: Convnet = { name: 'mnist', image: [28, 28, 1], convolutions: [[32, true], [64, true], [64, false]], dense: [64, 10], batch: 128 };
export const photographs: Convnet = { name: 'cats', image: [150, 150, 3], convolutions: [[32, true], [64, true], [128, true], [128, true]], dense: [512, 2], batch: 20 };

export interface Training {
  readonly optimizer: 'rmsprop' | 'adam' | 'momentum';
  readonly batchNormalization?: boolean;
  /** Rate of dropout before the first dense layer. */
  readonly dropout?: number;
}

interface Built {
  readonly definition: StepDefinition;
  readonly variables: Readonly<Record<string, Variable>>;
}

const learningRate = 1e-3;

/** How each optimizer changes a weight; slots are named `<kind>/<weight>`. */
const optimizers: Record<Training['optimizer'], { readonly slots: readonly string[]; update(gradient: tf.Tensor, slots: tf.Tensor[], time: tf.Tensor): [change: tf.Tensor, ...slots: tf.Tensor[]] }> = {
  rmsprop: {
    slots: ['square'],
    update(g, [square]) {
      const next = tf.add(tf.mul(square!, 0.9), tf.mul(tf.square(g), 0.1));
      return [tf.div(tf.mul(g, learningRate), tf.sqrt(tf.add(next, 1e-7))), next];
    },
  },
  adam: {
    slots: ['mean', 'square'],
    update(g, [mean, square], time) {
      const m = tf.add(tf.mul(mean!, 0.9), tf.mul(g, 0.1));
      const v = tf.add(tf.mul(square!, 0.999), tf.mul(tf.square(g), 0.001));
      const rate = tf.mul(learningRate, tf.div(tf.sqrt(tf.sub(1, tf.pow(0.999, time))), tf.sub(1, tf.pow(0.9, time))));
      return [tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), 1e-7)), m, v];
    },
  },
  momentum: {
    slots: ['velocity'],
    update(g, [velocity]) {
      const v = tf.sub(tf.mul(velocity!, 0.9), tf.mul(g, 0.02));
      return [tf.neg(v), v];
    },
  },
};

/** Weights, shapes as Keras has them, drawn as Glorot uniform from a fixed seed; slots are zero. */
function variablesOf(net: Convnet, { optimizer, batchNormalization }: Training): { variables: Record<string, Variable>; weights: string[] } {
  const variables: Record<string, Variable> = {};
  const weights: string[] = [];
  const next = generator(5, 0, net.name);
  const add = (name: string, shape: readonly number[], limit: number, center = 0): void => {
    const spec: TensorSpec = { shape, dtype: 'float32' };
    variables[name] = { spec, values: Float32Array.from({ length: sizeOf(shape) }, () => center + limit * (next() / 2 ** 31 - 1)) };
    for (const slot of optimizers[optimizer].slots) variables[`${slot}/${name}`] = { spec, values: new Float32Array(sizeOf(shape)) };
    weights.push(name);
  };
  let [height, width, channels] = net.image as [number, number, number];
  net.convolutions.forEach(([filters, pooled], i) => {
    add(`conv${i}/kernel`, [3, 3, channels, filters], Math.sqrt(6 / (9 * (channels + filters))));
    add(`conv${i}/bias`, [filters], 0.05);
    if (batchNormalization) {
      add(`norm${i}/gamma`, [filters], 0.1, 1);
      add(`norm${i}/beta`, [filters], 0.1);
    }
    [height, width, channels] = [height - 2, width - 2, filters];
    if (pooled) [height, width] = [height >> 1, width >> 1];
  });
  let units = height * width * channels;
  net.dense.forEach((size, i) => {
    add(`dense${i}/kernel`, [units, size], Math.sqrt(6 / (units + size)));
    add(`dense${i}/bias`, [size], 0.05);
    units = size;
  });
  return { variables, weights };
}

export function trainingStep(net: Convnet, training: Training, batch = net.batch): Built {
  const { variables, weights } = variablesOf(net, training);
  const classes = net.dense[net.dense.length - 1]!;
  const definition: StepDefinition = {
    name: `${net.name}, ${training.optimizer}`,
    inputs: { x: { shape: [batch, ...net.image], dtype: 'float32' }, y: { shape: [batch], dtype: 'int32' }, time: { shape: [], dtype: 'float32' } },
    state: Object.fromEntries(Object.entries(variables).map(([name, { spec }]) => [name, spec])),
    build({ inputs, state, random }) {
      const loss = (...values: tf.Tensor[]): tf.Scalar => {
        const w = (name: string): tf.Tensor => values[weights.indexOf(name)]!;
        let a = inputs['x'] as tf.Tensor4D;
        net.convolutions.forEach(([, pooled], i) => {
          a = tf.add(tf.conv2d(a, w(`conv${i}/kernel`) as tf.Tensor4D, 1, 'valid'), w(`conv${i}/bias`));
          if (training.batchNormalization) {
            const { mean, variance } = tf.moments(a, [0, 1, 2]);
            a = tf.add(tf.mul(tf.mul(tf.sub(a, mean), tf.rsqrt(tf.add(variance, 1e-3))), w(`norm${i}/gamma`)), w(`norm${i}/beta`));
          }
          a = tf.relu(a);
          if (pooled) a = tf.maxPool(a, 2, 2, 'valid');
        });
        let h: tf.Tensor = tf.reshape(a, [batch, -1]);
        if (training.dropout !== undefined) {
          const keep = 1 - training.dropout;
          const drawn = random({ shape: h.shape, distribution: 'uniform' });
          h = tf.div(tf.mul(h, tf.cast(tf.less(drawn, keep), 'float32')), keep);
        }
        net.dense.forEach((_, i) => {
          h = tf.add(tf.matMul(h as tf.Tensor2D, w(`dense${i}/kernel`) as tf.Tensor2D), w(`dense${i}/bias`));
          if (i < net.dense.length - 1) h = tf.relu(h);
        });
        const probabilities = tf.clipByValue(tf.softmax(h as tf.Tensor2D), 1e-7, 1 - 1e-7);
        return tf.mean<tf.Scalar>(tf.neg(tf.sum(tf.mul(tf.oneHot(inputs['y'] as tf.Tensor1D, classes), tf.log(probabilities)), -1)));
      };
      const { value, grads } = tf.valueAndGrads(loss)(weights.map((name) => state[name]!));
      const next: Record<string, tf.Tensor> = {};
      const { slots, update } = optimizers[training.optimizer];
      weights.forEach((name, i) => {
        const [change, ...changed] = update(grads[i]!, slots.map((slot) => state[`${slot}/${name}`]!), inputs['time']!);
        next[name] = tf.sub(state[name]!, change);
        slots.forEach((slot, k) => (next[`${slot}/${name}`] = changed[k]!));
      });
      return { outputs: { loss: value }, state: next };
    },
  };
  return { definition, variables };
}

/** Images with large plain areas, as digits have, whose class decides where the bright part is. */
export function batchOf(net: Convnet, index: number, batch = net.batch): Record<'x' | 'y' | 'time', TypedArray> {
  const [height, width, channels] = net.image;
  const classes = net.dense[net.dense.length - 1]!;
  const next = generator(9, index, net.name);
  const y = Int32Array.from({ length: batch }, () => next() % classes);
  const x = new Float32Array(batch * height * width * channels);
  for (let i = 0; i < x.length; i++) {
    const pixel = Math.floor(i / channels) % (height * width);
    const label = y[Math.floor(i / (height * width * channels))]!;
    const distance = Math.abs((pixel % width) - ((label + 1) * width) / (classes + 1)) + Math.abs(Math.floor(pixel / width) - height / 2) / 2;
    const noise = next() / 2 ** 32;
    x[i] = distance < height / 5 ? noise : 0;
  }
  return { x, y, time: Float32Array.of(index + 1) };
}
