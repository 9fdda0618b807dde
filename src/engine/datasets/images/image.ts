/** One image in memory. */
export type Pixels = Uint8Array | Uint8ClampedArray;

export interface Image<Values = Pixels> {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Row by row, channels last. */
  readonly values: Values;
}
