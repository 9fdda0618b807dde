/** Where a verb reads and writes: the real terminal, or a pair of strings in tests. */
import { createInterface } from 'node:readline/promises';
import { isatty } from 'node:tty';

export interface Terminal {
  /** Results: what a pipe carries on. */
  out(text: string): void;
  /** Progress and messages. */
  err(text: string): void;
  /** Whether somebody sees messages as they come: then bars are drawn, else plain lines. */
  readonly live: boolean;
  /** Whether somebody can answer. */
  readonly interactive: boolean;
  readonly columns: number;
  /** Asks for a line. */
  ask(question: string): Promise<string>;
  /** Calls back on Ctrl-C until the returned function is called. */
  onInterrupt(act: () => void): () => void;
}

export const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  get live() {
    return isatty(2);
  },
  get interactive() {
    return isatty(0) && isatty(2);
  },
  get columns() {
    return process.stderr.columns || 80;
  },
  async ask(question) {
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    // The end of input answers nothing, and must not leave the question open.
    const closed = new Promise<string>((resolve) => prompt.once('close', () => resolve('')));
    try {
      return (await Promise.race([prompt.question(question), closed])).trim();
    } finally {
      prompt.close();
    }
  },
  onInterrupt(act) {
    process.on('SIGINT', act);
    process.on('SIGTERM', act);
    return () => {
      process.off('SIGINT', act);
      process.off('SIGTERM', act);
    };
  },
};
