/** Gathers an evaluation from what the steps tell of single images: confusion matrix, classes, and the images worth looking at. */
import type { ClassResults, Evaluation, Example, Split } from '../../../core/protocol/inspection.js';
import type { TypedArray } from '../../trace/step.js';
import type { Plan } from '../plan.js';
import { classificationOf, sampleNames } from './samples.js';

/** What is kept, so that an epoch's file stays small whatever the data: the worst images, images a cell, images and cells in all. */
export const limits = { worst: 500, perCell: 12, examples: 3000, cells: 20_000 } as const;

/** Where the evaluated rows stand in the data that pictures are chosen from. */
export interface Place {
  readonly split: Split;
  /** Number of the first row there. */
  readonly from: number;
}

export class EvaluationRecord {
  private readonly columns = { index: [] as number[], loss: [] as number[], actual: [] as number[], predicted: [] as number[], score: [] as number[] };
  private readonly classes: number | null;

  constructor(plan: Pick<Plan, 'outputs' | 'targets'>, private readonly place: Place, private readonly names: readonly string[] | null) {
    this.classes = classificationOf(plan)?.classes ?? null;
  }

  /** Takes one batch: the rows' numbers and the reports of the step. */
  add(indices: readonly number[], reports: Readonly<Record<string, TypedArray>>): void {
    const { columns } = this;
    for (let i = 0; i < indices.length; i++) {
      columns.index.push(indices[i]! + this.place.from);
      for (const name of ['loss', 'actual', 'predicted', 'score'] as const) columns[name].push(reports[sampleNames[name]]?.[i] ?? NaN);
    }
  }

  /** Null where nothing was seen. */
  result(epoch: number): Evaluation | null {
    const { index, loss } = this.columns;
    if (index.length === 0) return null;
    // A loss that is not a number is the worst of all.
    const key = (i: number): number => (Number.isNaN(loss[i]!) ? Infinity : loss[i]!);
    const ranked = Array.from(index, (_, i) => i).sort((a, b) => (key(a) === key(b) ? a - b : key(b) - key(a)));
    const { results, members } = this.confusion(ranked);
    const worst = reportsLoss(loss) ? ranked.slice(0, limits.worst) : [];
    const chosen = new Set(worst);
    for (let depth = 0; depth < limits.perCell && chosen.size < limits.examples; depth++) {
      for (const cell of members) {
        if (chosen.size >= limits.examples) break;
        const image = cell[depth];
        if (image !== undefined) chosen.add(image);
      }
    }
    return { epoch, split: this.place.split, samples: index.length, classes: results, worst: worst.length, examples: Array.from(chosen, (i) => this.example(i)) };
  }

  private example(i: number): Example {
    const { index, loss, actual, predicted, score } = this.columns;
    const number = (value: number): number | null => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null);
    return { index: index[i]!, actual: number(actual[i]!), predicted: number(predicted[i]!), score: number(score[i]!), loss: number(loss[i]!) };
  }

  /** Cells from the largest to the smallest, and the images of each, the worst first. */
  private confusion(ranked: readonly number[]): { readonly results: ClassResults | null; readonly members: readonly (readonly number[])[] } {
    if (this.classes === null) return { results: null, members: [] };
    const count = this.classes;
    const [support, predictedAs, correct] = [new Array<number>(count).fill(0), new Array<number>(count).fill(0), new Array<number>(count).fill(0)];
    const byCell = new Map<number, { count: number; readonly worst: number[] }>();
    const { actual, predicted } = this.columns;
    for (const i of ranked) {
      const [from, to] = [actual[i]!, predicted[i]!];
      support[from]!++;
      predictedAs[to]!++;
      if (from === to) correct[from]!++;
      const cell = byCell.get(from * count + to) ?? { count: 0, worst: [] };
      cell.count++;
      if (cell.worst.length < limits.perCell) cell.worst.push(i);
      byCell.set(from * count + to, cell);
    }
    const cells = [...byCell].sort(([a, x], [b, y]) => y.count - x.count || a - b);
    const kept = cells.slice(0, limits.cells);
    const beyond = cells.slice(limits.cells).reduce((sum, [, cell]) => sum + cell.count, 0);
    return {
      results: { count, names: this.names?.length === count ? this.names : null, support, predicted: predictedAs, correct, cells: kept.flatMap(([key, cell]) => [Math.floor(key / count), key % count, cell.count]), beyond },
      members: cells.map(([, cell]) => cell.worst),
    };
  }
}

const reportsLoss = (losses: readonly number[]): boolean => losses.some((value) => !Number.isNaN(value));
