/** A folder of images whose pictures are shown together on one sheet: what the parts of the panel tell each other. Pure types. */
import type { TemplateResult } from 'lit';
import type { Export, Options, OptionsChange } from './view.js';

export interface FolderImage {
  readonly path: string;
  /** Path within the folder. */
  readonly name: string;
  /** The folder below the chosen one in which it lies, as `image_dataset_from_directory` names classes; null right in it. */
  readonly className: string | null;
}

export interface FolderListing {
  readonly folder: string;
  /** In the order of their names, as far as they are shown. */
  readonly images: readonly FolderImage[];
  /** How many there are in all. */
  readonly total: number;
  /** What was not looked at, and why, a sentence each. */
  readonly notes: readonly string[];
}

/** What came of one image: a view's own entry, or why there is none. */
export type FolderResult = { readonly entry: unknown } | { readonly failure: string };

export interface FolderDrawing<Entry = unknown> {
  readonly listing: FolderListing;
  /** By path. */
  readonly results: ReadonlyMap<string, { readonly entry: Entry } | { readonly failure: string }>;
  readonly options: Options;
  set(change: OptionsChange): void;
  /** Shows one image alone. */
  open(path: string): void;
}

/** How a view shows a whole folder. */
export interface FolderDefinition<P, Entry> {
  /** Options with which the panel shows the folder, and those with which it shows one image again. */
  readonly enter: Options;
  readonly leave: Options;
  isOn(options: Options): boolean;
  /** What is kept of one image's picture: small, because there may be thousands of them. */
  entry(picture: P, image: FolderImage): Entry;
  draw(drawing: FolderDrawing<Entry>): TemplateResult;
  exports(drawing: FolderDrawing<Entry>): readonly Export[];
}

/** A folder's view of which the panel knows the outside only. */
export type FolderView = FolderDefinition<unknown, unknown>;
