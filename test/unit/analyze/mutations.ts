import { readdirSync, readFileSync } from 'node:fs';
import type { Analysis } from '../../../src/core/analysis.js';

/** An analysis as text. Layers' ids are counted from run to run, so each is written as a number by its first place. */
export function written(analysis: Analysis): string {
  const ids = new Map<string, number>();
  const numbered = (id: unknown): unknown => {
    if (typeof id !== 'string') return id;
    if (!ids.has(id)) ids.set(id, ids.size);
    return ids.get(id);
  };
  return JSON.stringify(analysis, (key, value: unknown) => (key === 'id' || key === 'layer' ? numbered(value) : key === 'inputLayers' && Array.isArray(value) ? value.map(numbered) : value));
}

/** Model files of many idioms, to be broken. */
export const texts: readonly string[] = ['test/fixtures/models', 'test/fixtures/broken', 'samples/keras'].flatMap((home) => readdirSync(home).filter((name) => name.endsWith('.py')).map((name) => readFileSync(`${home}/${name}`, 'utf8')));

/** Whole numbers below a limit, always the same for a seed (mulberry32). */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const SNIPPETS = ['(', ')', '[', ']', '{', ':', '\n', '    ', '"""', "'", 'None', 'x', '.', ' = ', '*', '0', '-1', '1e9', ', ', 'def f(', 'class A(keras.Model):\n', 'for i in range(10**9): ', 'while True: ', 'lambda: ', 'self.', '**', '[::-1]', '/ 0', '# ', 'raise x', 'yield ', 'return ', 'del ', 'import ', 'from . import *\n', 'if x:\n', 'else:\n', 'try:\n', 'except:\n', '@', ':=', '\\', '\u0000', '💥', '\r', '\t'];

/** One text broken in a way that `next` chooses: cut, edited, its lines moved, or spliced with another. */
export function broken(next: (below: number) => number): string {
  const text = texts[next(texts.length)]!;
  const lines = text.split('\n');
  switch (next(6)) {
    case 0:
      return text.slice(0, next(text.length + 1));
    case 1:
      return text.slice(next(text.length + 1));
    case 2: {
      let made = text;
      for (let left = 1 + next(8); left > 0; left--) {
        const at = next(made.length + 1);
        made = made.slice(0, at) + SNIPPETS[next(SNIPPETS.length)]! + made.slice(at + next(14));
      }
      return made;
    }
    case 3:
      for (let left = 1 + next(8); left > 0; left--) lines.splice(next(lines.length), next(3), lines[next(lines.length)] ?? '');
      return lines.join('\n');
    case 4: {
      // Words take each other's places: the text stays a program, of another meaning.
      const words = text.split(/\b/);
      for (let left = 1 + next(10); left > 0; left--) {
        const [a, b] = [next(words.length), next(words.length)];
        [words[a], words[b]] = [words[b]!, words[a]!];
      }
      return words.join('');
    }
    default: {
      const other = texts[next(texts.length)]!.split('\n');
      return [...lines.slice(0, next(lines.length)), ...other.slice(next(other.length))].join('\n');
    }
  }
}

/** Versions of one text as somebody edits it: most edits near the one before, some elsewhere, some taken back. */
export function typed(text: string, count: number, next: (below: number) => number): string[] {
  const versions = [text];
  let line = 0;
  while (versions.length < count) {
    const lines = versions.at(-1)!.split('\n');
    if (next(3) === 0) line = next(lines.length);
    line = Math.min(line, lines.length - 1);
    const written = lines[line]!;
    const at = next(written.length + 1);
    switch (next(8)) {
      case 0: lines.splice(line, 1); break;
      case 1: lines.splice(line, 0, '# note'); break;
      case 2: lines.splice(line, 0, written); break;
      case 3: lines[line] = written.replace(/\d+/, (number) => String((Number(number) + next(5)) % 97)); break;
      case 4: lines[line] = written.slice(0, at) + written.slice(at + 1); break;
      case 5: lines.splice(0, lines.length, ...(versions[next(versions.length)] ?? '').split('\n')); break;
      case 6: lines.splice(line, 0, ...(texts[next(texts.length)] ?? '').split('\n')); break;
      default: lines[line] = written.slice(0, at) + SNIPPETS[next(SNIPPETS.length)]! + written.slice(at);
    }
    versions.push(lines.join('\n'));
  }
  return versions;
}
