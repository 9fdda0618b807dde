import * as tf from '@tensorflow/tfjs-core';
import { asClasses, features } from '../cam/explain.js';
import type { ComputeContext } from '../compute.js';
import { leadsToOutput, type ShownLayer } from '../layers.js';
import { withoutLastActivation } from '../logits.js';
import type { ActivationsPicture } from './contract.js';

/**
 * How much each channel speaks for the predicted class: its activation times the gradient of the class's logit, summed over all places
 * (Shrikumar et al. 2016, "Not Just a Black Box", gradient times input, here at a layer; the sum of HiResCAM's map by channel).
 */
export async function relevanceOf(layer: ShownLayer, context: ComputeContext): Promise<NonNullable<ActivationsPicture['relevance']>> {
  const image = context.image();
  const logits = withoutLastActivation(context.model);
  const found = await features(layer, logits, context);
  const target = found.probabilities.reduce((best, value, i) => (value > found.probabilities[best]! ? i : best), 0);
  const choice = new Float32Array(found.probabilities.length);
  choice[target] = 1;
  // What the class does not depend on says nothing for it.
  if (!leadsToOutput(context.model)(layer.path)) return { target, channels: new Float32Array((layer.channelsFirst ? found.shape[1] : found.shape.at(-1)) ?? 0) };
  const { relevance } = await context.run(
    {
      name: `relevance ${layer.path}`,
      inputs: { image: { shape: [1, ...image.shape], dtype: 'float32' }, activations: { shape: found.shape, dtype: 'float32' }, choice: { shape: [1, choice.length], dtype: 'float32' } },
      build({ image: x, activations, choice: c }, forward) {
        const scoreOf = (maps: tf.Tensor): tf.Tensor => tf.sum(tf.mul(asClasses(forward([x!], { substitutes: { [layer.path]: maps }, graph: logits.graph }).outputs[0]!, logits, 'logit'), c!));
        const parts = tf.mul(activations!, tf.grad(scoreOf)(activations!));
        const channel = layer.channelsFirst ? 1 : parts.rank - 1;
        return { relevance: tf.sum(parts, Array.from({ length: parts.rank }, (_, axis) => axis).filter((axis) => axis !== channel)) };
      },
    },
    { image: image.values, activations: found.activations, choice },
  );
  return { target, channels: relevance!.values };
}
