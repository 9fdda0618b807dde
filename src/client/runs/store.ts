import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { EpochMetrics, RunInfo } from '../../core/protocol/engine.js';
import { checkpointEpochs } from '../../core/runs/folder.js';
import { bestOf, type Best } from '../../core/runs/metrics.js';
import type { Parameter } from '../../core/runs/parameters.js';
import { isTraining, type Trainer } from '../../core/runs/process.js';
import { isLive } from '../../core/runs/state.js';
import { diskFiles, inTurns, type RunFiles } from './files.js';
import { parseEpochs, parseOptions, parseParameters, parseRun } from './parse.js';

/** A run as lists show it: what its folder says, and how good it became. */
export interface RunSummary {
  /** `name` is the label that a person gave it, else the folder's name. */
  readonly info: RunInfo;
  readonly labelled: boolean;
  readonly best: Best | null;
  /** Finished epochs that have a checkpoint, ascending. */
  readonly checkpoints: readonly number[];
}

interface Known {
  readonly stamp: string;
  readonly summary: Promise<RunSummary | null>;
  /** Who trains it, while it is marked as going on. */
  readonly trainer: Promise<Trainer | null>;
}

/** The file that holds a run's label; the folder keeps its name, by which notebooks and scripts may know it. */
export const labelFile = 'label.txt';

/** Whether a run has epochs left that it may go on with. */
export const canContinue = ({ state, epochs, epochsDone }: RunInfo): boolean => (state === 'interrupted' || state === 'stopped') && epochsDone < epochs;

/**
 * Runs as their folders tell of them. A run is read when it is first asked for, and again only when its `run.json` or its label has
 * changed; of its files only the small ones are ever opened, never a checkpoint or a model.
 */
export class RunStore {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly files: RunFiles = diskFiles,
    private readonly alive: (trainer: Trainer) => boolean = isAlive,
  ) {}

  /** All folders inside runs' folders, the newest first by their names, which begin with the time. */
  async directories(runsDirectories: readonly string[]): Promise<string[]> {
    const found = await Promise.all(runsDirectories.map(async (path) => (await this.files.folders(path)).map((name) => join(path, name))));
    return found.flat().sort((a, b) => (basename(a) < basename(b) ? 1 : -1));
  }

  /** The runs among some folders, newest first. */
  async summaries(directories: readonly string[]): Promise<RunSummary[]> {
    const found = await inTurns(directories, (directory) => this.summary(directory));
    return found.filter((run) => run !== null).sort((a, b) => (a.info.started < b.info.started ? 1 : -1));
  }

  /** What a run's folder says; null where it is no run. A run that is marked as going on and whose process is gone was interrupted. */
  async summary(directory: string): Promise<RunSummary | null> {
    const stamp = (await Promise.all(['run.json', labelFile].map((file) => this.files.stamp(join(directory, file))))).join(', ');
    let known = this.known.get(directory);
    if (known?.stamp !== stamp) this.known.set(directory, (known = { stamp, ...this.read(directory) }));
    const [summary, trainer] = await Promise.all([known.summary, known.trainer]);
    if (summary === null || trainer === null || this.alive(trainer)) return summary;
    return { ...summary, info: { ...summary.info, state: 'interrupted', error: 'The process that trained this run has ended.' } };
  }

  /** Finished epochs, ascending. */
  async epochs(run: RunInfo): Promise<EpochMetrics[]> {
    return parseEpochs(await this.text(run.directory, 'metrics.jsonl'), run.epochsDone);
  }

  /** What a run was trained with; null where its recipe cannot be read. */
  async parameters(run: RunInfo): Promise<Parameter[] | null> {
    const [recipe, options] = await Promise.all([this.text(run.directory, 'recipe.json'), this.text(run.directory, 'options.json')]);
    return parseParameters(recipe, run, parseOptions(options)?.seed ?? null);
  }

  /** The source text that a run was started from; null where it is gone. */
  source(directory: string): Promise<string | null> {
    return this.text(directory, 'source.py');
  }

  private read(directory: string): Omit<Known, 'stamp'> {
    const summary = (async () => {
      const info = parseRun(await this.text(directory, 'run.json'), directory);
      if (info === null) return null;
      const label = (await this.text(directory, labelFile))?.trim() ?? '';
      const named = { ...info, name: label === '' ? basename(directory) : label };
      const best = info.epochsDone > 0 ? bestOf(await this.epochs(named)) : null;
      const checkpoints = info.epochsDone > 0 ? checkpointEpochs(await this.files.files(join(directory, 'checkpoints'))) : [];
      return { info: named, labelled: label !== '', best, checkpoints };
    })();
    const trainer = summary.then(async (run) => (run && isLive(run.info) ? parseOptions(await this.text(directory, 'options.json')) : null));
    return { summary, trainer };
  }

  private text(directory: string, file: string): Promise<string | null> {
    return this.files.text(join(directory, file));
  }
}

const isAlive = (trainer: Trainer): boolean => isTraining(trainer, { read: (path) => readFileSync(path, 'utf8'), probe: (pid) => void process.kill(pid, 0) });
