import type { AnalysedModel } from '../../core/analysis.js';
import type { PlacedCell } from '../../core/features/cells.js';
import type { NamedLayers } from '../../core/features/definitions.js';
import type { Offer } from '../../core/features/fixes/offer.js';
import type { ShapeFormat } from '../../core/features/format.js';
import type { Glance } from '../../core/features/glance.js';
import type { HintFormat } from '../../core/features/hints.js';
import type { LayerHover } from '../../core/features/hovers.js';
import type { NameHover } from '../../core/features/name-hovers.js';
import type { OutlineItem } from '../../core/features/symbols.js';
import type { Span } from '../../core/graph/types.js';
import type { Levels } from '../../core/rules/levels.js';
import type { ModelSheet } from '../../visualizations/model/contract.js';

/** What the analysis thread is asked. Analyses stay there; what is seen at once comes at every key, the rest when somebody wants it. */
export interface AnalyzerApi {
  /** Analyses a text and keeps the result. */
  analyze(request: AnalyzeRequest): Promise<AnalyzeAnswer>;
  /** Answers about a version of a text; null where the thread does not hold that version. */
  ask<Q extends keyof Questions>(version: Version, question: Q, details: Parameters<Questions[Q]>): Promise<{ readonly answer: ReturnType<Questions[Q]> } | null>;
  /** What could not be understood in a pyproject.toml, one sentence each. */
  projectProblems(text: string): Promise<readonly string[]>;
}

/** One analysis of one text. */
export interface Version {
  /** Names the text between two analyses, so that the second need only look at what changed. */
  readonly id: string;
  /** Counts the analyses. */
  readonly number: number;
}

export interface AnalyzeRequest {
  readonly version: Version;
  readonly text: string;
  /** Where each cell begins in the text of a notebook; empty for any other text. */
  readonly cells: readonly PlacedCell[];
  /** The text's path, null for a text without one; imports are looked up beside it and in `roots`, where `unsaved` texts (by path) stand for what is on disk. */
  readonly file: string | null;
  readonly roots: readonly string[];
  readonly unsaved: { readonly [path: string]: string };
  /** What the settings choose for rules; it goes before what the project's pyproject.toml chooses. */
  readonly levels: Levels;
  readonly format: HintFormat;
}

export interface AnalyzeAnswer {
  /** A glance at the text, or one at each of its cells. */
  readonly glances: readonly Glance[];
  /** The pyproject.toml that chooses for it; null where none does. */
  readonly project: string | null;
  /** Paths of the files that it was read with: what it imports from its project. */
  readonly imports: readonly string[];
}

/** What can be asked about a version. Offsets and spans are those of the whole text, models are named by their index. */
export interface Questions {
  /** A model with its graph and its recipe. */
  model(index: number): AnalysedModel | null;
  /** Its structure, for the panel. */
  sheet(index: number): ModelSheet | null;
  /** Its summary as Keras prints it. */
  summary(index: number): string | null;
  /** Paths of the model's layers that a place makes, most closely; `line` is the line around it. */
  layersAt(index: number, offset: number, line: Span): readonly string[];
  /** Where the layer at a path is made. */
  placeOfLayer(index: number, path: string): Span | null;
  /** Name of the model's own layer whose call stands at an offset. */
  layerAt(index: number, offset: number): string | null;
  /** All layers of the hint whose line begins at an offset, as paragraphs of Markdown. */
  layersOfLine(offset: number, format: ShapeFormat): readonly string[];
  /** All that is known of what stands at an offset, of the wanted kinds. */
  hover(offset: number, format: ShapeFormat, wanted: readonly HoverAnswer['about'][]): HoverAnswer | null;
  offers(range: { readonly from: number; readonly to: number }): readonly Offer[];
  outline(format: ShapeFormat): readonly OutlineItem[];
  /** Where the layers are made whose name stands at an offset. */
  namedLayers(offset: number): NamedLayers | null;
}

export interface HoverAnswer extends LayerHover, Pick<NameHover, 'places'> {
  /** What it is about: facts of each can be switched off without those of the others. */
  readonly about: 'layer' | 'name' | 'model';
}
