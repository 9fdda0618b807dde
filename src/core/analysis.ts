import type { Loss, ModelGraph, ParameterCount, Span, TensorInfo } from './graph/types.js';
import type { Recipe } from './recipe/types.js';

/** A change of the text that mends a diagnostic. Edits do not overlap; `title` is an imperative sentence. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

export interface Diagnostic {
  readonly span: Span;
  /** `error` for what Keras rejects; the rest is advice. */
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  /** The rule's code, kebab-case. */
  readonly code: string;
  /** Expected, found, next step. */
  readonly message: string;
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  readonly fixes?: readonly Fix[];
  /** Set where only programs for Keras 1, and for Keras 2 without TensorFlow, can say what is told of here. */
  readonly era?: 'keras-1';
}

/** One layer applied to tensors somewhere in the text: what hints, hovers and `calls` of the command line draw from. */
export interface LayerCall {
  readonly type: string;
  readonly name: string;
  /** Where the layer's constructor call stands. */
  readonly span: Span;
  /** Where it is applied; the same as `span` in a Sequential. */
  readonly callSpan: Span;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Parameters of this layer; null where unknown. */
  readonly parameters: number | null;
  readonly config: ModelGraph['layers'][number]['config'];
}

export interface AnalysedModel {
  /** The variable that holds it, else Keras's name. */
  readonly variable: string | null;
  readonly graph: ModelGraph;
  /** At the end of the file, after every `trainable = …`. */
  readonly parameters: ParameterCount;
  readonly inputShape: TensorInfo['shape'];
  readonly outputShape: TensorInfo['shape'];
  /** For one example; null where unknown, left out where nobody has worked it out. */
  readonly multiplyAccumulates?: number | null;
  readonly recipe: Recipe | null;
}

/** All that one version of a text says. What a later version leaves as it is, is shared with that one: places then move with the text. */
export interface Analysis {
  readonly models: readonly AnalysedModel[];
  readonly calls: readonly LayerCall[];
  readonly diagnostics: readonly Diagnostic[];
  readonly unknowns: readonly Loss[];
}
