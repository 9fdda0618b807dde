/** What a picture's view is to the panel that shows it. */
import type { TemplateResult } from 'lit';
import type { FolderDefinition, FolderView } from './folder.js';
import type { Subject, SubjectInfo } from './picture.js';
import type { GraphOptions } from './model/graph-view.js';
import type { TableOptions } from './model/table-view.js';
import type { Measure, ModelSheet } from './model/contract.js';
import type { DataActions, DataState } from './data/contract.js';
import type { ComparisonMemory, ComparisonState } from './comparison/contract.js';
import type { Line } from './comparison/lines.js';
import type { LiveDrawing } from './training/drawing.js';

export type OptionValue = string | number | boolean | null;
export type Options = { readonly [name: string]: OptionValue };
export type OptionsChange = Options | ((now: Options) => Options);

/** What the user has chosen in one panel. */
export interface Selection {
  readonly layer: string | null;
  readonly options: Options;
}

/** What a view draws from, and how it asks for something else. */
export interface Drawing<P> {
  readonly picture: P;
  readonly selection: Selection;
  /** False while the engine is still at it: the picture is a part. */
  readonly done: boolean;
  /**
   * Remembers options; the picture is computed anew only if the request depends on them. What counts from an option's present value
   * says so by a function: keys and clicks may come faster than frames are drawn, and none of them may be lost.
   */
  set(change: OptionsChange): void;
  chooseLayer(layer: string): void;
  reveal(layer: string): void;
}

/** A layer that a picture can be made of, in the order of the model. */
export interface LayerChoice {
  readonly name: string;
  readonly detail: string;
}

/** Something that can be written to a file. */
export interface Export {
  /** e.g. "Sheet (PNG)". */
  readonly label: string;
  /** File name with its ending. */
  readonly name: string;
  bytes(): Uint8Array | Promise<Uint8Array>;
}

interface Described {
  readonly title: string;
  /** For the empty panel: what will be here. */
  readonly promise: string;
}

export interface PictureDefinition<P, R> extends Described {
  readonly needsImage: boolean;
  readonly options: Options;
  request(subject: Subject, selection: Selection): R;
  /** What is being computed, for the line that is shown while waiting. */
  waiting(selection: Selection): string;
  layers(picture: P): readonly LayerChoice[];
  /** Adds a part to the parts before it; left out where each part is a whole picture. */
  merge?(before: P, part: P): P;
  /** One quiet row of controls. */
  controls(drawing: Drawing<P>): TemplateResult;
  draw(drawing: Drawing<P>): TemplateResult;
  /** What of the picture can be written to files. */
  exports?(drawing: Drawing<P>): readonly Export[];
  /** How a whole folder of images is shown; left out where it cannot be. */
  readonly folder?: FolderDefinition<P, unknown>;
}

/** A view of which the panel knows the outside only: its pictures are whatever its own contract says. */
export type PictureView = Omit<PictureDefinition<unknown, unknown>, 'folder'> & { readonly kind: 'picture'; exports(drawing: Drawing<unknown>): readonly Export[]; merge(before: unknown, part: unknown): unknown; info(picture: unknown): SubjectInfo & { readonly layer: string }; readonly folder: FolderView | null };

export interface LiveView extends Described {
  readonly kind: 'live';
  draw(drawing: LiveDrawing): TemplateResult;
}

/** The view of a model's structure: drawn from the analysis alone, without the engine. */
export interface ModelView extends Described {
  readonly kind: 'model';
  graph(options: GraphOptions): TemplateResult;
  table(options: TableOptions): TemplateResult;
  tableHead(sheet: ModelSheet, measure: Measure): TemplateResult;
}

/** The view of a recipe's data, before anything is trained. */
export interface DataView extends Described {
  readonly kind: 'data';
  controls(state: DataState, actions: DataActions): TemplateResult;
  draw(state: DataState, actions: DataActions): TemplateResult;
}

/** What the comparison of runs is drawn from, and what it may ask. */
export interface ComparisonDrawing {
  readonly state: ComparisonState;
  readonly memory: ComparisonMemory;
  readonly lines: readonly Line[];
  /** The epoch that is pointed at; null for none. */
  readonly epoch: number | null;
  /** Changes what is remembered, from what it is now: clicks may come faster than frames are drawn. */
  set(change: (now: ComparisonMemory) => Partial<ComparisonMemory>): void;
  pointAt(change: (now: number | null) => number | null): void;
  showRun(id: string): void;
  compareSources(one: string, other: string): void;
  save(name: string, bytes: Uint8Array): void;
}

/** The view of several runs beside each other. */
export interface ComparisonPage extends Described {
  readonly kind: 'comparison';
  controls(drawing: ComparisonDrawing): TemplateResult;
  draw(drawing: ComparisonDrawing): TemplateResult;
}

/** Erases the types of a view's pictures and requests: the one generic seam of the panels. */
export function definePicture<P extends { readonly info: SubjectInfo; readonly layer: string }, R>(definition: PictureDefinition<P, R>): PictureView {
  const typed = (picture: unknown) => picture as P;
  const drawing = (given: Drawing<unknown>): Drawing<P> => ({ ...given, picture: typed(given.picture) });
  return {
    ...definition,
    kind: 'picture',
    info: (picture) => ({ ...typed(picture).info, layer: typed(picture).layer }),
    layers: (picture) => definition.layers(typed(picture)),
    merge: (before, part) => (definition.merge ? definition.merge(typed(before), typed(part)) : part),
    controls: (given) => definition.controls(drawing(given)),
    draw: (given) => definition.draw(drawing(given)),
    exports: (given) => definition.exports?.(drawing(given)) ?? [],
    folder: (definition.folder as FolderView | undefined) ?? null,
  };
}

export const defineLive = (definition: Omit<LiveView, 'kind'>): LiveView => ({ ...definition, kind: 'live' });

export const defineData = (definition: Omit<DataView, 'kind'>): DataView => ({ ...definition, kind: 'data' });

export const defineComparison = (definition: Omit<ComparisonPage, 'kind'>): ComparisonPage => ({ ...definition, kind: 'comparison' });

export const defineModel = (definition: Omit<ModelView, 'kind'>): ModelView => ({ ...definition, kind: 'model' });
