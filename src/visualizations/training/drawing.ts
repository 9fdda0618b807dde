import type { ListedImage } from '../../core/protocol/engine.js';
import type { LayerRecord } from '../../core/protocol/inspection.js';
import type { PanelHost } from '../panel.js';
import type { Options, OptionsChange } from '../view.js';
import type { TrainingState } from './contract.js';
import type { Evaluated } from './host.js';

/** Something that was asked for: what came of it last, and how it stands. */
export interface Loaded<T> {
  readonly value: T | null;
  readonly loading: boolean;
  readonly error: string | null;
}

/** What the training's view draws from, and how it asks for something else. */
export interface LiveDrawing {
  readonly state: TrainingState;
  readonly host: PanelHost;
  /** `tab`, `evaluated` (epoch), `cell`, `sort`, `class`, `shown`, `into`. */
  readonly options: Options;
  readonly evaluated: Loaded<Evaluated>;
  readonly layers: Loaded<readonly LayerRecord[]>;
  /** Images of the evaluation, by their numbers. */
  readonly images: ReadonlyMap<number, ListedImage>;
  set(change: OptionsChange): void;
  /** The evaluation that is under way on request, and when on the page's clock it was begun; null for none. */
  readonly evaluating: { readonly what: string; readonly started: number } | null;
  /** Evaluates the last finished epoch now. */
  evaluate(): void;
  stopEvaluating(): void;
  /** Tells a person what came of something they asked for. */
  fail(reason: unknown): void;
}

/** Images shown before more are asked for. */
export const pageOfExamples = 24;
