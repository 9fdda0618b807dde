import { fork, type ChildProcess } from 'node:child_process';
import { createBirpc } from 'birpc';
import { UserError, failuresAsData } from '../core/protocol/failure.js';
import type { EngineApi, EngineListener } from '../core/protocol/engine.js';

export interface EngineOptions {
  /** The engine's bundle `engine.cjs` (or, in tests, its source), absolute. */
  readonly entry: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Node's own options, e.g. `['--import', 'tsx']`. */
  readonly execArgv?: readonly string[];
  /** After how long without any answer the process counts as hung and is ended. Default 300; 0 never. */
  readonly hangSeconds?: number;
}

/** How often a process that owes an answer is asked whether it is there, before it counts as hung. */
const questions = 10;

/** A process that is asked to end gets this long to write down what it has. */
const graceMilliseconds = 10_000;

/** One engine process and the channel to it. It is never restarted; the client makes a new one. */
export class EngineProcess {
  private readonly child: ChildProcess;
  private readonly remote;
  private readonly exited: Promise<void>;
  private readonly hangMilliseconds: number;
  private pending = 0;
  private watch: NodeJS.Timeout | undefined;
  /** Why the process was ended by this side, once it was. */
  private cause: string | null = null;
  private errorOutput = '';
  private over = false;

  constructor(options: EngineOptions, listener: EngineListener, private readonly ended: (reason: string) => void) {
    this.hangMilliseconds = (options.hangSeconds ?? 300) * 1000;
    this.child = fork(options.entry, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [...(options.execArgv ?? [])],
      // Inside Electron, `fork` would start another window host instead of Node.
      env: { ...process.env, ...(process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }), ...options.env },
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      this.errorOutput = (this.errorOutput + text).slice(-4000);
      for (const line of text.split('\n')) if (line.trim() !== '') listener.log(line);
    });
    this.remote = createBirpc<EngineApi, EngineListener>(listener, {
      post: (message) => this.post(message),
      on: (receive) => void this.child.on('message', receive),
      off: (receive) => void this.child.off('message', receive),
      ...failuresAsData,
      // A training answers when it is done with; that the process lives is watched apart.
      timeout: -1,
      bind: 'functions',
    });
    this.exited = new Promise((resolve) => {
      const finish = (reason: string): void => {
        resolve();
        this.finish(reason);
      };
      this.child.on('error', (error) => finish(`The engine process could not be started or reached (${error.message}); expected it at ${options.entry}.`));
      this.child.on('exit', (code, signal) => {
        // The last words on standard error may come after the exit; `close` says that they are all here, unless a grandchild holds the pipe.
        const last = (): void => finish(this.cause ?? describeExit(code, signal, this.errorOutput));
        this.child.once('close', last);
        setTimeout(last, 200);
      });
      // A process that closes its channel can answer no more: what it still does is of no use.
      this.child.on('disconnect', () => setTimeout(() => this.child.kill('SIGKILL'), graceMilliseconds).unref());
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Sends one request; settles when it is answered or when the process ends. */
  async call(method: keyof EngineApi, parameters: readonly unknown[]): Promise<unknown> {
    this.pending++;
    this.keepWatch();
    try {
      return await this.remote.$callRaw({ method, args: [...parameters] });
    } finally {
      if (--this.pending === 0) this.stopWatch();
    }
  }

  /** Asks the process to end, and makes it end if it does not. Calls under way are rejected with `cause`. */
  async end(cause: string): Promise<void> {
    if (this.over) return;
    this.cause ??= cause;
    if (this.child.connected) this.child.disconnect();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), graceMilliseconds);
    await this.exited;
    clearTimeout(timer);
  }

  private post(message: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      // Node throws on a closed channel; the exit that closed it says why, and rejects the call.
      if (this.over || !this.child.connected) return this.over ? reject(new UserError('The engine has stopped.')) : resolve();
      this.child.send(message as object, (error) => (error && this.child.connected ? reject(error) : resolve()));
    });
  }

  private finish(reason: string): void {
    if (this.over) return;
    this.over = true;
    this.stopWatch();
    this.remote.$close(new UserError(reason));
    this.ended(reason);
  }

  /** While answers are awaited, asks now and then whether the process is still there to give them. */
  private keepWatch(): void {
    if (this.watch !== undefined || this.hangMilliseconds === 0) return;
    // Questions are counted and not the time: a clock may be set, and a machine may sleep between two of them.
    let unanswered = 0;
    this.watch = setInterval(() => {
      if (unanswered >= questions) {
        this.cause = `The engine did not answer for ${Math.round(this.hangMilliseconds / 1000)} seconds and was ended; start again, and if it happens once more choose another device.`;
        this.child.kill('SIGKILL');
      }
      unanswered++;
      this.remote.ping().then(() => (unanswered = 0), () => undefined);
    }, this.hangMilliseconds / questions);
    this.watch.unref();
  }

  private stopWatch(): void {
    clearInterval(this.watch);
    this.watch = undefined;
  }
}

/** One sentence on an end that nobody asked for. */
function describeExit(code: number | null, signal: NodeJS.Signals | null, output: string): string {
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
  const memory = signal === 'SIGKILL' ? ' The system ends processes so when memory runs out; a smaller batch needs less.' : '';
  const said = /^\s*(?:\w*Error|FATAL ERROR)[^\n]*/m.exec(output)?.[0]?.trim();
  return `The engine stopped unexpectedly (${how}${said === undefined ? '' : `: ${said}`}).${memory} Start again; finished epochs are kept.`;
}
