/** Writes the pictures that a run is asked to record after an epoch, within a budget of time. */
import type { Device, TypedArray } from '../trace/step.js';
import { checkPicture, pictureOn } from '../pictures/compute.js';
import { ModelOnDevice } from '../pictures/context.js';
import { runModel } from '../pictures/open.js';
import { recordingsOf, thinOut, writeFrame, type KeptRecording, type Moment } from '../runs/recordings.js';
import type { Run } from '../runs/run.js';

/** Of the time of a training that recording may take. What it leaves out is computed from the checkpoint when it is looked at. */
const share = 0.03;

export class Recorder {
  private on: ModelOnDevice | null = null;
  private readonly told = new Set<string>();
  private readonly started = performance.now();
  /** Milliseconds that recording took so far, and that it took the last time. */
  private spent = 0;
  private last = 0;

  constructor(private readonly run: Run, private readonly device: Device, private readonly log: (line: string) => void) {}

  /** Milliseconds that recording has taken. */
  get time(): number {
    return this.spent;
  }

  /** Records what there is to record after an epoch, or of the model as it is left, if there is time for it. `values` are those of the model's weights. Never throws. */
  async record(moment: Moment, values: Readonly<Record<string, TypedArray>>): Promise<void> {
    const before = performance.now();
    // Whoever asks for a picture does so in the run's folder, also while it trains.
    const recordings = await recordingsOf(this.run.directory).catch(() => []);
    if (recordings.length === 0 || (this.spent > 0 && this.spent + this.last > share * (before - this.started))) return;
    try {
      const on = await this.modelWith(moment === 'final' ? this.run.info.epochsDone : moment, values);
      for (const recording of recordings) await this.write(on, recording, moment);
      await thinOut(this.run.directory);
    } catch (error) {
      this.tell('', error);
    }
    this.last = performance.now() - before;
    this.spent += this.last;
  }

  async dispose(): Promise<void> {
    await this.on?.dispose();
  }

  private async modelWith(epoch: number, values: Readonly<Record<string, TypedArray>>): Promise<ModelOnDevice> {
    const model = await runModel(this.run, epoch, values, this.on?.model ?? null);
    if (this.on === null) this.on = await ModelOnDevice.create(model, this.device);
    else await this.on.renew(model);
    return this.on;
  }

  private async write(on: ModelOnDevice, recording: KeptRecording, moment: Moment): Promise<void> {
    try {
      const picture = await pictureOn(on, checkPicture(recording.id, recording.request), { partial: () => undefined, signal: new AbortController().signal });
      await writeFrame(recording, moment, picture);
    } catch (error) {
      this.tell(recording.key, error);
    }
  }

  /** What is only looked at must not end the training; each reason is told once. */
  private tell(key: string, error: unknown): void {
    const line = `A picture could not be recorded after an epoch: ${error instanceof Error ? error.message : String(error)}`;
    if (this.told.has(`${key} ${line}`)) return;
    this.told.add(`${key} ${line}`);
    this.log(line);
  }
}
