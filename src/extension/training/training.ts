import * as vscode from 'vscode';
import { UserError } from '../../core/protocol/failure.js';
import { readLatest } from '../../client/runs/inspections.js';
import { shapeLoss } from '../../core/graph/losses.js';
import { isLive } from '../../core/runs/state.js';
import type { RunInfo, TrainRequest } from '../../core/protocol/engine.js';
import type { TrainingState } from '../../visualizations/training/contract.js';
import { TrainingRecord } from '../../visualizations/training/record.js';
import type { Engine } from '../engine.js';
import { baseName } from '../places.js';
import type { Runs } from '../runs/runs.js';
import { settingsFor } from '../settings.js';
import type { WholeTarget } from '../target.js';
import { askForDataset } from './questions.js';
import type { ReadyTraining } from './queue.js';
import { trainingObstacle } from './trust.js';

/** Trainings of this window: starts them, follows them, and tells panels and the status bar. */
export class Training implements vscode.Disposable {
  private readonly records = new Map<string, TrainingRecord>();
  private latestId: string | null = null;
  /** What is being started: it is no run yet, and nothing else may start meanwhile. */
  private starting: string | null = null;
  private telling: NodeJS.Timeout | undefined;
  private readonly changed = new vscode.EventEmitter<TrainingState>();
  private readonly ended = new vscode.EventEmitter<RunInfo>();
  readonly onDidChange = this.changed.event;
  /** A run has weights that it did not have before: an epoch ended, or the run. */
  readonly onDidChangeWeights: vscode.Event<RunInfo>;
  private readonly weights = new vscode.EventEmitter<RunInfo>();
  readonly onDidEnd = this.ended.event;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly runs: Runs, private readonly engine: Engine) {
    this.onDidChangeWeights = this.weights.event;
    this.subscription = engine.listen({
      progress: (event) => this.update(event.runId, (record) => record.progressed(event)),
      epochEnded: (event) => {
        this.update(event.runId, (record) => record.epochEnded(event));
        const record = this.records.get(event.runId);
        if (!record) return;
        this.weights.fire(record.info);
        void readLatest(record.info.directory).then((looked) => this.update(event.runId, (each) => each.lookedAt(looked)));
      },
      runChanged: (run) => this.runChanged(run),
    });
  }

  /** The run that is going on, else the last one of this session. */
  get latest(): TrainingState | null {
    return (this.latestId && this.records.get(this.latestId)?.state()) || null;
  }

  /** What goes on or is being started, as people call it; null where another training may start. */
  get busy(): string | null {
    return this.starting ?? [...this.records.values()].find(({ info }) => isLive(info))?.info.name ?? null;
  }

  /** Starts a training that is ready; resolves when its run exists. */
  async begin({ title, begin }: ReadyTraining): Promise<RunInfo> {
    if (this.busy !== null) throw new UserError(`${this.busy} is still training; stop it first (ConvLens: Stop Training).`);
    this.starting = title;
    try {
      const run = await begin();
      this.runChanged(run);
      return run;
    } finally {
      this.starting = null;
    }
  }

  /** Makes the training that a file describes ready: checks it, and asks what has to be asked. Null when the user cancels. */
  async prepare(target: WholeTarget): Promise<ReadyTraining | null> {
    const request = await this.request(target);
    if (request === null) return null;
    return { title: `${baseName(target.document.uri)} › ${target.name}`, begin: () => this.whilePreparing(request.missingDataset === 'download', () => this.engine.api.train(request)) };
  }

  /** What the engine is asked to train. Throws a sentence where it cannot start; null when the user cancels. */
  async request(target: WholeTarget): Promise<TrainRequest | null> {
    const { document, model, result } = target;
    const recipe = model.recipe;
    const obstacle = trainingObstacle(document.uri);
    if (obstacle) throw new UserError(obstacle);
    if (!recipe) throw new UserError(`The file does not say how ${target.name} is trained: no call of fit was found for it. Add ${target.name}.compile(…) and ${target.name}.fit(…).`);
    const blocking = recipe.unknowns.find(({ blocks }) => blocks);
    if (blocking) {
      const line = blocking.span ? ` (line ${document.positionAt(blocking.span.from).line + 1})` : '';
      throw new UserError(`Training cannot start: ${blocking.reason}${line}`);
    }
    if (model.parameters.total === null) throw new UserError(`Training cannot start: the shapes of ${target.name}'s weights are not all known. ${shapeLoss(model.graph)?.reason ?? 'The first ? beside the code shows where they are lost.'}`);
    let missingDataset: TrainRequest['missingDataset'];
    for (const question of await this.engine.api.questions(recipe)) {
      const answer = await askForDataset(question);
      if (answer === null) return null;
      missingDataset = answer;
    }
    const device = this.engine.chosenDevice;
    return {
      graph: model.graph, recipe,
      sourceFile: this.runs.sourceFileOf(document.uri),
      sourceText: result.whole,
      runsDirectory: this.runs.directoryFor(document.uri).fsPath,
      checkpointBytes: settingsFor(document)['training.checkpointSpace'] * 1e9,
      ...(device === undefined ? {} : { device }),
      ...(missingDataset === undefined ? {} : { missingDataset }),
    };
  }

  /** Makes ready to go on with a run of a folder from its last finished epoch: on the device given, the chosen one, or the one that it was on. */
  continuing(run: RunInfo, device = this.engine.chosenDevice): ReadyTraining {
    return {
      title: run.name,
      begin: async () => {
        const before = this.records.get(run.id);
        // What it was until now must not undo what it becomes: it counts as going on from here.
        const record = new TrainingRecord({ ...run, state: 'preparing', error: null });
        for (const epoch of await this.runs.store.epochs(run)) record.epochEnded(epoch);
        this.records.set(run.id, record);
        try {
          return await this.engine.api.continueRun({ runDirectory: run.directory, ...(device === undefined ? {} : { device }) });
        } catch (error) {
          if (before) this.records.set(run.id, before);
          else this.records.delete(run.id);
          throw error;
        }
      },
    };
  }

  report(error: unknown): void {
    void this.engine.report(error);
  }

  /** Shows how far a download is. */
  private async whilePreparing<T>(shown: boolean, work: () => Promise<T>): Promise<T> {
    if (!shown) return work();
    return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: 'ConvLens' }, async (progress): Promise<T> => {
      const unlisten = this.engine.listen({ preparing: (message) => progress.report({ message }) });
      return work().finally(() => void unlisten.dispose());
    });
  }

  /** The state of a run of this session, or of one that lies in a folder. */
  async stateOf(run: RunInfo): Promise<TrainingState> {
    const known = this.records.get(run.id);
    if (known) return known.state();
    const record = new TrainingRecord(run);
    for (const epoch of await this.runs.store.epochs(run)) record.epochEnded(epoch);
    record.lookedAt(await readLatest(run.directory));
    if (run.error) record.say('error', run.error);
    return record.state();
  }

  async stop(): Promise<void> {
    await this.engine.api.stop(this.running().id);
  }

  async pause(): Promise<void> {
    await this.engine.api.pause(this.running().id);
  }

  async resume(): Promise<void> {
    await this.engine.api.resume(this.running().id);
  }

  private running(): RunInfo {
    const record = [...this.records.values()].find(({ info }) => isLive(info));
    if (!record) throw new UserError('No training is running. Start one with ConvLens: Train Model.');
    return record.info;
  }

  private runChanged(run: RunInfo): void {
    let record = this.records.get(run.id);
    if (!record) this.records.set(run.id, (record = new TrainingRecord(run)));
    const before = record.info;
    // The answer to `train` may arrive after the first events of the run; an older state must not undo a newer one.
    if (!(isLive(run) && !isLive(record.info))) record.changed(run);
    this.latestId = run.id;
    if (before.state !== run.state && run.error) record.say('error', run.error);
    this.changed.fire(record.state());
    void this.updateContexts();
    if (!isLive(run) && isLive(before)) {
      this.weights.fire(run);
      this.ended.fire(run);
    }
  }

  private update(runId: string, change: (record: TrainingRecord) => void): void {
    const record = this.records.get(runId);
    if (!record) return;
    change(record);
    // Steps may be finished faster than anyone can look; a state is made and sent ten times a second at most.
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      const latest = this.latest;
      if (latest) this.changed.fire(latest);
    }, 100);
  }

  private async updateContexts(): Promise<void> {
    const infos = [...this.records.values()].map(({ info }) => info);
    await vscode.commands.executeCommand('setContext', 'convlens.training', infos.some(isLive));
    await vscode.commands.executeCommand('setContext', 'convlens.paused', infos.some(({ state }) => state === 'paused'));
  }

  dispose(): void {
    clearTimeout(this.telling);
    for (const item of [this.subscription, this.changed, this.ended, this.weights]) item.dispose();
  }
}
