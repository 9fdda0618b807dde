/** Follows a run on the terminal from its start to its end. */
import { dirname } from 'node:path';
import type { EngineClient } from '../client/index.js';
import type { EpochMetrics, RunInfo } from '../core/protocol/engine.js';
import { UserError, wordsOf } from '../core/protocol/failure.js';
import { ProgressView, figure } from './report/progress.js';
import { stageOf, stageWords } from '../core/runs/stages.js';
import type { Terminal } from './terminal.js';

export interface Followed {
  /** How the first line begins, e.g. "Training model". */
  readonly title: string;
  readonly epochs: number;
  /** Whether the run is printed as JSON at the end. */
  readonly json: boolean;
  /** Starts it. */
  start(): Promise<RunInfo>;
}

const over = new Set<RunInfo['state']>(['stopped', 'finished', 'failed', 'interrupted']);

/** Shows how it goes, and its results at the end; an interrupt stops it. Throws a UserError where it fails. */
export async function followRun(engine: EngineClient, terminal: Terminal, followed: Followed): Promise<0> {
  const { run, epochs } = await follow(engine, terminal, followed);
  if (run.test) terminal.err(`${testLine(run.test)}\n`);
  terminal.err(`Run: ${run.directory}\n`);
  if (followed.json) terminal.out(`${JSON.stringify({ run, epochs, test: run.test ?? null })}\n`);
  if (run.state === 'failed' || run.state === 'interrupted') throw new UserError(run.error ?? 'The training failed.');
  return 0;
}

async function follow(engine: EngineClient, terminal: Terminal, { title, epochs, start }: Followed): Promise<{ readonly run: RunInfo; readonly epochs: readonly EpochMetrics[] }> {
  const finished: EpochMetrics[] = [];
  const view = new ProgressView(terminal, epochs);
  let id: string | null = null;
  // Changed by the interrupt below, which the compiler does not follow.
  let stopAsked = false as boolean;
  let resolveEnd: (run: RunInfo) => void = () => undefined;
  const end = new Promise<RunInfo>((done) => (resolveEnd = done));
  const warned = new Set<string>();
  let latest: RunInfo | null = null as RunInfo | null;
  let stage = -1;
  /** Which `fit` of several is on, once. */
  const tellStage = (epoch: number): void => {
    const { stages } = latest ?? {};
    if (stages === undefined || stageOf(stages, epoch) === stage) return;
    stage = stageOf(stages, epoch);
    view.say(stageWords(stages, stage));
  };
  const unlisten = engine.listen({
    preparing: (line) => view.say(line),
    progress(event) {
      tellStage(event.epoch);
      view.progress(event);
    },
    epochEnded(event) {
      finished.push(event);
      tellStage(event.epoch);
      view.epochEnded(event);
    },
    // One command trains one run, so what ends is ours, even if it ends before the answer that names it.
    runChanged(run) {
      for (const warning of run.warnings ?? []) if (!warned.has(warning)) view.say(`Note: ${warning}`);
      latest = run;
      view.epochs = run.epochs;
      run.warnings?.forEach((warning) => warned.add(warning));
      if (over.has(run.state)) resolveEnd(run);
    },
  });
  const stop = (): void => void (id !== null && engine.api.stop(id).catch((error: unknown) => view.say(wordsOf(error))));
  const release = terminal.onInterrupt(() => {
    if (stopAsked) return void engine.dispose();
    stopAsked = true;
    view.say('Stopping after this step; the model is kept. Ctrl-C again ends at once.');
    stop();
  });
  try {
    const started = await start();
    id = started.id;
    view.say(`${title} on ${started.device}, ${started.data}, in ${dirname(started.directory)}`);
    if (stopAsked) stop();
    const run = over.has(started.state) ? started : await end;
    view.clear();
    return { run, epochs: finished };
  } finally {
    release();
    unlisten();
  }
}

function testLine(test: NonNullable<RunInfo['test']>): string {
  const { loss, ...metrics } = test;
  return [...Object.entries(metrics).map(([name, value]) => `Test ${name}: ${figure(value)}`), ...(loss === undefined ? [] : [`test loss: ${figure(loss)}`])].join(', ');
}
