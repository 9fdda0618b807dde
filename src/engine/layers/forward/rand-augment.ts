import { tf } from '../../trace/tensorflow.js';
import { defineForward, only } from '../define.js';
import { changesOf, remembered, type ChangeName } from '../support/changes.js';
import { uniform } from '../support/random-image.js';

/** `_AUGMENT_LAYERS`. */
const names: readonly ChangeName[] = ['RandomShear', 'RandomTranslation', 'RandomRotation', 'RandomBrightness', 'RandomColorDegeneration', 'RandomContrast', 'RandomSharpness', 'RandomPosterization', 'Solarization', 'AutoContrast', 'Equalization'];

/** `num_ops` changes in a row, the same ones for the whole batch. Every change is drawn once: chosen twice, it does the same twice. */
export default defineForward({
  type: 'RandAugment',
  call(call) {
    const x = tf.cast(only(call), 'float32');
    if (!call.training) return x;
    const count = call.config.number('numOps', 2);
    const chosen = tf.floor(uniform(call, [count], [0, names.length]));
    const apply = changesOf(call, 0.5);
    const numbers = names.map(() => remembered(call.random));
    const change = (images: tf.Tensor, i: number): tf.Tensor =>
      names.reduce((kept, name, n) => {
        numbers[n]!.again();
        const changed = apply(name, images, numbers[n]!.random);
        return tf.where(tf.equal(tf.slice(chosen, [i], [1]), n), changed, kept);
      }, images);
    return Array.from({ length: count }, (_, i) => i).reduce(change, x);
  },
});
