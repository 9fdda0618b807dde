/** How much memory this process may take, how much of it is left, and what its failures mean. */
import { freemem, totalmem } from 'node:os';

export interface MemoryReading {
  /** Bytes that this process holds. */
  readonly resident: number;
  /** Bytes that it may hold: the machine's, or less where a container (cgroup) sets a limit. */
  readonly limit: number;
  /** Bytes that the machine could still give, caches that it would drop included. */
  readonly free: number;
}

/** What this process may hold, in bytes. */
export function memoryLimit(): number {
  const constrained = process.constrainedMemory();
  // Without a limit the system answers 0, or a number that no machine has.
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

export const readMemory = (): MemoryReading => ({ resident: process.memoryUsage.rss(), limit: memoryLimit(), free: freeMemory() });

/** macOS does not count the caches that it would drop, so that its number says nothing of what is left. */
const freeMemory = (): number => (process.platform === 'darwin' ? Infinity : freemem());

/** How onnxruntime, its providers, V8 and Node say that memory did not suffice. */
const failures = /bad_alloc|failed to allocate memory|array buffer allocation failed|out[ _]of[ _]memory|memory limit/i;

/** Whether an error's message says that there was no memory left. */
export const isOutOfMemory = (message: string): boolean => failures.test(message);
