/** The layers that RandAugment and AugMix apply, as their constructors set them up (`keras/src/layers/preprocessing/image_preprocessing/rand_augment.py`, `aug_mix.py`). */
import type { Layer } from '../../../core/graph/types.js';
import type { tf } from '../../trace/tensorflow.js';
import type { RandomSpec } from '../../trace/step.js';
import type { Forward, ForwardCall } from '../define.js';
import { Config } from './config.js';
import { factorOf, valueRange } from './random-image.js';
import autoContrast from '../forward/auto-contrast.js';
import equalization from '../forward/equalization.js';
import brightness from '../forward/random-brightness.js';
import colorDegeneration from '../forward/random-color-degeneration.js';
import contrast from '../forward/random-contrast.js';
import posterization from '../forward/random-posterization.js';
import rotation from '../forward/random-rotation.js';
import sharpness from '../forward/random-sharpness.js';
import shear from '../forward/random-shear.js';
import translation from '../forward/random-translation.js';
import solarization from '../forward/solarization.js';

const forwards = { RandomShear: shear, RandomTranslation: translation, RandomRotation: rotation, RandomPosterization: posterization, Solarization: solarization, AutoContrast: autoContrast, Equalization: equalization, RandomBrightness: brightness, RandomColorDegeneration: colorDegeneration, RandomContrast: contrast, RandomSharpness: sharpness } satisfies Record<string, Forward>;

export type ChangeName = keyof typeof forwards;

/** Applies one of the layers to images; `random` gives its numbers. */
export type Apply = (name: ChangeName, x: tf.Tensor, random?: ForwardCall['random']) => tf.Tensor;

/** How the layers behave inside the one that `call` is of; its factor where none is given is `strength`. */
export function changesOf(call: ForwardCall, strength: number): Apply {
  const factor = [...factorOf(call, 'factor', [0, 1], strength)];
  const own = { interpolation: call.config.text('interpolation', 'bilinear'), valueRange: [...valueRange(call)], dataFormat: call.config.channelsFirst ? 'channels_first' : 'channels_last' };
  const strengths: Layer['config'] = { factor, xFactor: factor, yFactor: factor, heightFactor: factor, widthFactor: factor, additionFactor: factor, thresholdFactor: factor };
  return (name, x, random = call.random) => {
    const config = { ...own, ...strengths, ...(name === 'RandomPosterization' ? { factor: Math.max(1, Math.trunc(8 * factor[1]!)) } : {}) };
    const layer: Layer = { ...call.layer, type: name, config };
    return forwards[name].call({ ...call, layer, config: new Config(layer), inputs: [x], functional: false, training: true, random }) as tf.Tensor;
  };
}

/** Numbers that are drawn once and given again, in their order, each time `again` is called first. */
export function remembered(random: ForwardCall['random']): { readonly random: ForwardCall['random']; again(): void } {
  const drawn: tf.Tensor[] = [];
  let next = 0;
  return { random: (spec: RandomSpec) => (drawn[next] ??= random(spec), drawn[next++]!), again: () => void (next = 0) };
}
