import type { EpochMetrics, Progress, RunInfo } from '../../core/protocol/engine.js';
import { adviceFor, type Looked } from './advice.js';
import type { TrainingMessage, TrainingState } from './contract.js';

/** Points a curve keeps before it drops every second one. */
const mostPoints = 4000;

interface GrowingCurve {
  readonly x: number[];
  readonly y: number[];
  readonly training: number[];
  readonly validation: number[];
}

/** Collects what the engine tells of one run; pure, so that a stored run replays into the same state. */
export class TrainingRecord {
  private readonly growing = new Map<string, GrowingCurve>();
  private readonly messages: TrainingMessage[] = [];
  private progress: Progress | null = null;
  private epochs = 0;
  private looked: Looked = { layers: null, evaluation: null };

  constructor(private run: RunInfo) {}

  get id(): string {
    return this.run.id;
  }

  get info(): RunInfo {
    return this.run;
  }

  changed(run: RunInfo): void {
    this.run = run;
  }

  say(kind: TrainingMessage['kind'], text: string): void {
    this.messages.push({ kind, text });
  }

  progressed(event: Progress): void {
    const before = this.progress?.epoch === event.epoch && this.progress.step < event.step ? this.progress : null;
    this.progress = event;
    const x = event.epoch - 1 + (event.steps > 0 ? event.step / event.steps : 0);
    for (const [name, value] of Object.entries({ loss: event.loss, ...event.metrics })) {
      const curve = this.curve(name);
      curve.x.push(x);
      curve.y.push(since(before, event, name, value));
      if (curve.x.length > mostPoints) thin(curve);
    }
  }

  epochEnded(event: EpochMetrics): void {
    this.epochs = Math.max(this.epochs, event.epoch);
    for (const [name, value] of Object.entries({ loss: event.loss, ...event.metrics })) this.curve(name).training[event.epoch - 1] = value;
    for (const [name, value] of Object.entries(event.validation)) this.curve(name.replace(/^val_/, '')).validation[event.epoch - 1] = value;
  }

  /** What was kept of the last epoch that was looked at. */
  lookedAt(looked: Looked): void {
    this.looked = looked;
  }

  state(): TrainingState {
    const curves = [...this.growing].map(([name, { x, y, training, validation }]) => ({
      name,
      steps: { x: Float64Array.from(x), y: Float64Array.from(y) },
      training: filled(training, this.epochs),
      validation: filled(validation, this.epochs),
    }));
    return { run: this.run, progress: this.progress, epochs: this.epochs, curves, messages: [...(this.run.warnings ?? []).map((text) => ({ kind: 'warning' as const, text })), ...adviceFor(curves, this.looked), ...this.messages] };
  }

  private curve(name: string): GrowingCurve {
    let curve = this.growing.get(name);
    if (!curve) this.growing.set(name, (curve = { x: [], y: [], training: [], validation: [] }));
    return curve;
  }
}

/** Values that are means over samples, so that the mean of the batches since the last event follows from two running means. */
const isMean = /loss$|acc|error$|crossentropy$/;

/**
 * What the batches since the last event gave. A running mean begins anew with each epoch, which would look like a sudden change; other
 * metrics (an AUC, a recall) are no means and stay what they are over the epoch so far.
 */
function since(before: Progress | null, { step }: Progress, name: string, value: number): number {
  const earlier = before && (name === 'loss' ? before.loss : before.metrics[name]);
  if (before === null || earlier === undefined || earlier === null || !isMean.test(name)) return value;
  return (value * step - earlier * before.step) / (step - before.step);
}

/** Halves the points of a long run: every second one goes, so that the curve keeps its shape and memory stays bounded. */
function thin(curve: GrowingCurve): void {
  for (const values of [curve.x, curve.y]) {
    const kept = values.filter((_, at) => at % 2 === 0);
    values.length = 0;
    values.push(...kept);
  }
}

const filled = (values: readonly number[], length: number) => Float64Array.from({ length }, (_, at) => values[at] ?? NaN);
