/** What a run keeps of its epochs: evaluations of its validation data and records of its layers, written into its folder. */
import type { Recipe } from '../../../core/recipe/types.js';
import type { EpochMetrics } from '../../../core/protocol/engine.js';
import { writeInspection } from '../../runs/inspections.js';
import type { Run } from '../../runs/run.js';
import type { Device, DeviceState, TypedArray } from '../../trace/step.js';
import type { Prepared } from '../prepare.js';
import { EvaluationRecord, type Place } from './evaluation.js';
import { LayerInspector } from './layers.js';
import { validationPlace } from './place.js';

type Reports = Readonly<Record<string, TypedArray>>;

export class Inspector {
  private readonly layers: LayerInspector;
  private readonly place: Place | null;
  private epoch: EvaluationRecord | null = null;
  private told = false;

  constructor(private readonly run: Run, recipe: Recipe, private readonly prepared: Prepared, device: Device, batchSize: number, private readonly log: (line: string) => void) {
    this.layers = new LayerInspector(prepared.plan, device, prepared.train, batchSize);
    this.place = validationPlace(recipe, prepared.train.x.count);
  }

  /** A batch of the epoch's validation. */
  validated(indices: readonly number[], reports: Reports): void {
    if (this.place !== null) (this.epoch ??= this.begin(this.place)).add(indices, reports);
  }

  /** Writes what there is of an epoch. `values` are the state's, `step` the number of steps done. */
  async epochEnded({ epoch, validation }: EpochMetrics, state: DeviceState, values: Reports, step: number): Promise<void> {
    // A validation that was stopped on its way gave no numbers, and its images are not all.
    if (Object.keys(validation).length > 0) await this.write(this.epoch, epoch);
    this.epoch = null;
    if (!this.layers.due(epoch === this.run.info.epochs)) return;
    const record = await this.layers.look(epoch, state, values, step);
    if (record !== null) await this.keep('layers', record);
    if (this.layers.failure !== null && !this.told) this.log(this.layers.failure);
    this.told = this.layers.failure !== null;
  }

  /** Takes the test in the place of a validation, where the recipe has none. */
  test(): { seen(indices: readonly number[], reports: Reports): void; done(epoch: number): Promise<void> } {
    const record = this.place === null ? this.begin({ split: 'test', from: 0 }) : null;
    return { seen: (indices, reports) => record?.add(indices, reports), done: (epoch) => this.write(record, epoch) };
  }

  async dispose(): Promise<void> {
    await this.layers.dispose();
  }

  private begin(place: Place): EvaluationRecord {
    const { plan, train, validation } = this.prepared;
    return new EvaluationRecord(plan, place, train.classNames ?? validation?.classNames ?? null);
  }

  private async write(record: EvaluationRecord | null, epoch: number): Promise<void> {
    const evaluation = record?.result(epoch) ?? null;
    if (evaluation !== null) await this.keep('evaluation', evaluation);
  }

  /** What is only looked at must not end the training. */
  private async keep(...[kind, record]: [Parameters<typeof writeInspection>[1], Parameters<typeof writeInspection>[2]]): Promise<void> {
    try {
      await writeInspection(this.run.directory, kind, record);
    } catch (error) {
      this.log(`What was looked at after an epoch could not be kept: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
