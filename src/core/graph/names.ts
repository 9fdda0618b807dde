import { history } from './history.js';
import { remembered } from './remembered.js';

/** `kernel_size` for `kernelSize`. */
export const toSnake = remembered((camel) => camel.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`));

/** `kernelSize` for `kernel_size`. */
export const toCamel = remembered((snake) => snake.replace(/_+([a-z0-9])/g, (_, c: string) => c.toUpperCase()));

const snakes = new Map<string, string>();
/** The stem of automatic names, `max_pooling2d` for `MaxPooling2D` (Keras's `to_snake_case`). */
export function layerStem(className: string): string {
  let stem = snakes.get(className);
  if (stem === undefined) {
    stem = className.replace(/\W+/g, '').replace(/(.)([A-Z][a-z]+)/g, '$1_$2').replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
    snakes.set(className, stem);
  }
  return stem;
}

/** The candidate that a misspelt word most likely meant, if one is near (Levenshtein distance at most a third of its length); of two as near, the one in the same case. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const d = distance(word.toLowerCase(), candidate.toLowerCase(), least + 1);
    if (d < least || (d === least && best !== undefined && distance(word, candidate, Infinity) < distance(word, best, Infinity))) [best, least] = [candidate, d];
  }
  return best;
}

/** Whether a word is another one with a letter more, less or changed, or with two letters exchanged. */
export const isSlip = (word: string, meant: string): boolean => distance(word, meant, 2) === 1;

/** Letters to add, drop, change or exchange with the next one. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  let before = row;
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const exchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : Infinity;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), exchanged));
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}

/** Automatic names as Keras numbers them: one counter a stem (`conv2d`, `conv2d_1`). */
export class Names {
  private readonly used = new Map<string, number>();

  /** Takes the next name of a class or operation. */
  take(className: string): string {
    const stem = layerStem(className);
    const count = this.used.get(stem) ?? 0;
    const { notes } = history;
    if (notes && !notes.stems.has(stem)) notes.stems.set(stem, count);
    this.used.set(stem, count + 1);
    return count === 0 ? stem : `${stem}_${count}`;
  }

  /** Runs what takes no names in Keras. */
  aside<T>(work: () => T): T {
    const before = [...this.used];
    try {
      return work();
    } finally {
      this.used.clear();
      for (const [stem, count] of before) this.used.set(stem, count);
    }
  }

  /** How many names of a stem are taken. */
  taken(stem: string): number {
    return this.used.get(stem) ?? 0;
  }
  /** Stems of which names are taken. */
  *counted(): Iterable<string> {
    for (const [stem, count] of this.used) if (count > 0) yield stem;
  }
  /** Brings a counter to where it was or will be. */
  put(stem: string, count: number): void {
    this.used.set(stem, count);
  }

  /** Starts over, as `keras.backend.clear_session()` does. */
  reset(): void {
    if (history.notes) {
      for (const [stem, count] of this.used) if (!history.notes.stems.has(stem)) history.notes.stems.set(stem, count);
      history.notes.everything = true;
    }
    this.used.clear();
  }
}
