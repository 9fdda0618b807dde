import { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { failuresAsData } from '../../core/protocol/failure.js';
import type { AnalyzerApi } from './protocol.js';

/** The analysis thread as its users see it: started by the first question, and again after it ended. */
export class Analyzer {
  private running: { readonly worker: Worker; readonly api: AnalyzerApi } | null = null;

  /** `entry` is the bundle of `worker.ts`. */
  constructor(private readonly entry: string) {}

  get api(): AnalyzerApi {
    return (this.running ??= this.start()).api;
  }

  private start() {
    // An analysis makes much that lives no longer than itself: with room for it, hardly anything is copied by the collector.
    const worker = new Worker(this.entry, { resourceLimits: { maxYoungGenerationSizeMb: 96 } });
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
