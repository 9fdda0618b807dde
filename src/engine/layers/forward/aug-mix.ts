import { tf } from '../../trace/tensorflow.js';
import { generator } from '../../trace/random.js';
import { defineForward, only, type ForwardCall } from '../define.js';
import { changesOf, type ChangeName } from '../support/changes.js';
import { beta, dirichlet } from '../support/gamma.js';
import { valueRange } from '../support/random-image.js';

/** `AUGMENT_LAYERS_ALL`; without `all_ops` the first seven. */
const names: readonly ChangeName[] = ['RandomShear', 'RandomTranslation', 'RandomRotation', 'RandomPosterization', 'Solarization', 'AutoContrast', 'Equalization', 'RandomBrightness', 'RandomColorDegeneration', 'RandomContrast', 'RandomSharpness'];

export default defineForward({
  type: 'AugMix',
  call: (call) => (call.training ? mixed(call, chainsOf(call)) : tf.cast(only(call), 'float32')),
});

/**
 * Which changes each chain makes. Keras chooses them with Python's `random` when its step is traced, so that they stay the same for a whole
 * training and only their strengths change; here the layer's seed and name decide. With one more outcome, no change.
 */
export function chainsOf({ config, layer }: Pick<ForwardCall, 'config' | 'layer'>): ChangeName[][] {
  const next = generator(config.number('seed', 0), 0, `${layer.name} chains`);
  const choices = config.flag('allOps', true) ? names : names.slice(0, 7);
  const link = (): ChangeName[] => choices.slice(...one((next() / 2 ** 32) * (choices.length + 1)));
  return Array.from({ length: config.number('numChains', 3) }, () => Array.from({ length: config.number('chainDepth', 3) }, link).flat());
}

const one = (place: number): [number, number] => [Math.floor(place), Math.floor(place) + 1];

/** The images mixed with what the chains make of them, all with the same shares for the whole batch. */
export function mixed(call: ForwardCall, chains: readonly (readonly ChangeName[])[]): tf.Tensor {
  const x = tf.cast(only(call), 'float32');
  const alpha = call.config.number('alpha', 1);
  const shares = dirichlet(call, chains.length, alpha);
  const kept = beta(call, [], alpha);
  const apply = changesOf(call, 0.3);
  const sum = chains.reduce<tf.Tensor>((all, chain, i) => tf.add(all, tf.mul(chain.reduce((images, name) => apply(name, images), x), tf.slice(shares, [i], [1]))), tf.zerosLike(x));
  return tf.clipByValue(tf.add(tf.mul(kept, x), tf.mul(tf.sub(1, kept), sum)), ...valueRange(call));
}
