/** The command line: finds the verb, reads its arguments, turns failures into one sentence and an exit code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEngine, type EngineOptions } from '../client/index.js';
import { isUserError, wordsOf } from '../core/protocol/failure.js';
import { processTerminal, type Terminal } from './terminal.js';
import { UsageError, helpOf, nearest, parseArguments, type Verb } from './verb.js';
import { specs } from './verbs.generated.js';

export type { Terminal } from './terminal.js';

export interface Surroundings {
  /** The package's own folder. */
  readonly root: string;
  readonly terminal?: Terminal;
  readonly engine?: Partial<EngineOptions>;
}

/** Each verb checks its own values; here only that it is one. */
const verbs = specs as unknown as Readonly<Record<string, Verb>>;

/** Runs one command. Returns its exit code: 0, 1 (findings or failure) or 2 (usage). */
export async function main(args: readonly string[], { root, terminal = processTerminal, engine: options }: Surroundings): Promise<0 | 1 | 2> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const verb = rest[0] === undefined ? undefined : verbs[rest[0]];
    (name === undefined ? terminal.err : terminal.out)(verb === undefined ? overview() : helpOf(rest[0]!, verb));
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    terminal.out(`${(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version}\n`);
    return 0;
  }
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb === undefined) {
    const near = nearest(name, Object.keys(verbs));
    terminal.err(`convlens: there is no command "${name}"${near === undefined ? '' : ` (did you mean ${near}?)`}; \`convlens --help\` lists them.\n`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.out(helpOf(name, verb));
    return 0;
  }
  const engine = startEngine({ entry: join(root, 'dist', 'engine.cjs'), env: { CONVLENS_IMAGE_SPACE: process.env['CONVLENS_IMAGE_SPACE'] ?? '2e9' }, ...options });
  try {
    const { values, operands } = parseArguments(name, verb, rest);
    return await verb.run({ values, operands, terminal, engine, root });
  } catch (error) {
    terminal.err(`convlens ${name}: ${wordsOf(error)}\n`);
    if (error instanceof UsageError) return 2;
    // A fault of ours is told apart from a sentence that was meant to be read; its trace is there for who asks for it.
    if (!isUserError(error) && error instanceof Error && process.env['CONVLENS_TRACE']) terminal.err(`${error.stack ?? ''}\n`);
    return 1;
  } finally {
    await engine.dispose();
  }
}

function overview(): string {
  const width = Math.max(...Object.keys(verbs).map((name) => name.length));
  return [
    'Usage: convlens COMMAND [options]',
    '',
    'Explore convolutional networks: what a Keras file says, training without Python, pictures of what a model learned.',
    '',
    ...Object.entries(verbs).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    '`convlens COMMAND --help` tells more. Exit code: 0, 1 (findings or failure), 2 (usage).',
    '',
  ].join('\n');
}
