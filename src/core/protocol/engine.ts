/** What the engine process offers, and what it tells whoever started it. Plain data and typed arrays only. */
import type { ModelGraph } from '../graph/types.js';
import type { Evaluation, Split } from './inspection.js';
import type { Installation } from './installation.js';
import type { Preflight } from './preflight.js';
import type { Recording } from './recording.js';
import type { Recipe } from '../recipe/types.js';
import type { DataOverview, DataRequest, DataRole, DataSamples, DataVariants, FileCheck, SamplesQuery, VariantsQuery } from './data.js';

export interface DeviceInfo {
  /** What `--backend` and the setting `convlens.device` take: `cuda`, `webgpu`, `directml`, `coreml`, `cpu`, `tfjs-node-gpu`. */
  readonly id: string;
  /** e.g. "CPU (2 threads)", "NVIDIA GeForce RTX 4090 (CUDA 12)". */
  readonly label: string;
  readonly usable: boolean;
  /** One sentence: why it is not usable, or what to know of it. */
  readonly reason: string | null;
  readonly memoryBytes: number | null;
}

export interface TrainRequest {
  readonly graph: ModelGraph;
  readonly recipe: Recipe;
  /** The source file, absolute, and its text at the start: kept in the run folder. */
  readonly sourceFile: string;
  readonly sourceText: string;
  /** Folder in which the run folder is made, absolute. */
  readonly runsDirectory: string;
  readonly epochs?: number;
  readonly device?: string;
  readonly seed?: number;
  /** How `keras.datasets` that are not in the local cache are answered: `bundled` subset or `download`. */
  readonly missingDataset?: 'bundled' | 'download';
  /** Bytes that the checkpoints of all epochs may take together; beyond, they are thinned out evenly. Left out, 2 GB. */
  readonly checkpointBytes?: number;
}

/** A training that is only looked at. */
export type PreflightRequest = Omit<TrainRequest, 'runsDirectory'>;

export interface EvaluateRequest {
  readonly runDirectory: string;
  /** Finished epochs of the weights, from 1. */
  readonly epoch: number;
  readonly device?: string;
}

export interface ContinueRequest {
  readonly runDirectory: string;
  /** Goes on to this epoch instead of the run's own last one. */
  readonly epochs?: number;
  /** Left out, the device that it was on: another one is never chosen unasked. */
  readonly device?: string;
}

/** One line of `metrics.jsonl` and one event of the live panel. */
export interface EpochMetrics {
  /** Counted from 1, as people and Keras's progress bar do. */
  readonly epoch: number;
  readonly loss: number;
  readonly metrics: { readonly [name: string]: number };
  /** The same names with Keras's prefix `val_`. */
  readonly validation: { readonly [name: string]: number };
  readonly seconds: number;
}

export interface Progress {
  readonly runId: string;
  /** The epoch under way, counted from 1. */
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly steps: number;
  /** Running means over this epoch, as Keras shows them. */
  readonly loss: number;
  readonly metrics: { readonly [name: string]: number };
  readonly imagesPerSecond: number;
  readonly remainingSeconds: number;
  readonly learningRate: number;
}

export type RunState = 'preparing' | 'running' | 'paused' | 'stopped' | 'finished' | 'failed' | 'interrupted';

/** One call of `fit` of those that a run trains one after the other. */
export interface RunStage {
  /** What it trains with, e.g. "Adam(learning_rate=0.0001), 12,290 trainable parameters". */
  readonly title: string;
  /** Line of the source, counted from 1; null where it has none. */
  readonly line: number | null;
  /** Epochs of the run before its first: as planned, until it begins. */
  readonly after: number;
}

/** `run.json` of a run folder. */
export interface RunInfo {
  readonly id: string;
  readonly name: string;
  readonly directory: string;
  readonly state: RunState;
  readonly device: string;
  /** Its name for `ContinueRequest`; runs of before have none. */
  readonly deviceId?: string;
  /** Whether it was interrupted because its device was lost; whether it goes on there or elsewhere is then asked. */
  readonly deviceLost?: boolean;
  readonly model: string;
  readonly sourceFile: string;
  /** What the data really was, e.g. "MNIST, bundled subset (6,000 training and 1,000 test images)". */
  readonly data: string;
  readonly started: string;
  readonly epochs: number;
  readonly epochsDone: number;
  /** Of a file that trains the model several times; left out where there is one `fit`. */
  readonly stages?: readonly RunStage[];
  readonly error: string | null;
  /** What a person should know of it: what of the file was not followed, and what of the data could not be used. */
  readonly warnings?: readonly string[];
  /** What Keras's `evaluate` would give on the recipe's test data after the last epoch (`loss` and the metrics); null where there is none. */
  readonly test?: { readonly [name: string]: number } | null;
}

