/** What lists say of a run, in words. */
import { basename } from 'node:path';
import type { RunInfo } from '../../core/protocol/engine.js';
import type { RunSummary } from '../../client/runs/store.js';
import { stageWords } from '../../core/runs/stages.js';
import { isLive } from '../../core/runs/state.js';
import { curveValue } from '../../visualizations/training/labels.js';

const two = (value: number): string => String(value).padStart(2, '0');

/** `14:02`; the day before it where it is not today, with the year where it is not this one, and the text itself where it is no time. */
export function startedAt({ started }: Pick<RunInfo, 'started'>, now = new Date()): string {
  const time = new Date(started);
  if (Number.isNaN(time.getTime())) return started;
  const year = time.getFullYear() === now.getFullYear() ? '' : `${time.getFullYear()}-`;
  const day = time.toDateString() === now.toDateString() ? '' : `${year}${two(time.getMonth() + 1)}-${two(time.getDate())} `;
  return `${day}${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** "run 14:02, epoch 5", or with the label that a person gave it. */
export const runLabel = ({ info, labelled }: Pick<RunSummary, 'info' | 'labelled'>, now = new Date()): string => `${labelled ? info.name : `run ${startedAt(info, now)}`}, epoch ${info.epochsDone}${isLive(info) ? ' (training)' : ''}`;

/** The label that a person gave a run, else the name of its source. */
export const runTitle = ({ info, labelled }: Pick<RunSummary, 'info' | 'labelled'>): string => (labelled ? info.name : basename(info.sourceFile.replaceAll('\\', '/')).replace(/\.[^.]*$/, '') || info.name);

/** `val_accuracy 98.2 %`; empty before the first epoch has ended. */
export const bestText = ({ best }: Pick<RunSummary, 'best'>): string => (best ? `${best.name} ${curveValue(best.name, best.value)}` : '');

/** What stands behind a run's title: how good, when, how far; the side bar is narrow. While it trains, `progress` stands first instead of the epochs. */
export function runDetail(run: RunSummary, progress: string | null, now = new Date()): string {
  const { epochsDone, epochs } = run.info;
  return [progress ?? '', bestText(run), startedAt(run.info, now), progress === null ? `${epochsDone}/${epochs} epochs` : ''].filter(Boolean).join(' · ');
}

/** All of it as a screen reader says it. */
export const runWords = (run: RunSummary, progress: string | null, now = new Date()): string =>
  [runTitle(run), run.info.state, `started ${startedAt(run.info, now)}`, progress ?? `${run.info.epochsDone} of ${run.info.epochs} epochs`, ...(run.best ? [`best ${bestText(run)} in epoch ${run.best.epoch}`] : [])].join(', ');

/** Lines of name and value for who wants to know more. */
export function runFacts({ info, best }: RunSummary, now = new Date()): readonly (readonly [string, string])[] {
  const test = Object.entries(info.test ?? {}).map(([name, value]) => `${name} ${curveValue(name, value)}`).join(', ');
  return [
    ['State', info.state], ['Started', startedAt(info, now)], ['Epochs', `${info.epochsDone} of ${info.epochs}`],
    ...(info.stages ?? []).map((_, at, all) => [`From epoch ${all[at]!.after + 1}`, stageWords(all, at)] as const),
    ...(best ? [['Best', `${bestText({ best })} in epoch ${best.epoch}`] as const] : []),
    ...(test ? [['Test', test] as const] : []),
    ['Device', info.device], ['Data', info.data], ['Folder', info.directory],
    ...(info.error ? [['Error', info.error] as const] : []),
    ...(info.warnings ?? []).map((warning) => ['Note', warning] as const),
  ];
}
