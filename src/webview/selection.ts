/** Which weights and which image a panel looks at, derived from what there is and what was chosen. Pure. */
import type { PanelMemory, PanelSubject, WeightsChoice } from '../visualizations/panel.js';
import type { ImageChoice, Subject } from '../visualizations/picture.js';

/** The weights chosen before, else the newest run. Random weights are never taken unasked. */
export function chosenWeights({ choices }: PanelSubject, { weights }: Pick<PanelMemory, 'weights'>): WeightsChoice | null {
  return choices.find(({ id }) => id === weights) ?? choices.find((choice) => choice.weights.kind === 'run') ?? null;
}

/** The image chosen before, else the first test image; images of a data set exist only for the weights of a run. */
export function chosenImage(weights: WeightsChoice, { image }: Pick<PanelMemory, 'image'>): ImageChoice | null {
  if (weights.weights.kind === 'run') return image ?? { kind: 'dataset', split: 'test', index: 0 };
  return image?.kind === 'file' ? image : null;
}

/** Two subjects of one key give the same picture: what has to be computed anew when it changes. */
export function requestKey(choice: WeightsChoice, request: unknown): string {
  // A run's label names its epoch; a new epoch is offered, not taken, so it is not part of the key.
  return `${choice.id} ${JSON.stringify(request)}`;
}

export const subjectFor = (choice: WeightsChoice, image: ImageChoice | null, device: string | null): Subject => ({ weights: choice.weights, image, ...(device === null ? {} : { device }) });

/** How an image is called before the engine has told its label. */
export function imageLabel(image: ImageChoice | null): string {
  if (!image) return 'choose an image';
  return image.kind === 'dataset' ? `${image.split} #${image.index}` : (image.path.split(/[\\/]/).at(-1) ?? image.path);
}
