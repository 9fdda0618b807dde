/** What a visualization's `compute.ts` is given and gives back. The engine provides the context; nothing here knows how. */
import type * as tf from '@tensorflow/tfjs-core';
import type { GenericSchema } from 'valibot';
import type { ModelGraph } from '../core/graph/types.js';
import type { Subject, SubjectInfo } from './picture.js';

export type Values = Float32Array | Int32Array | Uint8Array;

/** An input or random tensor of a step. */
export interface InputSpec {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
}

/** Runs the subject's model on symbolic tensors, in inference mode. */
export interface Forward {
  (inputs: readonly tf.Tensor[], options?: {
    /** Layers whose outputs are wanted, by path. */
    readonly taps?: readonly string[];
    /** Outputs that are given instead of computed, by path: the run goes on from there. */
    readonly substitutes?: Readonly<Record<string, tf.Tensor>>;
    /** False where only taps are wanted; layers behind them are then not run. */
    readonly outputs?: boolean;
    /** A graph with the same weights in place of the subject's, e.g. without its last activation. */
    readonly graph?: ModelGraph;
  }): { readonly outputs: tf.Tensor[]; readonly taps: Readonly<Record<string, tf.Tensor>> };
}

/** One computation, said in tfjs operations, compiled once and run on whatever device the engine has. */
export interface PictureStep {
  /** Names this computation among the subject's; two steps of one name and the same inputs' shapes are the same step. */
  readonly name: string;
  readonly inputs: Readonly<Record<string, InputSpec>>;
  /** Runs once, on tensors without values. Nothing may be read back inside. */
  build(inputs: Readonly<Record<string, tf.Tensor>>, forward: Forward): Readonly<Record<string, tf.Tensor>>;
}

/** Results that stay on the device, of which few may ever be looked at. */
export interface Kept {
  shape(name: string): readonly number[];
  read(name: string): Promise<Output>;
  dispose(): Promise<void>;
}

/** A step some of whose results are kept: those that `isKept` names. */
export interface KeepingStep extends PictureStep {
  isKept(name: string): boolean;
}

export interface Output {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The chosen image as the model takes it. */
export interface ModelImage {
  /** Lengths without the batch axis, as the model's input has them. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What black and white become on their way into the model: the range in which images stand. */
export interface ImageRange {
  /** Means over the channels. */
  readonly low: number;
  readonly high: number;
  /** A number a channel. */
  readonly black: readonly number[];
  readonly white: readonly number[];
}

export interface ComputeContext {
  readonly model: ModelGraph;
  readonly info: SubjectInfo;
  /** Input shape without the batch axis: unknown lengths are null unless the subject chose a size. */
  readonly inputShape: readonly (number | null)[];
  readonly range: ImageRange;
  /** The image; throws a UserError where the subject has none. */
  image(): ModelImage;
  run(step: PictureStep, inputs: Readonly<Record<string, Values>>): Promise<Readonly<Record<string, Output>>>;
  /** Runs a step; its kept results hold memory of the device until they are disposed of. */
  keep(step: KeepingStep, inputs: Readonly<Record<string, Values>>): Promise<{ readonly outputs: Readonly<Record<string, Output>>; readonly kept: Kept }>;
  /** Values of a weight by its name, `layer/kernel`; undefined where there is none. */
  weight(name: string): Output | undefined;
  /** Keeps a result for as long as subject and image stay the same, and disposes of it (where it has a `dispose`) when others have taken its place. */
  remember<T>(key: string, make: () => Promise<T>): Promise<T>;
  /** The same with the weights of some layers (by path) drawn anew as before a training; it keeps no results. Dispose of it after use. */
  reinitialized(layers: readonly string[], seed: number): Promise<{ readonly context: ComputeContext; dispose(): Promise<void> }>;
  /** Shows what there is so far. */
  partial(picture: unknown): void;
  /** Throws when the request was cancelled; call it between steps. */
  checkCancelled(): void;
}

/** One visualization: what it asks for, and how its picture is computed. */
export interface Visualization<Request extends { readonly subject: Subject }, Picture> {
  readonly request: GenericSchema<unknown, Request>;
  compute(request: Request, context: ComputeContext): Promise<Picture>;
}

export function defineVisualization<Request extends { readonly subject: Subject }, Picture>(visualization: Visualization<Request, Picture>): Visualization<Request, Picture> {
  return visualization;
}
