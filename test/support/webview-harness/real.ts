/** Answers panels from a run of the MNIST sample, trained by the engine itself, so that what is looked at is what users get. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEngine } from '../../../src/client/index.js';
import { RunStore } from '../../../src/client/runs/store.js';
import { analyze } from '../../../src/core/analyze.js';
import type { EpochMetrics, RunInfo } from '../../../src/core/protocol/engine.js';
import { listRuns } from '../../../src/engine/runs/run.js';
import { runLabel } from '../../../src/extension/runs/labels.js';
import type { Subject } from '../../../src/visualizations/picture.js';
import { root } from '../editor.js';

/** What the page says of the run beside its pictures. */
export interface RealRun {
  readonly label: string;
  readonly info: RunInfo;
  readonly epochs: readonly EpochMetrics[];
}

export interface RealEngine {
  /** A picture by its kind; `run` is answered with a `RealRun`. */
  answer(id: string, request: unknown): Promise<unknown>;
  close(): Promise<void>;
}

const sample = join(root, 'samples', 'keras', 'mnist_convnet.py');
/** A finished run is used again. */
const runsDirectory = join(root, '.cache', 'gallery');

/** Needs `dist/`. Trains the sample on the bundled subset of MNIST at first. */
export async function realEngine(): Promise<RealEngine> {
  const engine = startEngine({ entry: join(root, 'dist', 'engine.cjs') });
  try {
    const directory = await trainedRun(engine);
    return {
      answer(id, request) {
        if (id === 'run') return runIn(directory);
        const { subject } = request as { readonly subject: Subject };
        return engine.api.visualize(id, { ...(request as object), subject: { ...subject, weights: { kind: 'run', directory, epoch: 'last' } } }, `gallery ${id}`);
      },
      close: () => engine.dispose(),
    };
  } catch (error) {
    await engine.dispose();
    throw error;
  }
}

async function runIn(directory: string): Promise<RealRun> {
  const store = new RunStore();
  const run = await store.summary(directory);
  if (!run) throw new Error(`${directory} holds no run.`);
  return { label: runLabel(run), info: run.info, epochs: await store.epochs(run.info) };
}

/** The folder of a finished run. */
async function trainedRun(engine: ReturnType<typeof startEngine>): Promise<string> {
  const known = (await listRuns(runsDirectory)).find(({ state }) => state === 'finished');
  if (known) return known.directory;
  const sourceText = readFileSync(sample, 'utf8');
  const model = analyze(sourceText, { file: sample }).models.at(-1);
  if (!model?.recipe) throw new Error(`${sample} describes no training.`);
  const ended = new Promise<string>((resolve, reject) => {
    engine.listen({
      epochEnded: ({ epoch, loss }) => console.log(`  epoch ${epoch}: loss ${loss.toFixed(4)}`),
      runChanged: ({ state, directory, error }) => {
        if (state === 'finished') resolve(directory);
        if (state === 'failed' || state === 'interrupted') reject(new Error(error ?? `The training was ${state}.`));
      },
    });
  });
  await engine.api.train({ graph: model.graph, recipe: model.recipe, sourceFile: sample, sourceText, runsDirectory, missingDataset: 'bundled', seed: 1 });
  return ended;
}
