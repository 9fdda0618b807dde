import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../../core/protocol/failure.js';
import type { ComputeContext } from '../compute.js';
import { applications, extentOf, isSpatial, leadsToOutput, shownLayers, type ShownLayer } from '../layers.js';
import type { Logits } from '../logits.js';
import type { CamScore } from './contract.js';

/** A layer to explain at, and why it. */
export interface Choice {
  readonly layer: ShownLayer;
  readonly reason: string;
}

/** The last layer that still knows places: Grad-CAM's choice, "the best compromise between high-level semantics and detailed spatial information" (section 3). */
export function chooseLayer(graph: ComputeContext['model']): Choice {
  const layers = shownLayers(graph);
  const leads = leadsToOutput(graph);
  const spatial = layers.filter((layer) => isSpatial(layer) && leads(layer.path));
  const layer = spatial.at(-1);
  if (layer === undefined) throw new UserError(`"${graph.name}" has no layer whose output keeps height and width, so no place in the image can be pointed at. Class activation maps need a convolutional model.`);
  const next = layers[layers.indexOf(layer) + 1];
  const { height, width, channels } = extentOf(layer.shape, layer.channelsFirst);
  const size = [height, width, channels].map((length) => length ?? '?').join(' × ');
  return { layer, reason: `Last layer whose output keeps height and width (${size})${next === undefined ? '' : `; "${next.path}" after it does not`}.` };
}

/** What is to be known of a question that is put to a model with several outputs, or at a shared layer; empty for any other. */
export function restrictions(graph: ComputeContext['model'], path: string, output: string | null): string {
  const times = applications(graph, path);
  const shared = times > 1 ? ` "${path}" is applied ${times} times; this is the first.` : '';
  return graph.outputs.length > 1 ? `${shared} The model has ${graph.outputs.length} outputs; the first${output === null ? '' : `, "${output}",`} is explained.` : shared;
}

/** What the model says of the image, and the layer's output on the way there. */
export interface Features {
  readonly activations: Float32Array;
  readonly shape: readonly number[];
  /** One number a class; a single sigmoid unit counts as two classes. */
  readonly probabilities: Float32Array;
}

export async function features(layer: ShownLayer, logits: Logits, context: ComputeContext): Promise<Features> {
  const image = context.image();
  return context.remember(`features ${layer.path}`, async () => {
    const result = await context.run(
      {
        name: `features ${layer.path}`,
        inputs: { image: { shape: [1, ...image.shape], dtype: 'float32' } },
        build({ image: x }, forward) {
          const { taps, outputs } = forward([x!], { taps: [layer.path] });
          return { activations: taps[layer.path]!, probabilities: asClasses(outputs[0]!, logits, 'probability') };
        },
      },
      { image: image.values },
    );
    const { shape, values } = result['activations']!;
    return { activations: values, shape, probabilities: result['probabilities']!.values };
  });
}

/**
 * The model's output as [images, classes]. Places of a segmentation are averaged; one sigmoid unit z becomes the classes "no" and "yes", with
 * logits -z and z and probabilities 1 - p and p.
 */
export function asClasses(output: tf.Tensor, { activation }: Logits, score: CamScore): tf.Tensor {
  const places = Array.from({ length: output.rank - 2 }, (_, i) => i + 1);
  const scores = places.length === 0 ? output : tf.mean(output, places);
  if (scores.shape[1] !== 1 || activation !== 'sigmoid') return scores;
  return tf.concat([score === 'logit' ? tf.neg(scores) : tf.sub(1, scores), scores], 1);
}
