/** Keras's image layers called on a dict of images and what belongs to them, as in `mix_up({"images": x, "labels": y})` (`BaseImagePreprocessingLayer.call`). */
import type { LayerInstance } from '../../../graph/builder.js';
import { isImageLayer, MIXING_LAYERS } from '../../../recipe/image-layers.js';
import type { DataStep } from '../../../recipe/types.js';
import { Dict } from '../../python/containers.js';
import type { Site, Value } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { layersInLine, layerSteps } from './steps.js';

/** The images of such a dict where the layer takes one; undefined where it is something else. */
export function imagesOf(layer: LayerInstance, inputs: Value): ArrayValue | undefined {
  const images = inputs instanceof Dict && inputs.open === null ? inputs.get('images') : undefined;
  const takes = layersInLine(layer)?.every(({ type }) => isImageLayer(type) || type === 'Resizing' || type === 'InputLayer') === true;
  return images instanceof ArrayValue && takes ? images : undefined;
}

/** Whether a dict is images and, if anything else, their labels. */
export const isImageParts = (parts: Dict): boolean => parts.open === null && parts.get('images') !== undefined && [...parts.entries.values()].every(([key]) => key === 'images' || key === 'labels');

/** The dict with its images after the layer, and its labels mixed as they are; boxes and masks are not followed. */
export function withParts(layer: LayerInstance, parts: Dict, images: ArrayValue, made: Value, training: Value, at: Site): Dict {
  return Dict.of([...parts.entries.values()].map(([key, value]): readonly [Value, Value] => {
    if (key === 'images') return [key, made];
    if (!(value instanceof ArrayValue)) return [key, value];
    if (key === 'labels') return [key, labelsAfter(layer, value, images, training, at)];
    return [key, key === 'bounding_boxes' || key === 'segmentation_masks' ? value.unfollowed(`${layer.type} in "${key}"`, at) : value];
  }));
}

/** Labels after the layer: of those that mix images, blended in the same draw. */
function labelsAfter(layer: LayerInstance, labels: ArrayValue, images: ArrayValue, training: Value, at: Site): ArrayValue {
  const mixes = layersInLine(layer)?.find(({ type }) => MIXING_LAYERS.has(type));
  if (!mixes || training === false || images.shape?.length === 3) return labels;
  const lost = (reason: string): ArrayValue => labels.after(null, labels.shape, 'float32', { reason, span: at.span });
  const steps = images.data && layerSteps(layer, training, images);
  if (!images.data || !steps) return lost(`what ${mixes.type} makes of the labels is not followed.`);
  // Keras blends them as [batch, 1] times [batch], which makes a square of the batch of a number for each.
  if (labels.shape && labels.shape.length !== 2) return lost(`${mixes.type} blends labels of one number a class, and these have ${labels.shape.length === 1 ? 'one number each' : 'another shape'}. Write keras.ops.one_hot(labels, num_classes=…) before it.`);
  let place = images.data.steps.filter(({ op }) => op === 'augment').length;
  return steps.reduce<ArrayValue>((made, step) => {
    if (step.op !== 'augment') return made;
    const labelsOf = place++;
    return step.parts.some(({ className }) => MIXING_LAYERS.has(className)) ? made.after({ ...step, labelsOf }, made.shape, 'float32') : made;
  }, labels);
}

/** Steps of a layer as they are where it is called: outside of a pipeline random ones are drawn once, and there is no batch to be mixed. */
export function appliedSteps(steps: readonly DataStep[] | null, piped: boolean): readonly DataStep[] | null {
  if (piped || !steps) return steps;
  if (steps.some((step) => step.op === 'augment' && step.together === true)) return null;
  return steps.map((step) => (step.op === 'augment' ? { ...step, kept: true } : step));
}
