import { isOfSamples } from './inspect/samples.js';
import type { Plan } from './plan.js';
import { lossName, metricName } from './step.js';
import type { TypedArray } from '../trace/step.js';

export interface Logs {
  readonly loss: number;
  readonly metrics: { readonly [name: string]: number };
}

/**
 * Loss and metrics of the samples seen so far in an epoch, as Keras shows them: the mean of batches' losses weighted by their sizes,
 * metrics from their sums. Losses of single outputs are means over batches, a smaller last one counting as much: `CompileLoss.call` asks
 * the predictions for their batch size, which a compiled TensorFlow function does not know.
 */
export class EpochMeans {
  private readonly sums = new Map<string, Float64Array>();
  private samples = 0;
  private batches = 0;

  constructor(private readonly plan: Plan) {}

  /** Adds what a step reported for a batch of `size` samples. */
  add(reports: Readonly<Record<string, TypedArray>>, size: number): void {
    this.samples += size;
    this.batches++;
    for (const [name, values] of Object.entries(reports)) {
      if (isOfSamples(name)) continue;
      const weight = name === 'loss' ? size : 1;
      const sums = this.sums.get(name) ?? new Float64Array(values.length);
      for (let i = 0; i < values.length; i++) sums[i]! += values[i]! * weight;
      this.sums.set(name, sums);
    }
  }

  get logs(): Logs {
    const mean = (name: string, count: number): number => (this.sums.get(name)?.[0] ?? NaN) / count;
    const metrics: Record<string, number> = {};
    this.plan.outputs.forEach(({ loss }, i) => {
      if (loss !== null && loss.log !== null) metrics[loss.log] = mean(lossName(i), this.batches);
    });
    this.plan.outputs.forEach((output, i) => output.metrics.forEach(({ name, metric, config }, j) => (metrics[name] = metric.result(this.sums.get(metricName(i, j)) ?? new Float64Array(), config))));
    return { loss: mean('loss', this.samples), metrics };
  }
}
