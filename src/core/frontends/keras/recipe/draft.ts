import type { Loss, Span } from '../../../graph/types.js';
import type { DataSet, Part } from '../../../recipe/types.js';
import type { NamedPart } from './checks.js';
import { TrainableWatch } from './trainable.js';

/** What the program has said so far about how a model is trained. */
export class RecipeDraft {
  optimizer: Part | null = null;
  losses: Part[] = [];
  lossWeights: number[] | null = null;
  metrics: Part[] = [];
  train: DataSet | null = null;
  validation: DataSet | null = null;
  validationSplit = 0;
  test: DataSet | null = null;
  epochs = 1;
  initialEpoch = 0;
  batchSize = 32;
  stepsPerEpoch: number | null = null;
  validationSteps: number | null = null;
  shuffle = true;
  classWeight: { readonly [label: string]: number } | null = null;
  callbacks: Part[] = [];
  compileSpan: Span | null = null;
  fitSpan: Span | null = null;
  /** Set where code that is not followed gets the model and may compile it. */
  compiledElsewhere = false;
  /** Names of losses and metrics that Keras looks up when training starts. */
  named: readonly NamedPart[] = [];
  readonly saves: { path: string; span: Span | null }[] = [];
  readonly loads: { path: string; span: Span | null }[] = [];
  readonly unknowns: (Loss & { blocks: boolean })[] = [];
  readonly trainable = new TrainableWatch();

  lose(reason: string, span: Span | null, blocks: boolean): void {
    this.unknowns.push({ reason, span, blocks });
  }
}
