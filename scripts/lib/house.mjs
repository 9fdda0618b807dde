/** What every script of the house needs: where things are, how a step is announced, and how a program is run. No dependencies. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** Everything that can be made again and is not part of the package: servers, stamps, results. */
export const cache = join(root, '.cache');

/** A reason to stop that a person can act on: printed as it stands, without a stack trace. */
export class Missing extends Error {}

/** @param {string} step @param {string} text */
export function say(step, text) {
  process.stdout.write(`[${step}] ${text}\n`);
}

/**
 * Runs a program to its end.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, output?: 'show' | 'collect' }} [options] `collect` keeps stdout and stderr together instead of showing them.
 * @returns {Promise<{ code: number, output: string }>} Code 127 where the program could not be started.
 */
export function run(program, args, { cwd = root, env = process.env, output = 'collect' } = {}) {
  return new Promise((done) => {
    // npm and code are command scripts on Windows, which only its shell can start; it splits at spaces, so arguments are quoted.
    const script = process.platform === 'win32' && /^(npm|npx|code)$/.test(program);
    const child = spawn(program, script ? args.map((a) => (/[\s&]/.test(a) ? `"${a}"` : a)) : args, { cwd, env, shell: script, stdio: ['ignore', output === 'show' ? 'inherit' : 'pipe', output === 'show' ? 'inherit' : 'pipe'] });
    let text = '';
    child.stdout?.on('data', (data) => { text += String(data); });
    child.stderr?.on('data', (data) => { text += String(data); });
    child.on('error', (error) => done({ code: 127, output: `${text}${error.message}` }));
    child.on('close', (code) => done({ code: code ?? 1, output: text }));
  });
}

/** The last lines of a program's output. @param {string} text @param {number} [lines] */
export function tail(text, lines = 12) {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

/** Files below a folder, sorted, relative to it. @param {string} folder @param {(path: string) => boolean} [keep] @returns {string[]} */
export function filesBelow(folder, keep = () => true) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter(keep)
    .sort();
}

/** One hash over the names and contents of files. @param {readonly string[]} files absolute @param {string} [salt] */
export function hashOf(files, salt = '') {
  const hash = createHash('sha256').update(salt);
  for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** Whether a step was done for exactly this state; the stamp is written last, so a kill in the middle leaves the step undone. @param {string} name @param {string} state */
export function isStamped(name, state) {
  const file = join(cache, `${name}.stamp`);
  return existsSync(file) && readFileSync(file, 'utf8') === state;
}

/** @param {string} name @param {string} state */
export function writeStamp(name, state) {
  mkdirSync(cache, { recursive: true });
  writeWhole(join(cache, `${name}.stamp`), state);
}

/** Writes a file so that others see the old text or the new one, never a part. @param {string} file @param {string | Uint8Array} content */
export function writeWhole(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}

/**
 * Fills a folder that is either there whole or not at all: the work happens beside it and is renamed at the end.
 * @param {string} folder @param {(work: string) => Promise<void>} fill
 */
export async function fillFolder(folder, fill) {
  const work = `${folder}.${process.pid}.part`;
  for (const left of existsSync(dirname(folder)) ? readdirSync(dirname(folder)) : []) {
    // What a killed set-up left behind; one that still runs keeps its own.
    const owner = new RegExp(`^${escape(folder.slice(dirname(folder).length + 1))}\\.(\\d+)\\.part$`).exec(left)?.[1];
    if (owner && !isAlive(Number(owner))) rmSync(join(dirname(folder), left), { recursive: true, force: true });
  }
  mkdirSync(work, { recursive: true });
  try {
    await fill(work);
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @param {string} text */
function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** Runs a script's main function: a `Missing` ends it with its sentence, anything else with its stack. @param {() => Promise<number | void>} main */
export function start(main) {
  main().then((code) => { process.exitCode = code ?? 0; }, (error) => {
    console.error(error instanceof Missing ? `\n${error.message}` : error);
    process.exitCode = 1;
  });
}
