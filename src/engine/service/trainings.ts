import type { ContinueRequest, EngineListener, RunInfo, TrainRequest } from '../../core/protocol/engine.js';
import { UserError } from '../errors.js';
import { sentence } from '../devices/trial.js';
import { Run, markInterrupted } from '../runs/run.js';
import type { Device } from '../trace/step.js';
import { resumeTraining, startTraining, type RunningTraining } from '../training/train.js';
import type { Devices } from './devices.js';

/** Trainings that go on in this process. */
export class Trainings {
  private readonly running = new Map<string, RunningTraining>();
  /** Folders of runs that are about to go on. */
  private readonly continuing = new Set<string>();

  constructor(
    private readonly devices: Devices,
    private readonly listener: EngineListener,
  ) {}

  /** Starts one; resolves when its run folder exists. */
  async start(request: TrainRequest): Promise<RunInfo> {
    for (const run of await markInterrupted(request.runsDirectory)) this.listener.runChanged(run);
    return this.follow(await startTraining(request, await this.devices.get(request.device), this.listener));
  }

  /** Goes on with one from its last finished epoch; resolves when it has started. */
  async continue({ runDirectory, device, epochs }: ContinueRequest): Promise<RunInfo> {
    const going = [...this.running.values()].find(({ run }) => run.directory === runDirectory);
    if (going !== undefined) throw new UserError(`The run "${going.run.info.name}" is training already.`);
    if (this.continuing.has(runDirectory)) throw new UserError(`The run in ${runDirectory} is being continued already.`);
    this.continuing.add(runDirectory);
    try {
      return this.follow(await resumeTraining(runDirectory, await (device === undefined ? this.deviceOf(runDirectory) : this.devices.get(device)), this.listener, epochs));
    } finally {
      this.continuing.delete(runDirectory);
    }
  }

  /** The device that a run was on: it goes on nowhere else unless somebody says so. Throws a UserError where that one cannot be opened. */
  private async deviceOf(runDirectory: string): Promise<Device> {
    const { info } = await Run.open(runDirectory);
    try {
      return await this.devices.get(info.deviceId);
    } catch (error) {
      throw new UserError(`The run "${info.name}" was on ${info.device}. ${sentence((error as Error).message)} To go on elsewhere, choose the device (ConvLens: Select Device, or --backend).`);
    }
  }

  private follow(training: RunningTraining): RunInfo {
    const { id } = training.run.info;
    this.running.set(id, training);
    void training.done.finally(() => this.running.delete(id));
    return training.run.info;
  }

  pause(id: string): void {
    this.get(id).control.pause();
  }

  resume(id: string): void {
    this.get(id).control.resume();
  }

  stop(id: string): void {
    this.get(id).control.stop();
  }

  /** Stops all and waits until what they have is written. */
  async dispose(): Promise<void> {
    for (const { control } of this.running.values()) control.stop();
    await Promise.allSettled([...this.running.values()].map(({ done }) => done));
  }

  private get(id: string): RunningTraining {
    const training = this.running.get(id);
    if (training === undefined) throw new UserError(`The run "${id}" is not training (any more).`);
    return training;
  }
}
