/** What a benchmark tells `npm run bench`: one line of JSON a figure. */

export interface Figure {
  readonly name: string;
  readonly milliseconds?: number;
  /** Instead of a time. */
  readonly megabytes?: number;
  /** The same work by Keras, or by PyTorch where that is measured, in the same run; null or left out where it was not. */
  readonly peer?: number | null;
  /** The mark that the figure is held to, in its unit. */
  readonly mark?: number;
  readonly note?: string;
}

export function report(figure: Figure): void {
  console.log(JSON.stringify(figure));
}

/** The value under which `share` of the values lie; NaN where there is none. */
export function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
