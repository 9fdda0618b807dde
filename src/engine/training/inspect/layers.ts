/** Looks at the layers of a model after an epoch, on a fixed sample of the training images, within a budget of time. */
import type { Histogram, LayerFacts, LayerRecord } from '../../../core/protocol/inspection.js';
import type { Columns } from '../../datasets/open.js';
import { rowSize } from '../../datasets/rows.js';
import type { CompiledStep, Device, DeviceState, TypedArray } from '../../trace/step.js';
import { batches, type Batch } from '../batches.js';
import type { Plan } from '../plan.js';
import { histogramOf, rounded } from './histogram.js';
import { activationNames, activationProbe, gradientProbe, inspectedLayers, trainedLayers, type InspectedLayer } from './probes.js';

/** Images of one probe; activations are looked at for up to this many batches of them, held in this much memory. */
const mostImages = 32;
const mostBatches = 4;
const sampleBytes = 32e6;
/** Of the time of a training that looking at its layers may take. */
const share = 0.03;

interface Probes {
  readonly size: number;
  readonly gradients: CompiledStep;
  readonly activations: CompiledStep;
}

export class LayerInspector {
  private readonly layers: readonly InspectedLayer[];
  private sample: readonly Batch[] | null = null;
  private probes: Probes | null = null;
  private spent = 0;
  private last = 0;
  private readonly started = performance.now();
  /** Why there are no records (any more); null while there are. */
  failure: string | null = null;

  constructor(private readonly plan: Plan, private readonly device: Device, private readonly data: Columns, private readonly batchSize: number) {
    this.layers = inspectedLayers(plan);
  }

  /** Whether there is time for another look; the first and the final epoch are always looked at. */
  due(final: boolean): boolean {
    if (this.failure !== null) return false;
    return final || this.spent === 0 || this.spent + this.last <= share * (performance.now() - this.started);
  }

  /** `values` are those of the state's variables, `step` the number of steps done. Null where it failed; `failure` then says why. */
  async look(epoch: number, state: DeviceState, values: Readonly<Record<string, TypedArray>>, step: number): Promise<LayerRecord | null> {
    const before = performance.now();
    try {
      return await this.record(epoch, state, values, step);
    } catch (error) {
      // What is only looked at must not end the training; mostly there was no memory for it.
      this.failure = `Layers are not looked at: ${(error as Error).message}`;
      return null;
    } finally {
      this.last = performance.now() - before;
      this.spent += this.last;
    }
  }

  async dispose(): Promise<void> {
    await Promise.allSettled([this.probes?.gradients.dispose(), this.probes?.activations.dispose()]);
  }

  private async record(epoch: number, state: DeviceState, values: Readonly<Record<string, TypedArray>>, step: number): Promise<LayerRecord> {
    const sample = (this.sample ??= await this.read());
    const [first] = sample;
    const probes = first === undefined ? null : (this.probes ??= await this.compile(first.size));
    const lengths = first === undefined || probes === null ? new Map<string, Lengths>() : await this.lengths(probes, state, first, step);
    const outputs = probes === null ? [] : await Promise.all(sample.map(({ inputs }) => probes.activations.run(state, inputs)));
    return {
      epoch, gradientImages: first?.size ?? 0, activationImages: sample.reduce((sum, { size }) => sum + size, 0),
      layers: this.layers.map((layer, n): LayerFacts => ({ layer: layer.path, type: layer.layer.type, weights: histogramOfWeights(layer, values), gradient: null, ratio: null, ...lengths.get(layer.path), ...activationFacts(n, outputs) })),
    };
  }

  /** The same images in every epoch, at even distances: data that is sorted by class gives some of each. */
  private async read(): Promise<Batch[]> {
    const { x } = this.data;
    const size = Math.min(this.batchSize, mostImages, x.count);
    // A small training must not be slowed by a large sample.
    const sampleSize = [...this.plan.inputs, ...this.plan.targets].reduce((sum, { shape }) => sum + rowSize(shape), 0);
    const wanted = Math.max(1, Math.min(mostBatches, Math.floor(sampleBytes / (4 * size * sampleSize)), Math.floor((x.count * share) / size)));
    const count = Math.min(wanted * size, x.count);
    const order = Uint32Array.from({ length: count }, (_, i) => Math.floor((i * x.count) / count));
    const found: Batch[] = [];
    for await (const batch of batches({ ...this.data, sampleWeights: [] }, { order, batchSize: size, inputs: this.plan.inputs, targets: this.plan.targets })) if (found.length === 0 || batch.size === found[0]!.size) found.push(batch);
    return found;
  }

  private async compile(size: number): Promise<Probes> {
    return { size, gradients: await this.device.compile(gradientProbe(this.plan, this.layers, size)), activations: await this.device.compile(activationProbe(this.plan, this.layers, size)) };
  }

  private async lengths({ gradients }: Probes, state: DeviceState, { inputs }: Batch, step: number): Promise<Map<string, Lengths>> {
    const { gradient, update, weight } = await gradients.run(state, { ...inputs, learningRate: Float32Array.of(this.plan.learningRate.at(step)), iteration: Float32Array.of(step) });
    const length = (sum: number): number | null => (Number.isFinite(sum) ? rounded(Math.sqrt(sum)) : null);
    return new Map(trainedLayers(this.layers).map(({ path }, i) => [path, { gradient: length(gradient![i]!), ratio: weight![i]! > 0 ? length(update![i]! / weight![i]!) : null }]));
  }
}

type Lengths = Pick<LayerFacts, 'gradient' | 'ratio'>;

/** Of the weight with the most axes: a kernel says more than a bias. */
function histogramOfWeights({ weights }: InspectedLayer, values: Readonly<Record<string, TypedArray>>): Histogram | null {
  const [main] = [...weights].sort((a, b) => b.spec.shape.length - a.spec.shape.length);
  const found = main && values[main.name];
  return found ? histogramOf(found) : null;
}

function activationFacts(n: number, outputs: readonly Readonly<Record<string, TypedArray>>[]): Pick<LayerFacts, 'activations' | 'units' | 'dead'> {
  const names = activationNames(n);
  const peaks = outputs.flatMap((output) => output[names.peak] ?? []);
  const [first] = peaks;
  if (first === undefined) return { activations: null, units: null, dead: null };
  const values = Float32Array.from(outputs.flatMap((output) => [...output[names.values]!]));
  return { activations: histogramOf(values), units: first.length, dead: Array.from(first).filter((_, unit) => peaks.every((peak) => peak[unit] === 0)).length };
}
