/** What a panel and the editor say to each other. Plain data and typed arrays; one interface a direction. */
import type { DataOverview, DataRole, DataSamples, DataVariants, FileCheck, SamplesQuery, VariantsQuery } from '../core/protocol/data.js';
import type { DeviceInfo, ImageList, ImagesRequest } from '../core/protocol/engine.js';
import type { Recording } from '../core/protocol/recording.js';
import type { FolderListing } from './folder.js';
import type { ImageChoice, Weights } from './picture.js';
import type { ModelSheet } from './model/contract.js';
import type { TrainingState } from './training/contract.js';
import type { TrainingHost } from './training/host.js';

/** Training, or the folder name of a visualization. */
export type PanelKind = 'model' | 'training' | 'activations' | 'filters' | 'cam' | 'convolution' | 'data';

/** One entry of the head's choice of weights. */
export interface WeightsChoice {
  /** Stable across sessions, e.g. `run 2026-11-24T14-02-11-model`, `random` or `file /models/digits.keras`. */
  readonly id: string;
  /** e.g. "run 14:02, epoch 5". */
  readonly label: string;
  readonly weights: Weights;
  /** Of a file, once it is known: which version of it there is on the disk now. */
  readonly stamp?: string;
  /** Finished epochs of a run whose weights were kept, ascending; left out where there is nothing to choose from. */
  readonly epochs?: readonly number[];
}

/** The Subject as the editor knows it: which file's model, and what weights there are for it. */
export interface PanelSubject {
  /** URI of the source text. */
  readonly source: string;
  /** File name for the head. */
  readonly file: string;
  /** Name of the model in the file; empty where the file is itself a model with its weights. */
  readonly model: string;
  /** Runs of this file, newest first, then random weights where the model is known. Empty: nothing to look at yet. */
  readonly choices: readonly WeightsChoice[];
  /** Whether the file says how the model is trained, and if it cannot be trained here, why not. */
  readonly training: { readonly possible: boolean; readonly reason: string | null };
  /** Its name for people. */
  readonly device: string;
  /** The device that the user chose; null leaves the choice to the engine. */
  readonly deviceId: string | null;
  /** The model takes images of any size, so that one has to be chosen. */
  readonly anySize?: boolean;
}

/** What stays when a panel is hidden, the window reloaded or the editor restarted. */
export interface PanelMemory {
  readonly kind: PanelKind;
  readonly source: string;
  readonly model: string;
  readonly weights: string | null;
  readonly image: ImageChoice | null;
  readonly layer: string | null;
  readonly options: { readonly [name: string]: string | number | boolean | null };
}

/** Sets a panel to what a command asked for; what is absent stays. */
export interface PanelRequest {
  readonly layer?: string;
  readonly weights?: string;
  readonly image?: ImageChoice;
  /** Finished epochs of a run's weights; null for the last. */
  readonly epoch?: number | null;
}

/** What a panel may ask of the editor. Every method rejects with a sentence for the user. */
export interface PanelHost extends TrainingHost {
  /** The panel can draw now: what is it to show? */
  start(): Promise<{ readonly subject: PanelSubject; readonly request: PanelRequest; readonly training: TrainingState | null }>;
  visualize(id: string, request: unknown, token: string): Promise<unknown>;
  cancel(token: string): Promise<void>;
  /** Has the run of a request record its picture after each epoch from now on, or no longer. */
  record(id: string, request: unknown, on: boolean): Promise<void>;
  /** What the run in a folder records. */
  recordings(runDirectory: string): Promise<readonly Recording[]>;
  images(request: ImagesRequest): Promise<ImageList>;
  /** The curves of a run, by the id of its weights; null where it is gone. */
  trainingOf(weights: string): Promise<TrainingState | null>;
  /** Path of an image file that the user chose, or null. */
  chooseImageFile(): Promise<string | null>;
  /** Path of a file with a model and its weights that the user chose, or null. */
  chooseModelFile(): Promise<string | null>;
  /** Which version of a model's file is on the disk; from now on the panel is told when another takes its place. */
  modelFile(path: string): Promise<string>;
  /** Path of a folder that the user chose, or null. */
  chooseFolder(): Promise<string | null>;
  /** The images in a folder and in those below it. */
  imagesIn(folder: string): Promise<FolderListing>;
  /** Keeps something for as long as the panel is open, also while its page is hidden. Of several groups only the last one is kept. */
  keep(group: string, name: string, value: unknown): Promise<void>;
  kept(group: string): Promise<readonly (readonly [name: string, value: unknown])[]>;
  /** Keeps the bytes of an image that was dropped or pasted; resolves to its path. */
  keepImage(name: string, bytes: Uint8Array): Promise<string>;
  /** Writes a file where the user says. */
  save(name: string, bytes: Uint8Array): Promise<void>;
  devices(): Promise<readonly DeviceInfo[]>;
  command(name: 'train' | 'stop' | 'pause' | 'resume' | 'selectDevice' | 'showActivations' | 'showFilters'): Promise<void>;
  /** Shows a layer's line in the editor; `focus` takes the caret there too. */
  reveal(layer: string, focus?: boolean): Promise<void>;
  /** The data of the panel's model, as the text says it now. */
  dataOverview(token: string): Promise<DataOverview>;
  dataSamples(query: SamplesQuery): Promise<DataSamples>;
  dataVariants(query: VariantsQuery): Promise<DataVariants>;
  /** Reads every file of a part; how far it is comes as partial results. */
  checkFiles(role: DataRole, token: string): Promise<FileCheck>;
  /** The structure of the panel's model, as the text is now; null where it is not in the text any more. */
  sheet(): Promise<ModelSheet | null>;
}

/** What the editor tells a panel. */
export interface PanelView {
  subject(subject: PanelSubject): void;
  request(request: PanelRequest): void;
  training(state: TrainingState): void;
  /** The layers (by path) on the caret's line, if they are the panel's model's. */
  caret(layers: readonly string[]): void;
  partial(token: string, result: unknown): void;
  /** Another version of the model's file that was asked about last is on the disk. */
  modelFile(path: string, stamp: string): void;
}
