/** What an evaluation says of classes, worked out from its counts. Pure. */
import type { ClassResults, Evaluation, Example } from '../../core/protocol/inspection.js';

/** One class's scores as scikit-learn and Keras define them; NaN where there is nothing to divide by. */
export interface ClassScores {
  readonly index: number;
  readonly name: string;
  /** Of the images that were given the class, the share that has it. */
  readonly precision: number;
  /** Of the images that have the class, the share that was given it. */
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

export const nameOfClass = ({ names }: Pick<ClassResults, 'names'>, index: number): string => names?.[index] ?? String(index);

export function classScores(classes: ClassResults): ClassScores[] {
  return classes.support.map((support, index) => {
    const [correct, predicted] = [classes.correct[index] ?? 0, classes.predicted[index] ?? 0];
    return { index, name: nameOfClass(classes, index), precision: share(correct, predicted), recall: share(correct, support), f1: share(2 * correct, predicted + support), support };
  });
}

const share = (part: number, whole: number): number => (whole === 0 ? NaN : part / whole);

/** Means over the classes that have a score (macro). */
export function meanScores(scores: readonly ClassScores[]): Pick<ClassScores, 'precision' | 'recall' | 'f1'> {
  const mean = (of: (score: ClassScores) => number): number => {
    const known = scores.map(of).filter((value) => !Number.isNaN(value));
    return share(known.reduce((sum, value) => sum + value, 0), known.length);
  };
  return { precision: mean(({ precision }) => precision), recall: mean(({ recall }) => recall), f1: mean(({ f1 }) => f1) };
}

export const accuracyOf = ({ correct, support }: ClassResults): number => share(sum(correct), sum(support));

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

export interface Cell {
  readonly actual: number;
  readonly predicted: number;
  readonly count: number;
}

export const cellsOf = ({ cells }: ClassResults): Cell[] => Array.from({ length: Math.floor(cells.length / 3) }, (_, at) => ({ actual: cells[3 * at]!, predicted: cells[3 * at + 1]!, count: cells[3 * at + 2]! }));

/** Classes taken for others, the most frequent first. */
export const confusions = (classes: ClassResults): Cell[] => cellsOf(classes).filter(({ actual, predicted }) => actual !== predicted);

export type ScoreColumn = 'class' | 'precision' | 'recall' | 'f1' | 'support';

/** The worst first; a score that is not there last. */
export function sortedScores(scores: readonly ClassScores[], by: ScoreColumn): readonly ClassScores[] {
  if (by === 'class') return scores;
  const value = (score: ClassScores): number => (Number.isNaN(score[by]) ? Infinity : score[by]);
  return [...scores].sort((a, b) => value(a) - value(b) || a.index - b.index);
}

/** Images of one cell, or the worst of all where none is chosen. */
export function chosenExamples({ examples, worst }: Evaluation, cell: Pick<Cell, 'actual' | 'predicted'> | null): readonly Example[] {
  return cell === null ? examples.slice(0, worst) : examples.filter(({ actual, predicted }) => actual === cell.actual && predicted === cell.predicted).sort((a, b) => (b.loss ?? Infinity) - (a.loss ?? Infinity));
}

/** A cell as an option keeps it, and back. */
export const cellKey = ({ actual, predicted }: Pick<Cell, 'actual' | 'predicted'>): string => `${actual} ${predicted}`;
export function cellOf(key: unknown): Pick<Cell, 'actual' | 'predicted'> | null {
  const parts = typeof key === 'string' ? /^(\d+) (\d+)$/.exec(key) : null;
  return parts ? { actual: Number(parts[1]), predicted: Number(parts[2]) } : null;
}
