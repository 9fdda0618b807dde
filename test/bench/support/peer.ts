import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Wall time says how long one waits, processor time how much work it was; both in milliseconds. */
export interface Timing {
  readonly wall: number;
  readonly processor: number;
}

/** Keras or PyTorch in a process of its own, which measures the same work on request and waits between rounds. */
export class Peer {
  private readonly lines: AsyncIterator<string, undefined>;
  private title = 'The other program';

  private constructor(private readonly child: Pick<ChildProcessWithoutNullStreams, 'stdin' | 'stdout' | 'kill'>) {
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** The script is one of this folder's; the first line that it writes names it. Rejects with a sentence where it ends before. */
  static async start(python: string, script: string): Promise<Peer> {
    const peer = new Peer(spawn(python, [join(process.cwd(), 'test', 'bench', 'support', script)], { stdio: ['pipe', 'pipe', 'inherit'] }));
    peer.title = await peer.line();
    return peer;
  }

  /** What it says it is, with its version. */
  get name(): string {
    return this.title;
  }

  /** The time of the work that a line asks for, in the script's words. */
  async measure(asked: string): Promise<Timing> {
    this.child.stdin.write(`${asked}\n`);
    const [wall = NaN, processor = NaN] = (await this.line()).split(' ').map(Number);
    return { wall, processor };
  }

  stop(): void {
    this.child.kill();
  }

  private async line(): Promise<string> {
    const next: IteratorResult<string, undefined> = await this.lines.next();
    if (next.done) throw new Error(`${this.title} stopped before it answered; its message stands above.`);
    return next.value;
  }
}
