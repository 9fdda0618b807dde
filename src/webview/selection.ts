/** Which weights and which image a panel looks at, derived from what there is and what was chosen. Pure. */
import type { PanelMemory, PanelSubject, WeightsChoice } from '../visualizations/panel.js';
import { fileChoiceOf } from '../visualizations/panel-weights.js';
import type { ImageChoice, Subject } from '../visualizations/picture.js';

/** The weights chosen before, else the newest run or the model's own file. Random weights are never taken unasked. */
export function chosenWeights({ choices }: PanelSubject, { weights }: Pick<PanelMemory, 'weights'>): WeightsChoice | null {
  return choices.find(({ id }) => id === weights) ?? fileChoiceOf(weights) ?? choices.find((choice) => choice.weights.kind !== 'random') ?? null;
}

/** What the head offers: weights of the subject, and a file that was opened beside them. */
export function offeredWeights({ choices }: PanelSubject, chosen: WeightsChoice | null): readonly WeightsChoice[] {
  return chosen === null || choices.some(({ id }) => id === chosen.id) ? choices : [...choices, chosen];
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

/** The epoch chosen among those that a run kept; null for the last. */
export function chosenEpoch({ epochs = [] }: WeightsChoice, { options }: Pick<PanelMemory, 'options'>): number | null {
  const { epoch } = options;
  return typeof epoch === 'number' && epochs.includes(epoch) && epoch !== epochs.at(-1) ? epoch : null;
}

/** Side of the images that a model of any size is to take, where one was chosen. */
export const chosenSize = ({ options: { size } }: Pick<PanelMemory, 'options'>): number | null => (typeof size === 'number' ? size : null);

/** The model takes images of any size and none was chosen yet. */
export const lacksSize = (subject: PanelSubject | null, memory: Pick<PanelMemory, 'options'>): boolean => subject?.anySize === true && chosenSize(memory) === null;

/** Weights, image, size and device of what is asked for. */
export function subjectFor(choice: WeightsChoice, image: ImageChoice | null, device: string | null, { epoch = null, size = null }: { readonly epoch?: number | null; readonly size?: number | null } = {}): Subject {
  const weights = epoch !== null && choice.weights.kind === 'run' ? { ...choice.weights, epoch } : choice.weights;
  return { weights, image, ...(size === null ? {} : { size: [size, size] as const }), ...(device === null ? {} : { device }) };
}

/** How an image is called before the engine has told its label. */
export function imageLabel(image: ImageChoice | null): string {
  if (!image) return 'choose an image';
  return image.kind === 'dataset' ? `${image.split} #${image.index}` : (image.path.split(/[\\/]/).at(-1) ?? image.path);
}
