/** The calls of `fit` of a run that trains several. */
import type { RunStage } from '../protocol/engine.js';

/** Which of them an epoch of the run, counted from 1, belongs to, counted from 0. */
export const stageOf = (stages: readonly Pick<RunStage, 'after'>[] | undefined, epoch: number): number => Math.max((stages ?? []).findLastIndex(({ after }) => after < epoch), 0);

/** e.g. `Stage 2 of 2, line 40: Adam(learning_rate=0.0001), 12,290 trainable parameters.` */
export function stageWords(stages: readonly RunStage[], at: number): string {
  const { title, line } = stages[at]!;
  return `Stage ${at + 1} of ${stages.length}${line === null ? '' : `, line ${line}`}: ${title}.`;
}
