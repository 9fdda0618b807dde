/** Starts a step worker and calls it. When the worker ends, every call that still waits is rejected with a sentence. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { isOutOfMemory } from '../devices/memory.js';
import { installedRuntime } from '../devices/runtime.js';
import type { Closing, Reply, WorkerApi } from './protocol.js';

/** Milliseconds that the longest step may take once nobody waits for it. */
const patience = 60_000;

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class StepWorker {
  private readonly worker = startThread();
  private readonly waiting = new Map<number, Waiting>();
  private next = 1;
  private ended: Error | null = null;
  private gone = false;

  constructor() {
    this.worker.unref();
    this.worker.on('message', (reply: Reply) => {
      const call = this.waiting.get(reply.id);
      this.waiting.delete(reply.id);
      if (this.waiting.size === 0) this.worker.unref();
      if ('error' in reply) call?.reject(new Error(reply.error));
      else call?.resolve(reply.result);
    });
    this.worker.on('error', ({ message }) => this.end(isOutOfMemory(message) ? `The computing thread ran out of memory (${message}). A smaller batch needs less.` : `The computing thread failed: ${message}`));
    this.worker.on('exit', (code) => {
      this.gone = true;
      this.end(`The computing thread ended (exit code ${code}).`);
    });
  }

  call<Name extends keyof WorkerApi>(name: Name, argument: Parameters<WorkerApi[Name]>[0]): Promise<ReturnType<WorkerApi[Name]>> {
    if (this.ended !== null) return Promise.reject(this.ended);
    const id = this.next++;
    this.worker.ref();
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve, reject });
      this.worker.postMessage({ id, call: name, argument });
    });
  }

  /** Why the thread answers no more; null while it does. */
  get lost(): Error | null {
    return this.ended;
  }

  /**
   * Closes the thread once the step that it is in has ended. A thread that is stopped inside onnxruntime takes the whole process with
   * it, so that is left for one that does not come back.
   */
  async dispose(): Promise<void> {
    this.end('The device was closed.');
    if (this.gone) return;
    this.worker.ref();
    const gone = new Promise<void>((exited) => this.worker.once('exit', () => exited()));
    this.worker.postMessage('close' satisfies Closing);
    const late = setTimeout(() => void this.worker.terminate(), patience);
    await gone;
    clearTimeout(late);
  }

  /** Ends the thread as a crash would; for tests. */
  async kill(): Promise<void> {
    await this.worker.terminate();
  }

  private end(sentence: string): void {
    this.ended ??= new Error(sentence);
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
  }
}

/** The worker's bundle beside this one; from sources, its TypeScript. */
function startThread(): Worker {
  const isBundle = typeof __filename === 'string' && __filename.endsWith('.cjs');
  const options = { workerData: { runtime: installedRuntime() } };
  return isBundle ? new Worker(join(__dirname, 'step-worker.cjs'), options) : new Worker(new URL('./from-sources.mjs', import.meta.url), options);
}
