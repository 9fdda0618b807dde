/**
 * A run's folder: `run.json` (state), `recipe.json`, `graph.json`, `source.py`, `options.json`, `metrics.jsonl` (one epoch a line),
 * `checkpoints/epoch-0001.keras` (after each epoch, with the optimizer's variables), `inspection/` (what was looked at after an epoch), `recordings/` (pictures after each epoch) and `model.keras`.
 */
import { readFileSync } from 'node:fs';
import { appendFile, mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ModelGraph } from '../../core/graph/types.js';
import type { EpochMetrics, RunInfo, RunStage, TrainRequest } from '../../core/protocol/engine.js';
import type { Recipe } from '../../core/recipe/types.js';
import { birthOf, isTraining, type System, type Trainer } from '../../core/runs/process.js';
import { checkpointEpochs, checkpointFile, runFolderName, sourceStem } from '../../core/runs/folder.js';
import { isLive } from '../../core/runs/state.js';
import { UserError } from '../errors.js';
import { removeParts, writeWhole } from './files.js';
import { forgetInspections } from './inspections.js';
import { forgetFrames } from './recordings.js';
import { leastMissed } from './thinning.js';

/** Room for the checkpoints of one run where nothing else was asked for. */
const defaultCheckpointBytes = 2e9;

/** What a run was asked for besides recipe and graph: what it takes to go on with it. */
export interface RunOptions extends Trainer {
  readonly seed: number;
  readonly epochs: number;
  readonly missingDataset: 'bundled' | 'download' | null;
  /** Bytes that all checkpoints may take together; left out by runs of before. */
  readonly checkpointBytes?: number;
}

const system: System = { read: (path) => readFileSync(path, 'utf8'), probe: (pid) => void process.kill(pid, 0) };
const thisProcess = (): Trainer => ({ process: process.pid, born: birthOf(process.pid, system) });

/** `run.json` besides what the protocol tells: kept by the run itself. */
export class Run {
  private constructor(
    private current: RunInfo,
    readonly graph: ModelGraph,
    readonly recipe: Recipe,
    readonly sourceText: string,
    readonly options: RunOptions,
  ) {}

  get info(): RunInfo {
    return this.current;
  }

  get directory(): string {
    return this.current.directory;
  }

  /** Makes the folder `<time>-<name>` with the request's recipe, graph and source. */
  static async create(request: TrainRequest, about: { readonly device: { readonly id: string; readonly label: string }; readonly data: string; readonly epochs: number; readonly stages?: readonly RunStage[] | undefined; readonly seed: number }, now = new Date()): Promise<Run> {
    const name = runFolderName(now, sourceStem(basename(request.sourceFile)) || request.graph.name);
    const unmade = ({ message }: Error): UserError => new UserError(`The run's folder could not be made in ${request.runsDirectory}: ${message}. Choose a folder that can be written to.`);
    await mkdir(request.runsDirectory, { recursive: true }).catch((error: unknown) => Promise.reject(unmade(error as Error)));
    let id = name;
    for (let i = 2; ; i++) {
      try {
        await mkdir(join(request.runsDirectory, id));
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unmade(error as Error);
        id = `${name}-${i}`;
      }
    }
    const directory = join(request.runsDirectory, id);
    const info: RunInfo = {
      id, name: id, directory, state: 'preparing', device: about.device.label, deviceId: about.device.id, model: request.graph.name, sourceFile: request.sourceFile, data: about.data,
      started: now.toISOString(), epochs: about.epochs, epochsDone: 0, ...(about.stages ? { stages: about.stages } : {}), error: null,
    };
    const options: RunOptions = { seed: about.seed, epochs: about.epochs, missingDataset: request.missingDataset ?? null, checkpointBytes: request.checkpointBytes ?? defaultCheckpointBytes, ...thisProcess() };
    const files = { 'recipe.json': json(request.recipe), 'graph.json': json(request.graph), 'source.py': request.sourceText, 'options.json': json(options), 'run.json': json(info) };
    try {
      for (const [file, content] of Object.entries(files)) await writeWhole(join(directory, file), content);
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw unmade(error as Error);
    }
    return new Run(info, request.graph, request.recipe, request.sourceText, options);
  }

  /** Opens a run's folder. Throws a UserError where it is none. */
  static async open(directory: string): Promise<Run> {
    const read = async <T>(file: string): Promise<T> => {
      try {
        return JSON.parse(await readFile(join(directory, file), 'utf8')) as T;
      } catch {
        throw new UserError(`"${directory}" is not a whole run: ${file} is missing or cannot be read. Choose another run, or train again.`);
      }
    };
    const info = await read<RunInfo>('run.json');
    const source = await readFile(join(directory, 'source.py'), 'utf8').catch(() => '');
    return new Run({ ...info, directory }, await read('graph.json'), await read('recipe.json'), source, await read('options.json'));
  }

  /** Whether its folder is still where it was made. */
  async isThere(): Promise<boolean> {
    return exists(join(this.directory, 'options.json'));
  }

  /** Whether another process trains it. */
  isTrainedElsewhere(): boolean {
    return isLive(this.info) && this.options.process !== process.pid && isTraining(this.options, system);
  }

