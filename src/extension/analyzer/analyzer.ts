import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { failuresAsData } from '../../core/protocol/failure.js';
import type { AnalyzerApi } from './protocol.js';
import type { StartOptions } from './start.js';

/** The analysis thread as its users see it: started by the first question, and again after it ended. */
export class Analyzer {
  private running: { readonly worker: Worker; readonly api: AnalyzerApi } | null = null;

  /** `dist` holds the bundles of `start.ts` and `worker.ts`; `cache` is a folder for what V8 makes of the latter. */
  constructor(private readonly dist: string, private readonly cache: string) {}

  /** Lets the thread get ready before the first question. */
  prepare(): void {
    this.running ??= this.start();
  }

  get api(): AnalyzerApi {
    return (this.running ??= this.start()).api;
  }

  private start() {
    // An analysis makes much that lives no longer than itself: with room for it, hardly anything is copied by the collector.
    const worker = new Worker(join(this.dist, 'analysis-start.cjs'), {
      workerData: { entry: join(this.dist, 'analysis-worker.cjs'), cache: this.cache, quiet: 3000 } satisfies StartOptions,
      resourceLimits: { maxYoungGenerationSizeMb: 96 },
    });
    // An editor that is closed must not wait for an analysis.
    worker.unref();
    const api = createBirpc<AnalyzerApi, Record<string, never>>({}, {
      post: (message) => worker.postMessage(message),
      on: (receive) => void worker.on('message', receive),
      ...failuresAsData,
      timeout: -1,
      bind: 'functions',
    });
    const ended = (reason: string) => {
      if (this.running?.worker === worker) this.running = null;
      if (!api.$closed) api.$close(new Error(reason));
    };
    worker.on('error', (error: Error) => ended(`The analysis thread failed: ${error.message}`));
    worker.on('exit', () => ended('The analysis thread ended.'));
    return { worker, api };
  }

  async dispose(): Promise<void> {
    await this.running?.worker.terminate();
  }
}