/** A question that stops a training before it starts; answered by another request. */
export interface DatasetQuestion {
  readonly dataset: string;
  readonly bundled: string | null;
  readonly download: { readonly bytes: number; readonly target: string } | null;
}

/** Thrown (by name, across processes) with a sentence for the user. */
export interface UserError {
  readonly name: 'UserError';
  readonly message: string;
}

export interface EngineApi {
  /** Answers at once, whatever is being computed; silence means that the process hangs. */
  ping(): Promise<void>;
  devices(): Promise<readonly DeviceInfo[]>;
  /** What installing a device would download, and whether it is installed. Throws a UserError for one that has no installation. */
  installation(device: string): Promise<Installation>;
  /** Downloads and installs a device; tells its progress as partial results of `token`, which also cancels it. */
  installDevice(device: string, token: string): Promise<void>;
  /** What would have to be asked before this recipe can train; empty where all data is at hand. */
  questions(recipe: Recipe): Promise<readonly DatasetQuestion[]>;
  /** Starts a training; resolves when the run folder exists, progress comes by the listener. */
  train(request: TrainRequest): Promise<RunInfo>;
  /** Goes on with a run that was interrupted, stopped or finished, from its last finished epoch; resolves when it has started. */
  continueRun(request: ContinueRequest): Promise<RunInfo>;
  pause(runId: string): Promise<void>;
  resume(runId: string): Promise<void>;
  /** Stops after the step under way and keeps the model. */
  stop(runId: string): Promise<void>;
  /** Looks at a training before it starts: device, memory, and the time of an epoch measured on a few steps; nothing is kept. `token` names it for `cancel`. */
  preflight(request: PreflightRequest, token: string): Promise<Preflight>;
  /** Evaluates a run's model after an epoch and keeps the result in the run's folder. `token` names it for `cancel`. */
  evaluateRun(request: EvaluateRequest, token: string): Promise<Evaluation>;
  /** Images by their numbers, in the order asked for; numbers that are not there are left out. */
  imagesAt(request: { readonly runDirectory: string; readonly split: Split; readonly indices: readonly number[] }): Promise<readonly ListedImage[]>;
  /** Images of a run's data to choose from: small originals with their labels. */
  images(request: ImagesRequest): Promise<ImageList>;
  /** Computes one visualization; `id` names its folder, `request` and the result are its contract's types. `token` names it for `cancel` and partial results. */
  visualize(id: string, request: unknown, token: string): Promise<unknown>;
  /** Has a run record a picture after each epoch from now on, or no longer; `id` and `request` as for `visualize`. What is recorded is what `visualize` then answers at once. */
  record(id: string, request: unknown, on: boolean): Promise<void>;
  recordings(runDirectory: string): Promise<readonly Recording[]>;
  cancel(token: string): Promise<void>;
  /** Opens the recipe's data afresh and counts it; no image is decoded. `token` names it for `cancel`. */
  dataOverview(request: DataRequest, token: string): Promise<DataOverview>;
  dataSamples(request: DataRequest, query: SamplesQuery): Promise<DataSamples>;
  /** One sample as the first epochs of a training would see it. */
  dataVariants(request: DataRequest, query: VariantsQuery): Promise<DataVariants>;
  /** Decodes every file once; tells how far it is as partial results of `token`, which also cancels it. */
  checkFiles(request: DataRequest, role: DataRole, token: string): Promise<FileCheck>;
}

/** Which images of a run's data are listed. */
export interface ImagesRequest {
  readonly runDirectory: string;
  /** A part of the data in its own order, or the images with the highest losses in the newest evaluation, the worst first. */
  readonly split: Split | 'worst';
  readonly from: number;
  readonly count: number;
  /** Only images of this class. */
  readonly label?: number;
}

/** One image as people know it: pixels 0..255, [height, width, channels]. */
export interface ListedImage {
  readonly index: number;
  readonly split: Split;
  readonly label: number | null;
  readonly labelName: string | null;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
  /** Of an evaluation: this image's loss, null where it is not finite, and the class that was predicted. */
  readonly loss?: number | null;
  readonly predicted?: string | null;
}

export interface ImageList {
  /** How many there are in all. */
  readonly total: number;
  readonly images: readonly ListedImage[];
  /** The classes of all that could be listed, whichever was asked for; empty where images have none. */
  readonly classes: readonly { readonly label: number; readonly name: string; readonly count: number }[];
  /** What the order is, where it is not the data's own. */
  readonly note: string | null;
}

export interface EngineListener {
  progress(event: Progress): void;
  epochEnded(event: EpochMetrics & { readonly runId: string }): void;
  /** What is done before a training starts, as far as it takes time: one line, such as how far a download is. */
  preparing(line: string): void;
  runChanged(run: RunInfo): void;
  /** A visualization that has something to show before it is done. */
  partial(token: string, result: unknown): void;
  log(line: string): void;
}
