/** The parts of `npm test`: what each runs, and how its result is counted. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endGroup } from './code-server.mjs';
import { cache, root } from './house.mjs';

/**
 * @typedef {{ title: string, reason: string }} Skipped
 * @typedef {{ passed: number, failed: number, skipped: Skipped[], output: string, seconds: number }} Result
 * @typedef {(line: string) => void} Show
 */

const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
const results = join(cache, 'results');

/**
 * One program that is one test, for example the type checker.
 * @param {string} script path inside node_modules @param {string[]} args @param {Show} show @returns {Promise<Result>}
 */
export async function check(script, args, show) {
  const { code, output, seconds } = await runLimited([join(root, 'node_modules', script), ...args], { minutes: 10, show });
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [], output, seconds };
}

/**
 * @typedef {object} MochaPart
 * @property {string} name
 * @property {string[]} files globs
 * @property {string[]} [ignore] globs
 * @property {number} minutes after which the part is ended
 * @property {number} timeout of one test, in milliseconds
 * @property {boolean} [list] every test gets a line
 * @property {boolean} [exit] ended after the last test even if something is still open
 * @property {NodeJS.ProcessEnv} [env]
 */

/** @param {MochaPart} part @param {Show} show @returns {Promise<Result>} */
export async function mochaPart({ name, files, ignore = [], minutes, timeout, list = false, exit = false, env = {} }, show) {
  const args = [
    '--import', 'tsx', mocha, '--no-config', '--forbid-only', '--timeout', String(timeout), '--reporter', join(root, 'test', 'support', 'reporter.cjs'),
    '--reporter-option', [`output=${resultFile(name)}`, ...(list ? ['list=true'] : [])].join(','),
    ...ignore.flatMap((glob) => ['--ignore', glob]), ...(exit ? ['--exit'] : []), ...files,
  ];
  return reported(name, args, { minutes, env, show });
}

/** A program that writes its result as the reporter does. @param {string} name @param {string[]} args @param {{ minutes: number, env?: NodeJS.ProcessEnv, show: Show }} options @returns {Promise<Result>} */
export async function reported(name, args, { minutes, env = {}, show }) {
  const file = resultFile(name);
  mkdirSync(results, { recursive: true });
  rmSync(file, { force: true });
  const { code, output, seconds, late } = await runLimited(args, { minutes, env: { ...env, CONVLENS_TEST_RESULTS: file }, show });
  const found = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: [], finished: false };
  const { passed, skipped } = found;
  let { failed } = found;
  /** @param {string} text */
  const complain = (text) => {
    failed += 1;
    show(`  ${text}`);
  };
  if (late) complain(`${name} was ended after ${minutes} minutes.`);
  else if (!found.finished) complain(`${name} ended with code ${code} before its last test.`);
  else if (passed + failed + skipped.length === 0) complain(`${name} ran no test.`);
  else if (code !== 0 && failed === 0) complain(`${name} ended with code ${code} although no test failed.`);
  return { passed, failed, skipped, output, seconds };
}

/** @param {string} name */
function resultFile(name) {
  return join(results, `${name}.json`);
}

/**
 * @param {string[]} args of Node
 * @param {{ minutes: number, env?: NodeJS.ProcessEnv, show: Show }} options
 * @returns {Promise<{ code: number, output: string, seconds: number, late: boolean }>}
 */
function runLimited(args, { minutes, env = {}, show }) {
  const began = Date.now();
  return new Promise((done) => {
    // A group of its own, so that a part which is ended leaves no server and no browser behind.
    const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, detached: process.platform !== 'win32', stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    let output = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      void end(child);
    }, minutes * 60_000);
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8').on('data', (data) => {
        output += data;
        const lines = (rest + data).split('\n');
        rest = lines.pop() ?? '';
        lines.forEach(show);
      });
      stream.on('end', () => { if (rest) show(rest); });
    }
    child.on('close', (code) => {
      clearTimeout(timer);
      running.delete(child);
      done({ code: code ?? 1, output, seconds: (Date.now() - began) / 1000, late });
    });
  });
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Ends all that is still running; what Ctrl-C calls. */
export async function endAll() {
  await Promise.all([...running].map(end));
}

/** @param {import('node:child_process').ChildProcess} child */
async function end(child) {
  if (process.platform === 'win32') child.kill();
  else await endGroup(child.pid);
}
