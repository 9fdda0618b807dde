import type { EpochMetrics, Progress } from '../../core/protocol/engine.js';
import type { Terminal } from '../terminal.js';

/** Plain lines between two epochs: at a quarter, a half and three quarters. */
const quarters = 4;

/** Shows a training as it goes: a bar that is redrawn where somebody watches, else plain lines. */
export class ProgressView {
  private latest: Progress | null = null;
  private told = 0;
  private barShown = false;

  constructor(private readonly terminal: Terminal, public epochs: number) {}

  progress(event: Progress): void {
    const before = this.latest;
    this.latest = event;
    if (this.terminal.live) return this.draw(event);
    if (before?.epoch !== event.epoch) this.told = 0;
    const reached = event.steps > 0 ? Math.floor((quarters * event.step) / event.steps) : 0;
    if (reached <= this.told || reached >= quarters) return;
    this.told = reached;
    this.terminal.err(`Epoch ${event.epoch}/${event.epochs}: ${Math.round((100 * event.step) / event.steps)}%, ${facts(event).join(', ')}\n`);
  }

  epochEnded({ epoch, loss, metrics, validation, seconds }: EpochMetrics): void {
    this.clear();
    const figures = Object.entries({ loss, ...metrics, ...validation }).map(([name, value]) => `${name} ${figure(value)}`);
    this.terminal.err(`Epoch ${epoch}/${this.epochs}: ${figures.join(', ')} (${duration(seconds)})\n`);
  }

  /** Prints a line; the bar, if there is one, comes back below it with the next step. */
  say(line: string): void {
    this.clear();
    this.terminal.err(`${line}\n`);
  }

  clear(): void {
    if (this.barShown) this.terminal.err('\r\u001b[K');
    this.barShown = false;
  }

  private draw(event: Progress): void {
    const head = `Epoch ${event.epoch}/${event.epochs} `;
    const tail = ` ${event.step}/${event.steps}  ${facts(event).join('  ')}`;
    const width = Math.min(30, this.terminal.columns - head.length - tail.length - 1);
    const done = event.steps > 0 ? Math.round((width * event.step) / event.steps) : 0;
    // On a narrow terminal the numbers say more than the bar.
    const bar = width < 5 ? '' : `${'━'.repeat(done)}${'╌'.repeat(width - done)}`;
    this.terminal.err(`\r${`${head}${bar}${tail}`.slice(0, this.terminal.columns - 1)}\u001b[K`);
    this.barShown = true;
  }
}

function facts({ loss, metrics, imagesPerSecond, remainingSeconds }: Progress): string[] {
  return [`${Math.round(imagesPerSecond).toLocaleString('en-US')} img/s`, `${duration(remainingSeconds)} left`, ...Object.entries({ loss, ...metrics }).map(([name, value]) => `${name} ${figure(value)}`)];
}

/** Four digits, as Keras prints them. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 1e-3 || value === 0 ? value.toFixed(4) : value.toExponential(3);
}

/** e.g. `4 s`, `1 min 12 s`, `2 h 5 min`; a time that is not known yet is `?`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
