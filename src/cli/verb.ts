/** A verb of the command line as one value: what it takes, what it says of itself, what it does. */
import { parseArgs } from 'node:util';
import type { EngineClient } from '../client/index.js';
import type { Terminal } from './terminal.js';

export interface Option {
  readonly type: 'boolean' | 'string';
  readonly multiple?: boolean;
  /** Stands for the value in the help, e.g. `DIR`. */
  readonly value?: string;
  readonly help: string;
}

export type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O['type'] extends 'boolean' ? boolean : O extends { readonly multiple: true } ? readonly string[] : string | undefined;

/** Flags are false and lists empty where they are not given. */
export type ValuesOf<O extends Options> = { readonly [K in keyof O]: ValueOf<O[K]> };

export interface Invocation<O extends Options> {
  readonly values: ValuesOf<O>;
  readonly operands: readonly string[];
  readonly terminal: Terminal;
  /** The engine; no process is started before something is asked of it. */
  readonly engine: EngineClient;
  /** The package's own folder. */
  readonly root: string;
}

export interface Verb<O extends Options = Options> {
  readonly summary: string;
  /** Operands as the help shows them. */
  readonly operands: { readonly usage: string; readonly least: number; readonly most: number };
  readonly options: O;
  readonly details?: string;
  /** Exit code: 0, or 1 where something was found or failed. Throws a UserError for one sentence and 1, a UsageError for one and 2. */
  run(invocation: Invocation<O>): Promise<0 | 1>;
}

export function defineVerb<const O extends Options>(verb: Verb<O>): Verb<O> {
  return verb;
}

/** A mistake in the command itself. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads a verb's arguments. Throws a UsageError of one sentence on anything that it does not take. */
export function parseArguments<O extends Options>(name: string, verb: Verb<O>, args: readonly string[]): { readonly values: ValuesOf<O>; readonly operands: readonly string[] } {
  const help = `\`convlens ${name} --help\` shows what it takes`;
  const { tokens } = parseArgs({ args: [...args], options: parserOptions(verb.options), strict: false, tokens: true, allowPositionals: true });
  const values: Record<string, boolean | string | string[] | undefined> = {};
  for (const [option, { type, multiple }] of Object.entries(verb.options)) values[option] = type === 'boolean' ? false : multiple ? [] : undefined;
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const option = verb.options[token.name];
    if (option === undefined || !Object.hasOwn(verb.options, token.name)) {
      const near = nearest(token.name, Object.keys(verb.options));
      throw new UsageError(`Unknown option ${token.rawName}${near === undefined ? '' : ` (did you mean --${near}?)`}; ${help}.`);
    }
    if (option.type === 'boolean') {
      if (token.inlineValue) throw new UsageError(`The option --${token.name} takes no value, and "${token.value}" was given; ${help}.`);
      values[token.name] = true;
    } else {
      // Without strict parsing a value that looks like an option is taken for one; a lone dash and negative numbers are values.
      if (token.value === undefined || token.value === '' || (!token.inlineValue && /^--?[a-z]/i.test(token.value))) throw new UsageError(`The option --${token.name} needs a value (${option.value ?? 'VALUE'}); ${help}.`);
      if (option.multiple) (values[token.name] as string[]).push(token.value);
      else if (values[token.name] !== undefined) throw new UsageError(`The option --${token.name} was given twice; give it once.`);
      else values[token.name] = token.value;
    }
  }
  const { usage, least, most } = verb.operands;
  if (operands.length < least) throw new UsageError(`\`convlens ${name}\` needs ${usage}, and ${operands.length === 0 ? 'nothing' : `only ${operands.join(' ')}`} was given; ${help}.`);
  if (operands.length > most) throw new UsageError(`\`convlens ${name}\` takes ${usage || 'no operands'}, and "${operands[most]}" was given as well; ${help}.`);
  return { values: values as ValuesOf<O>, operands };
}

function parserOptions(options: Options): Record<string, { type: 'boolean' | 'string'; multiple: true }> {
  return Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type, multiple: true as const }]));
}

/** What `--help` prints. */
export function helpOf(name: string, { summary, operands, options, details }: Verb): string {
  const rows = [...Object.entries(options).map(([option, { value, help }]) => [`--${option}${value === undefined ? '' : ` ${value}`}`, help] as const), ['--help', 'Show this.'] as const];
  const width = Math.max(...rows.map(([left]) => left.length));
  return [`Usage: convlens ${name} ${[operands.usage, '[options]'].filter(Boolean).join(' ')}`, '', summary, '', ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`), ...(details === undefined ? [] : ['', details]), ''].join('\n');
}

/** A whole number of at least `least`, or undefined where nothing was given. */
export function wholeNumber(option: string, text: string | undefined, least = 0): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text.trim()) || !Number.isSafeInteger(value) || value < least) throw new UsageError(`The option --${option} needs a whole number of at least ${least}; "${text}" was given.`);
  return value;
}

/** A number, or undefined where nothing was given. */
export function numberFrom(option: string, text: string | undefined, least = -Infinity, most = Infinity): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < least || value > most) throw new UsageError(`The option --${option} needs a number${rangeOf(least, most)}; "${text}" was given.`);
  return value;
}

function rangeOf(least: number, most: number): string {
  if (Number.isFinite(least) && Number.isFinite(most)) return ` from ${least} to ${most}`;
  return Number.isFinite(least) ? ` of at least ${least}` : '';
}

/** One of several words, or undefined where nothing was given. */
export function oneOf<T extends string>(option: string, text: string | undefined, choices: readonly T[]): T | undefined {
  if (text === undefined) return undefined;
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new UsageError(`The option --${option} takes ${choices.join(', ')}; "${text}" was given.`);
  return found;
}

/** The word that is at most two edits away (Levenshtein 1966), if one is. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const ranked = words.map((candidate) => ({ candidate, distance: editDistance(word, candidate) })).sort((a, b) => a.distance - b.distance);
  return ranked[0] !== undefined && ranked[0].distance <= Math.min(2, word.length - 1) ? ranked[0].candidate : undefined;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) current[j] = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    previous = current;
  }
  return previous[b.length]!;
}
