import type { Analysis } from '../../core/analysis.js';
import type { ShapeFormat } from '../../core/features/format.js';
import type { Offer } from '../../core/features/fixes/offer.js';
import type { LayerHover } from '../../core/features/hovers.js';
import type { Levels } from '../../core/rules/levels.js';
import type { ModelSheet } from '../../visualizations/model/contract.js';

/** What the analysis thread is asked. */
export interface AnalyzerApi {
  /**
   * Analyses a text. `file` is its path, null for a text without one; imports are looked up beside it and in `roots`, where
   * `unsaved` texts (by path) stand for what is on disk.
   */
  analyze(request: AnalyzeRequest): Promise<Analysis>;
  /** The structure of a model of the last analysed version of the text `id`; null where it has none of that name. */
  sheet(id: string, model: string): Promise<ModelSheet | null>;
  /** What can be done where a range stands in the last analysed version of the text `id`. */
  offers(id: string, range: { readonly from: number; readonly to: number }): Promise<readonly Offer[]>;
  /** What could not be understood in a pyproject.toml, one sentence each. */
  projectProblems(text: string): Promise<readonly string[]>;
  /** All that the last analysed version of the text `id` says of what stands at an offset; null where that is nothing. */
  hover(id: string, offset: number, format: ShapeFormat): Promise<HoverAnswer | null>;
}

export interface HoverAnswer extends LayerHover {
  /** What it is about: facts of a layer can be switched off without those of names. */
  readonly about: 'layer' | 'name';
}

export interface AnalyzeRequest {
  readonly text: string;
  /** Names the text between two analyses, so that the second need only look at what changed. */
  readonly id: string;
  readonly file: string | null;
  readonly roots: readonly string[];
  readonly unsaved: { readonly [path: string]: string };
  /** What the settings choose for rules; it goes before what the project's pyproject.toml chooses. */
  readonly levels: Levels;
}
