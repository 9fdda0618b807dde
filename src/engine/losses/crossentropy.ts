/** Crossentropies as TensorFlow computes them: from the logits where they are at hand, else from clipped probabilities. */
import { logitsOf } from '../layers/support/logits.js';
import { softmax } from '../layers/support/softmax.js';
import { UserError } from '../errors.js';
import { tf } from '../trace/tensorflow.js';
import { epsilon, float } from './ranks.js';

type Save = (tensors: tf.Tensor[]) => void;

/** -sum(labels log softmax(logits)) along the last axis; gradient softmax - labels (`tf.nn.softmax_cross_entropy_with_logits`). */
function fromLogits(labels: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  const last = logits.rank - 1;
  return tf.customGrad((...given) => {
    const [z, save] = given as unknown as [tf.Tensor, Save];
    const shifted = tf.sub(z, tf.max(z, last, true));
    const powers = tf.exp(shifted);
    const sum = tf.sum(powers, last, true);
    save([tf.div(powers, sum), labels]);
    return {
      value: tf.sum(tf.mul(labels, tf.sub(tf.log(sum), shifted)), last),
      gradFunc: (dy, saved) => tf.mul(tf.sub(saved[0]!, saved[1]!), tf.expandDims(dy, -1)),
    };
  })(logits);
}

/** -y log p - (1 - y) log(1 - p) of each element with p = sigmoid(logits); gradient p - y. */
function fromBinaryLogits(labels: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  return tf.customGrad((...given) => {
    const [z, save] = given as unknown as [tf.Tensor, Save];
    save([z, labels]);
    return {
      value: tf.add(tf.sub(tf.relu(z), tf.mul(z, labels)), tf.log1p(tf.exp(tf.neg(tf.abs(z))))),
      gradFunc: (dy, saved) => tf.mul(tf.sub(tf.sigmoid(saved[0]!), saved[1]!), dy),
    };
  })(logits);
}

const clip = (probabilities: tf.Tensor): tf.Tensor => tf.clipByValue(probabilities, epsilon, 1 - epsilon);

/** Keras's `ops.categorical_crossentropy` along the last axis. */
export function categorical(labels: tf.Tensor, output: tf.Tensor, outputIsLogits: boolean): tf.Tensor {
  if (labels.shape.join() !== output.shape.join()) {
    throw new UserError(`categorical_crossentropy expects targets of the predictions' shape (${describe(output)}), and they have ${describe(labels)}. Use sparse_categorical_crossentropy for integer labels, or to_categorical.`);
  }
  const logits = logitsOf(output) ?? (outputIsLogits ? output : undefined);
  if (logits !== undefined) return fromLogits(labels, logits);
  const normal = tf.div(output, tf.sum(output, -1, true));
  return tf.neg(tf.sum(tf.mul(labels, tf.log(clip(normal))), -1));
}

/** Keras's `ops.sparse_categorical_crossentropy`; labels [...] or [..., 1]. Probabilities that are not a softmax's are clipped, then taken as exp of logits. */
export function sparseCategorical(labels: tf.Tensor, output: tf.Tensor, outputIsLogits: boolean): tf.Tensor {
  const flat = labels.rank === output.rank && labels.shape.at(-1) === 1 ? tf.squeeze(labels, [labels.rank - 1]) : labels;
  if (flat.shape.join() !== output.shape.slice(0, -1).join()) {
    throw new UserError(`sparse_categorical_crossentropy expects one integer label for each prediction (${output.shape.slice(1, -1).join(', ') || 'a scalar'} a sample), and the targets have ${describe(labels)}. Use categorical_crossentropy for one-hot targets.`);
  }
  const logits = logitsOf(output) ?? (outputIsLogits ? output : tf.log(clip(output)));
  return fromLogits(float(tf.oneHot(tf.cast(flat, 'int32'), output.shape.at(-1)!)), logits);
}

/** Keras's `ops.binary_crossentropy`, elementwise. */
export function binary(labels: tf.Tensor, output: tf.Tensor, outputIsLogits: boolean): tf.Tensor {
  const logits = logitsOf(output) ?? (outputIsLogits ? output : undefined);
  if (logits?.shape.join() === output.shape.join()) return fromBinaryLogits(labels, logits);
  const p = clip(output);
  return tf.neg(tf.add(tf.mul(labels, tf.log(p)), tf.mul(tf.sub(1, labels), tf.log(tf.sub(1, p)))));
}

export const probabilities = (output: tf.Tensor, outputIsLogits: boolean): tf.Tensor => (outputIsLogits ? softmax(output) : output);
const describe = (x: tf.Tensor): string => `shape (${['None', ...x.shape.slice(1)].join(', ')})`;
