import { fileURLToPath } from 'node:url';
import { main } from '../../../src/cli/main.js';
import type { Terminal } from '../../../src/cli/terminal.js';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Ran {
  readonly code: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
}

/** A terminal of strings. `answers` are given one after the other; without any, nobody is there to answer. */
export function stringTerminal({ answers, live = false }: { readonly answers?: readonly string[]; readonly live?: boolean } = {}): Terminal & { readonly written: { out: string; err: string }; interrupt(): void } {
  const written = { out: '', err: '' };
  const waiting = [...(answers ?? [])];
  let interrupted: (() => void) | undefined;
  return {
    written,
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    live,
    interactive: answers !== undefined,
    columns: 100,
    ask: async (question) => {
      written.err += question;
      return waiting.shift() ?? '';
    },
    onInterrupt(act) {
      interrupted = act;
      return () => (interrupted = undefined);
    },
    interrupt: () => interrupted?.(),
  };
}

/** Runs the command line in this process. */
export async function run(args: readonly string[], terminal = stringTerminal(), engine?: Parameters<typeof main>[1]['engine']): Promise<Ran> {
  const code = await main(args, { root, terminal, ...(engine ? { engine } : {}) });
  return { code, ...terminal.written };
}
