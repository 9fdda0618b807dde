import type { LayerInstance, ModelInstance } from '../../../graph/builder.js';
import type { Loss, Span } from '../../../graph/types.js';
import type { DataSet, Part } from '../../../recipe/types.js';
import type { Site } from '../../python/values.js';

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
  readonly saves: { path: string; span: Span | null }[] = [];
  readonly loads: { path: string; span: Span | null }[] = [];
  readonly unknowns: (Loss & { blocks: boolean })[] = [];
  /** Set where `trainable` changed after `compile`, which Keras does not notice until the next one. */
  changedAfterCompile: { readonly span: Span; readonly layer: LayerInstance } | null = null;

  lose(reason: string, span: Span | null, blocks: boolean): void {
    this.unknowns.push({ reason, span, blocks });
  }

  noteTrainable(model: ModelInstance, layer: LayerInstance, at: Site): void {
    if (!this.compileSpan || this.changedAfterCompile) return;
    const holds = (one: LayerInstance): boolean => one === layer || one.children.some(holds);
    if (holds(model)) this.changedAfterCompile = { span: at.span, layer };
  }
}
