/** What the panel of a training asks of the editor besides what every panel asks. `weights` is the id of a run's weights. */
import type { ListedImage } from '../../core/protocol/engine.js';
import type { Evaluation, LayerRecord, Split } from '../../core/protocol/inspection.js';
import type { Preflight } from '../../core/protocol/preflight.js';
import type { ImageChoice } from '../picture.js';

/** The part of the recipe that a message is about. */
export type RecipePart = 'optimizer' | 'compile' | 'fit';

export interface Evaluated {
  /** Finished epochs that have an evaluation, ascending. */
  readonly epochs: readonly number[];
  /** Of the epoch asked for, else of the last one; its examples are ranked by their loss. */
  readonly evaluation: Evaluation | null;
}

export interface TrainingHost {
  evaluationOf(weights: string, epoch: number | null): Promise<Evaluated>;
  /** Evaluates a run's last finished epoch now, and keeps the result. */
  evaluate(weights: string, token: string): Promise<Evaluation>;
  /** Of all epochs that have one, ascending. */
  layerRecords(weights: string): Promise<readonly LayerRecord[]>;
  /** Images by their numbers in a run's data. */
  imagesAt(weights: string, split: Split, indices: readonly number[]): Promise<readonly ListedImage[]>;
  /** Opens an image in another panel, with the weights of a run after an epoch. */
  openImage(kind: 'activations' | 'cam', weights: string, epoch: number, image: ImageChoice): Promise<void>;
  /** Looks at the training that the file describes now, before it starts. */
  preflight(token: string): Promise<Preflight>;
  /** Shows the line that says a part of the recipe. */
  revealRecipe(part: RecipePart): Promise<void>;
}