  /** Writes a new state; where that fails, `info` tells it all the same. A folder that is gone stays gone. */
  async update(change: Partial<Pick<RunInfo, 'state' | 'epochsDone' | 'error' | 'device' | 'deviceId' | 'deviceLost' | 'data' | 'epochs' | 'stages' | 'name' | 'test' | 'warnings'>>): Promise<RunInfo> {
    this.current = { ...this.current, ...change };
    if (!(await this.isThere())) throw Object.assign(new Error(`The folder ${this.directory} is gone.`), { code: 'ENOENT' });
    await writeWhole(join(this.directory, 'run.json'), json(this.current));
    return this.current;
  }

  /** Marks which process trains it from now on, and tidies what a crash may have left: parts of files, half a line, epochs behind the last checkpoint. */
  async take(): Promise<void> {
    await removeParts(this.directory);
    await removeParts(join(this.directory, 'checkpoints'));
    const done = (await this.checkpoints()).at(-1) ?? 0;
    // The model of the end before is not that of the epochs to come.
    if (done > 0) await rm(this.modelPath, { force: true });
    await removeParts(join(this.directory, 'inspection'));
    await forgetInspections(this.directory, done);
    await forgetFrames(this.directory, done);
    const kept = (await this.metrics()).filter(({ epoch }) => epoch <= done);
    await writeWhole(join(this.directory, 'metrics.jsonl'), kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await writeWhole(join(this.directory, 'options.json'), json({ ...this.options, ...thisProcess() }));
  }

  async appendMetrics(metrics: EpochMetrics): Promise<void> {
    await appendFile(join(this.directory, 'metrics.jsonl'), `${JSON.stringify(metrics)}\n`);
  }

  /** One line each; a line that a crash cut off is left out, and of two lines for one epoch the later counts. */
  async metrics(): Promise<EpochMetrics[]> {
    const text = await readFile(join(this.directory, 'metrics.jsonl'), 'utf8').catch(() => '');
    const byEpoch = new Map<number, EpochMetrics>();
    for (const line of text.split('\n')) {
      try {
        const metrics = JSON.parse(line) as EpochMetrics;
        byEpoch.set(metrics.epoch, metrics);
      } catch {
        continue;
      }
    }
    return [...byEpoch.values()].sort((a, b) => a.epoch - b.epoch);
  }

  checkpointPath(epochsDone: number): string {
    return join(this.directory, 'checkpoints', checkpointFile(epochsDone));
  }

  get modelPath(): string {
    return join(this.directory, 'model.keras');
  }

  /** Numbers of finished epochs that have a checkpoint, ascending. */
  async checkpoints(): Promise<number[]> {
    return checkpointEpochs(await readdir(join(this.directory, 'checkpoints')).catch(() => []));
  }

  /** The file with the weights after some epochs, or the last ones. Throws a UserError where there are none yet. */
  async weightsFile(epoch?: number): Promise<string> {
    const done = await this.checkpoints();
    if (epoch !== undefined) {
      if (!done.includes(epoch)) throw new UserError(`The run "${this.info.name}" has no checkpoint after epoch ${epoch}; it has ${done.join(', ') || 'none'}.`);
      return this.checkpointPath(epoch);
    }
    if (await exists(this.modelPath)) return this.modelPath;
    const last = done.at(-1);
    if (last === undefined) throw new UserError(`The run "${this.info.name}" has no weights yet; its first epoch is not finished. Wait for it, or train again.`);
    return this.checkpointPath(last);
  }

  /** After which epoch the weights are that `weightsFile()` gives; 'final' for the model as the run left it, null where there are none yet. */
  async latest(): Promise<number | 'final' | null> {
    return (await exists(this.modelPath)) ? 'final' : ((await this.checkpoints()).at(-1) ?? null);
  }

  /** Thins the checkpoints out where all together take more than the run may; the last two stay. */
  async pruneCheckpoints(): Promise<void> {
    const sizes = new Map(await Promise.all((await this.checkpoints()).map(async (epoch) => [epoch, (await stat(this.checkpointPath(epoch))).size] as const)));
    const total = (): number => [...sizes.values()].reduce((a, b) => a + b, 0);
    while (total() > (this.options.checkpointBytes ?? defaultCheckpointBytes)) {
      const epoch = leastMissed([...sizes.keys()]);
      if (epoch === null) return;
      await rm(this.checkpointPath(epoch), { force: true });
      sizes.delete(epoch);
    }
  }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);

/** All runs of a folder, the latest first. Folders that are no runs are left out. */
export async function listRuns(runsDirectory: string): Promise<RunInfo[]> {
  const entries = await readdir(runsDirectory, { withFileTypes: true }).catch(() => []);
  const runs = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map(async ({ name }) => {
      const directory = join(runsDirectory, name);
      try {
        return { ...(JSON.parse(await readFile(join(directory, 'run.json'), 'utf8')) as RunInfo), directory };
      } catch {
        return null;
      }
    }),
  );
  return runs.filter((run): run is RunInfo => run !== null).sort((a, b) => b.id.localeCompare(a.id));
}

/** Marks runs whose process is gone as interrupted, and gives them back. */
export async function markInterrupted(runsDirectory: string): Promise<RunInfo[]> {
  const marked: RunInfo[] = [];
  for (const info of await listRuns(runsDirectory)) {
    if (!isLive(info)) continue;
    const run = await Run.open(info.directory).catch(() => null);
    if (run === null || isTraining(run.options, system)) continue;
    await removeParts(run.directory);
    await removeParts(join(run.directory, 'checkpoints'));
    marked.push(await run.update({ state: 'interrupted', error: 'The engine stopped while this run was training.', epochsDone: (await run.checkpoints()).at(-1) ?? 0 }));
  }
  return marked;
}
