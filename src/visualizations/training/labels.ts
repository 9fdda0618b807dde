/** What the panel says of a run, in words. Pure. */
import { isLive } from '../../core/runs/state.js';
import { stageOf, stageWords } from '../../core/runs/stages.js';
import { formatDuration, formatPercent, formatValue } from '../elements/numbers.js';
import type { TrainingState } from './contract.js';

/** Whether a metric is a share of all, which people read in per cent. */
const isShare = (name: string) => /accuracy|precision|recall|auc|iou|f1|dice/.test(name);

/** Each `fit` of a run that trains several, in words with the epochs that it begins behind; nothing for a run of one. */
export const stageLines = ({ run: { stages = [] } }: TrainingState): string[] => stages.map(({ after }, at) => `${stageWords(stages, at)} ${at === 0 ? 'From the start' : `Behind epoch ${after}, at the dashed line`}.`);

/** What the run learns from and where, in words. */
export const dataLine = ({ run }: TrainingState): string => `Data: ${run.data || 'not known yet'} · Device: ${run.device}`;

/** The parts of the one row of state, in order. */
export function stateParts({ run, progress, epochs }: TrainingState): string[] {
  if (!isLive(run)) return [`${epochs} of ${run.epochs} epochs`];
  if (!progress) return [];
  return [
    ...(run.stages ? [`stage ${stageOf(run.stages, progress.epoch) + 1}/${run.stages.length}`] : []),
    `epoch ${progress.epoch}/${progress.epochs}`,
    `step ${progress.step}/${progress.steps}`,
    `${Math.round(progress.imagesPerSecond).toLocaleString('en-US')} img/s`,
    `${formatDuration(progress.remainingSeconds)} left`,
  ];
}

export function curveValue(name: string, value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return value === undefined ? '–' : 'NaN';
  return isShare(name) ? formatPercent(value) : formatValue(value);
}
