/** What the engine asks of its decoding threads. Every request stands alone, so that any thread can answer any of them. */
import type { DataStep } from '../../../core/recipe/types.js';
import type { ColorMode } from '../images/decode.js';
import type { Pass, RowValues } from '../rows.js';

/** How an image file becomes a row. */
export interface ImageRecipe {
  readonly colorMode: ColorMode;
  readonly height: number;
  readonly width: number;
  readonly interpolation: string;
  /** Whose resizing: Pillow's and OpenCV's give bytes, TensorFlow's fractions. */
  readonly resizing: 'pillow' | 'tensorflow' | 'opencv';
  /** Whether the middle part with the target's proportions is taken first. */
  readonly crop: boolean;
  /** Whether the image keeps its proportions, with black around it. */
  readonly pad?: boolean;
  /** What is done to each value before the image is resized. */
  readonly before?: readonly DataStep[];
  /** What is done to the resized images. */
  readonly steps: readonly DataStep[];
}

/** Where decoded and resized images stay: in memory for this training, on the disk for the next one. */
export interface ImageCache {
  /** Shared by all threads: `filled[i]` is 1 where image i is there. Null where all of them would take too much. */
  readonly memory: { readonly values: SharedArrayBuffer; readonly filled: SharedArrayBuffer } | null;
  /** Folder of `images/kept.ts`; null where nothing is kept. */
  readonly folder: string | null;
}

export interface DecodeRequest {
  readonly id: number;
  readonly paths: readonly string[];
  /** The images' numbers in their folder: with the pass they decide random changes. */
  readonly indices: readonly number[];
  readonly recipe: ImageRecipe;
  readonly cache: ImageCache;
  readonly pass: Pass | null;
}

export type DecodeReply =
  | { readonly id: number; readonly values: RowValues; readonly unreadable: readonly { readonly position: number; readonly reason: string }[] }
  | { readonly id: number; readonly error: string; readonly forUser: boolean };
