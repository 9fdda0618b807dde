import { recordingKey, type Recording } from '../core/protocol/recording.js';
import type { PanelHost, PanelKind, WeightsChoice } from '../visualizations/panel.js';

/** What the run that a panel looks at records after each epoch, as far as it is known here. */
export class Recordings {
  private directory: string | null = null;
  private list: readonly Recording[] = [];
  private asked = 0;
  private seen: readonly unknown[] = [];

  constructor(private readonly host: Pick<PanelHost, 'record' | 'recordings'>, private readonly kind: PanelKind, private readonly changed: () => void) {}

  /** What there is of a request's picture; null where it is not recorded. */
  of(request: unknown): Recording | null {
    const key = recordingKey(this.kind, request);
    return this.list.find((each) => each.key === key) ?? null;
  }

  /** Asks what the run of these weights records, where that may have changed: with another run, an epoch, or a picture that was made. */
  look({ weights, epochs = [] }: Pick<WeightsChoice, 'weights' | 'epochs'>, picture: unknown): void {
    const seen = [JSON.stringify(weights), epochs.at(-1), picture];
    if (seen.every((each, at) => each === this.seen[at])) return;
    this.seen = seen;
    const directory = weights.kind === 'run' ? weights.directory : null;
    if (directory !== this.directory) this.list = [];
    this.directory = directory;
    if (directory !== null) void this.read(directory).catch(() => undefined);
  }

  /** Begins or ends the recording of a request's picture. Rejects with a sentence. */
  async toggle(request: unknown): Promise<void> {
    await this.host.record(this.kind, request, this.of(request) === null);
    if (this.directory !== null) await this.read(this.directory);
  }

  private async read(directory: string): Promise<void> {
    const asked = ++this.asked;
    const list = await this.host.recordings(directory);
    if (asked !== this.asked || directory !== this.directory || JSON.stringify(list) === JSON.stringify(this.list)) return;
    this.list = list;
    this.changed();
  }
}

/** The epochs whose picture can be had: those with a checkpoint and those recorded, ascending. */
export function withRecorded(choice: WeightsChoice, recording: Recording | null): WeightsChoice {
  const { epochs = [] } = choice;
  if (recording === null || recording.epochs.every((epoch) => epochs.includes(epoch))) return choice;
  return { ...choice, epochs: [...new Set([...epochs, ...recording.epochs])].sort((a, b) => a - b) };
}
