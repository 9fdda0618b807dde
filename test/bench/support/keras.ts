import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Keras in a process of its own that answers lines and waits between rounds. */
export class KerasProcess {
  private readonly lines: AsyncIterator<string, undefined>;
  private readonly child: Pick<ChildProcessWithoutNullStreams, 'stdin' | 'stdout' | 'kill'>;

  constructor(python: string, script: string) {
    this.child = spawn(python, [join(process.cwd(), 'test', 'bench', 'support', script)], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async ask(line: string): Promise<string> {
    this.child.stdin.write(`${line}\n`);
    const next: IteratorResult<string, undefined> = await this.lines.next();
    if (next.done) throw new Error('Keras stopped before it answered; its message stands above.');
    return next.value;
  }

  stop(): void {
    this.child.kill();
  }
}
