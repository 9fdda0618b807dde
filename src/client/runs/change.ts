/** What may be changed in a run's folder from outside the engine. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochMetrics, RunInfo } from '../../core/protocol/engine.js';
import { UserError } from '../../core/protocol/failure.js';
import { isLive } from '../../core/runs/state.js';
import { epochScalars, eventFile } from '../../core/runs/tensorboard.js';
import { writeWholeSync } from '../whole.js';
import { labelFile } from './store.js';

/** Gives a run a label, or with an empty one its folder's name again. Throws a UserError where that cannot be written. */
export function labelRun({ directory }: Pick<RunInfo, 'directory'>, label: string): void {
  const path = join(directory, labelFile);
  const line = label.replace(/\s+/g, ' ').trim();
  try {
    if (line === '') rmSync(path, { force: true });
    else writeWholeSync(path, `${line}\n`);
  } catch (error) {
    throw new UserError(`The run's label could not be written to ${path}: ${(error as Error).message}.`);
  }
}

/** Throws a UserError where a run must not be deleted: its folder is being written to, or is none. */
export function checkDeletable({ name, directory, ...run }: RunInfo): void {
  if (isLive(run)) throw new UserError(`The run "${name}" is still training; stop it first, then delete it.`);
  if (!existsSync(join(directory, 'run.json'))) throw new UserError(`${directory} is not a run: it holds no run.json. Nothing was deleted.`);
}

/** Deletes a run's folder for good. Throws a UserError where it must not or cannot be. */
export async function deleteRun(run: RunInfo): Promise<void> {
  checkDeletable(run);
  try {
    await rm(run.directory, { recursive: true });
  } catch (error) {
    throw new UserError(`${run.directory} could not be deleted: ${(error as Error).message}.`);
  }
}

/**
 * Writes a run's metrics as TensorBoard event files into the folders `train` and `validation` of `into`, in the place of those
 * written before; returns their paths. Throws a UserError where there is nothing to write or it cannot be written.
 */
export function writeEvents({ name, started }: RunInfo, epochs: readonly EpochMetrics[], into: string): string[] {
  const seconds = Date.parse(started) / 1000;
  if (epochs.length === 0) throw new UserError(`The run "${name}" has no finished epoch yet, so there is nothing to export.`);
  if (!Number.isFinite(seconds)) throw new UserError(`The run "${name}" does not say when it was started ("${started}"), which event files need.`);
  const parts = Object.entries(epochScalars(epochs, seconds)).filter(([, scalars]) => scalars.length > 0);
  return parts.map(([part, scalars]) => {
    const folder = join(into, part);
    // Named by the start, so that a later export of the same run takes the place of this one.
    const path = join(folder, `events.out.tfevents.${Math.floor(seconds)}.convlens`);
    try {
      mkdirSync(folder, { recursive: true });
      writeWholeSync(path, eventFile(scalars, seconds));
    } catch (error) {
      throw new UserError(`${path} could not be written: ${(error as Error).message}. Choose another folder.`);
    }
    return path;
  });
}
