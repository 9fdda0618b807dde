/**
 * The engine process as its users see it: calls that always settle, events, and a restart after a crash.
 *
 *   const engine = startEngine({ entry: join(extensionPath, 'dist', 'engine.cjs') });
 *   const unlisten = engine.listen({ progress: draw, stopped: (reason) => showErrorMessage(reason) });
 *   const devices = await engine.api.devices();         // forks the process if none is running
 *   await engine.dispose();
 *
 * Every method of `engine.api` rejects with a sentence when the process ends before it has answered; the next call starts
 * a new process. An error named `UserError` is meant for the user as it stands.
 */
import { UserError } from '../core/protocol/failure.js';
import type { EngineApi, EngineListener, RunInfo } from '../core/protocol/engine.js';
import { markInterrupted } from './interrupted.js';
import { EngineProcess, type EngineOptions } from './process.js';

export type { EngineOptions } from './process.js';

/** What a client tells: the engine's own events, and how the process fares. Every method may be left out. */
export interface ClientListener extends EngineListener {
  /** A process was forked; `pid` is its number. */
  started(pid: number): void;
  /** The process ended unasked. `reason` is one sentence for the user; calls under way were rejected with it. */
  stopped(reason: string): void;
}

export interface EngineClient {
  /** The engine's services; the first call starts the process. */
  readonly api: EngineApi;
  /** Calls the given methods from now on; returns how to end that. */
  listen(listener: Partial<ClientListener>): () => void;
  /** The process's number, or null while none is running. */
  readonly pid: number | null;
  /** Ends the process so that the next call starts a new one; throws a UserError while a training runs in it or is being prepared. */
  restart(): Promise<void>;
  /** Ends the process for good: training is stopped, calls under way are rejected. Resolves when it is gone. */
  dispose(): Promise<void>;
}

const active = new Set<RunInfo['state']>(['preparing', 'running', 'paused']);

/** Makes a client. No process is started before the first call. */
export function startEngine(options: EngineOptions): EngineClient {
  const listeners = new Set<Partial<ClientListener>>();
  const runs = new Map<string, RunInfo>();
  let current: EngineProcess | null = null;
  let disposed = false;
  let restarting: Promise<void> | null = null;
  /** Trainings that were asked for and not answered yet; each with the runs that ended meanwhile. */
  const starts = new Set<Set<string>>();

  const tell = <E extends keyof ClientListener>(event: E, ...details: Parameters<ClientListener[E]>): void => {
    for (const listener of listeners) {
      try {
        (listener[event] as ((...details: Parameters<ClientListener[E]>) => void) | undefined)?.(...details);
      } catch (error) {
        // One listener's fault must not keep the event from the others.
        console.error(error);
      }
    }
  };
  const follow = (run: RunInfo): void => {
    if (active.has(run.state)) runs.set(run.id, run);
    else {
      runs.delete(run.id);
      for (const ended of starts) ended.add(run.id);
    }
  };
  const events: EngineListener = {
    progress: (event) => tell('progress', event),
    epochEnded: (event) => tell('epochEnded', event),
    preparing: (line) => tell('preparing', line),
    partial: (token, result) => tell('partial', token, result),
    log: (line) => tell('log', line),
    runChanged: (run) => {
      follow(run);
      tell('runChanged', run);
    },
  };
  const ended = (reason: string): void => {
    current = null;
    const interrupted = [...runs.values()].map((run) => markInterrupted(run, reason));
    runs.clear();
    if (!disposed && restarting === null) tell('stopped', reason);
    for (const run of interrupted) tell('runChanged', run);
  };
  const process = (): EngineProcess => {
    if (disposed) throw new UserError('The engine has been shut down with its window.');
    if (current === null) {
      current = new EngineProcess(options, events, ended);
      if (current.pid !== undefined) tell('started', current.pid);
    }
    return current;
  };
  const call = async (method: keyof EngineApi, parameters: readonly unknown[]): Promise<unknown> => {
    // What is asked for while a process is ended is the next one's to answer.
    while (restarting !== null) await restarting;
    return process().call(method, parameters);
  };
  /** Reading or downloading its data may take minutes, in which a training has no run yet. */
  const start = async (method: 'train' | 'continueRun', parameters: readonly unknown[]): Promise<unknown> => {
    const ended = new Set<string>();
    starts.add(ended);
    try {
      const run = (await call(method, parameters)) as RunInfo;
      // One that fails at once may have told so before it answers.
      if (!ended.has(run.id)) follow(run);
      return run;
    } finally {
      starts.delete(ended);
    }
  };
  const ask = (method: keyof EngineApi) => (...parameters: unknown[]) => (method === 'train' || method === 'continueRun' ? start(method, parameters) : call(method, parameters));

  return {
    // The protocol is an interface and leaves no list of its methods at run time; whatever is named is sent.
    api: new Proxy({} as EngineApi, {
      get: (_, method) => (method === 'then' || typeof method === 'symbol' ? undefined : ask(method as keyof EngineApi)),
    }),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get pid() {
      return current?.pid ?? null;
    },
    async restart() {
      const [run] = runs.values();
      if (run || starts.size > 0) throw new UserError(`${run ? `${run.name} is training` : 'A training is being prepared'}; the engine starts again once it has ended or was stopped.`);
      restarting ??= (current?.end('The engine was started anew; try again.') ?? Promise.resolve()).finally(() => (restarting = null));
      await restarting;
    },
    async dispose() {
      disposed = true;
      await current?.end('The engine was shut down.');
    },
  };
}
