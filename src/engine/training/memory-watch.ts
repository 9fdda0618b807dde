/** Looks at the memory while a training runs: before the system ends the process, a sentence says so. */
import { formatBytes } from '../../core/features/format.js';
import { isOutOfMemory, readMemory, type MemoryReading } from '../devices/memory.js';

/** Shares of the limit: one process holds so much, or so little is left for all. */
const mostHeld = 0.9;
const leastFree = 0.05;
/** Milliseconds between two looks. */
const interval = 2000;

const advice = (batch: number): string => (batch > 1 ? `Train with a smaller batch (batch_size=${Math.floor(batch / 2)}) or smaller images.` : 'Train with smaller images or a smaller model.');

/** The sentence for a reading at which the training is in danger; null where there is room. */
export function shortage({ resident, limit, free }: MemoryReading, batch: number): string | null {
  const held = `The training holds ${formatBytes(resident)}`;
  const end = `When nothing is left, the system ends the engine, and the epoch under way is lost. ${advice(batch)}`;
  if (resident > mostHeld * limit) return `Memory runs short. ${held} of the ${formatBytes(limit)} that it may take. ${end}`;
  if (free < leastFree * limit) return `Memory runs short. ${held}, and of the machine's memory only ${formatBytes(free)} are left for all programs. ${end}`;
  return null;
}

/** What a training's failure means where memory did not suffice; null for other failures. */
export function shortageBehind(message: string, batch: number): string | null {
  return isOutOfMemory(message) ? `The memory did not suffice for a batch of ${batch} (${message.replace(/\.?\s*$/, '')}). ${advice(batch)}` : null;
}

/** Asked again and again, looks every two seconds and speaks once. */
export class MemoryWatch {
  private looked = -Infinity;
  private said = false;

  constructor(
    private readonly batch: number,
    private readonly read: () => MemoryReading = readMemory,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** A sentence the first time that memory runs short; null otherwise. */
  look(): string | null {
    if (this.said || this.now() - this.looked < interval) return null;
    this.looked = this.now();
    const sentence = shortage(this.read(), this.batch);
    this.said = sentence !== null;
    return sentence;
  }
}
