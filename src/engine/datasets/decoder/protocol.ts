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
  /** Whose resizing: Pillow's gives bytes, TensorFlow's fractions. */
  readonly resizing: 'pillow' | 'tensorflow';
  /** Whether the middle part with the target's proportions is taken first. */
  readonly crop: boolean;
  /** What is done to the resized images. */
  readonly steps: readonly DataStep[];
}

/** Decoded images that stay in memory, shared by all threads: `filled[i]` is 1 where image i is there. */
export interface ImageCache {
  readonly values: SharedArrayBuffer;
  readonly filled: SharedArrayBuffer;
}

export interface DecodeRequest {
  readonly id: number;
  readonly paths: readonly string[];
  /** The images' numbers in their folder: with the pass they decide random changes. */
  readonly indices: readonly number[];
  readonly recipe: ImageRecipe;
  readonly cache: ImageCache | null;
  readonly pass: Pass | null;
}

export type DecodeReply =
  | { readonly id: number; readonly values: RowValues; readonly unreadable: readonly { readonly position: number; readonly reason: string }[] }
  | { readonly id: number; readonly error: string; readonly forUser: boolean };
