/**
 * The VS Code server from npm: a real VS Code without a download site. Installed on first use into .cache/, in its own
 * prefix, because the `node` that comes with it must not shadow the system's.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Missing, cache, fillFolder, run, say, tail } from './house.mjs';
import { explainNpm, patience } from './packages.mjs';

const version = '4.139.1';
/** The server runs on Node 24 only. */
const nodeVersion = '24.21.0';
const home = join(cache, `code-server-${version}`);

/** Why the server cannot run on this machine at all, in one sentence; null where it can. */
export function serverObstacle() {
  if (process.platform === 'win32') return 'The VS Code server from npm does not run on Windows; use desktop VS Code (npm start -- --host desktop, npm run test:desktop).';
  return null;
}

/** Installs the server unless it is there. @returns {Promise<void>} */
export async function ensureCodeServer() {
  const obstacle = serverObstacle();
  if (obstacle) throw new Missing(obstacle);
  if (existsSync(entry(home))) return say('VS Code', `code-server ${version} is there`);
  say('VS Code', `installing code-server ${version} from npm into .cache/ (780 MB)`);
  mkdirSync(cache, { recursive: true });
  await fillFolder(home, async (work) => {
    const install = ['install', '--ignore-scripts', '--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--no-progress'];
    for (const part of ['runtime', 'server']) mkdirSync(join(work, part));
    // A package.json of its own keeps npm from walking up to the project's.
    for (const part of ['runtime', 'server']) writeFileSync(join(work, part, 'package.json'), '{ "private": true }\n');
    if (!systemNodeFits()) await npm([...install, `${nodePackage()}@${nodeVersion}`], join(work, 'runtime'), process.env);
    const env = { ...process.env, PATH: `${runtimeFolder(work)}:${process.env['PATH'] ?? ''}` };
    await npm([...install, `code-server@${version}`], join(work, 'server'), env);
    await npm(['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress'], join(work, 'server', 'node_modules', 'code-server', 'lib', 'vscode'), env);
  });
  say('VS Code', `code-server ${version} installed`);
}

function systemNodeFits() {
  return process.versions.node.startsWith('24.');
}

function nodePackage() {
  return `node-${process.platform}-${process.arch}`;
}

/** @param {string} folder */
function runtimeFolder(folder) {
  return join(folder, 'runtime', 'node_modules', nodePackage(), 'bin');
}

/** @param {string} folder */
function entry(folder) {
  return join(folder, 'server', 'node_modules', 'code-server', 'out', 'node', 'entry.js');
}

/** @param {string[]} args @param {string} cwd @param {NodeJS.ProcessEnv} env */
async function npm(args, cwd, env) {
  const { code, output } = await run('npm', [...args, ...patience], { cwd, env });
  if (code !== 0) throw new Missing(`The VS Code server could not be installed (npm ${args.at(-1)}). ${explainNpm(output)}`);
}

/**
 * @typedef {object} ServerOptions
 * @property {string} folder where the server keeps everything: settings, extensions, sockets, log
 * @property {number} port
 * @property {readonly string[]} [extensions] .vsix files to install first
 * @property {boolean} [smokeTestDriver] the page may report on the extension's tests
 * @property {string} [password] asked for in the browser; none by default
 * @property {Readonly<Record<string, unknown>>} [settings] the user's settings
 * @property {NodeJS.ProcessEnv} [env]
 *
 * @typedef {object} Server
 * @property {string} address
 * @property {number} port
 * @property {string} log path of the server's own log
 * @property {() => Promise<void>} stop ends the server and everything that it started
 * @property {Promise<string>} ended resolves with a sentence when the server is gone
 */

/** First settings of a fresh user: nothing but the files opens, and nothing asks the network for anything. */
const quiet = {
  'workbench.startupEditor': 'none',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'git.openRepositoryInParentFolders': 'never',
};

/** Starts the server on loopback. @param {ServerOptions} options @returns {Promise<Server>} */
export async function startCodeServer({ folder, port, extensions = [], smokeTestDriver = false, password, settings = {}, env: extra = {} }) {
  const env = environment(folder, extra);
  const config = join(folder, 'config.yaml');
  writeFileSync(config, password ? `auth: password\npassword: ${password}\n` : 'auth: none\n');
  mkdirSync(join(folder, 'data', 'User'), { recursive: true });
  const own = join(folder, 'data', 'User', 'settings.json');
  if (!existsSync(own)) writeFileSync(own, `${JSON.stringify({ ...quiet, ...settings }, null, 2)}\n`);
  const common = ['--config', config, '--user-data-dir', join(folder, 'data'), '--extensions-dir', join(folder, 'extensions')];
  for (const extension of extensions) {
    const { code, output } = await run(nodeBinary(), [entry(home), ...common, '--install-extension', extension], { env });
    if (code !== 0) throw new Missing(`The server refused the extension ${extension}:\n${tail(output)}`);
  }
  const log = join(folder, 'server.log');
  const out = openSync(log, 'a');
  const child = spawn(nodeBinary(), [
    entry(home), ...common, '--auth', password ? 'password' : 'none', '--bind-addr', `127.0.0.1:${port}`,
    '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override',
    ...(settings['security.workspace.trust.enabled'] === true ? [] : ['--disable-workspace-trust']),
    ...(smokeTestDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ], { env, detached: true, stdio: ['ignore', out, out] });
  closeSync(out);
  // Whatever ends this process, the server does not outlive it.
  const last = () => signalGroup(child.pid, 'SIGKILL');
  process.on('exit', last);
  const ended = new Promise((done) => {
    child.on('error', (error) => done(`The VS Code server could not be started: ${error.message}`));
    child.on('exit', (code, signal) => {
      process.off('exit', last);
      done(`The VS Code server ended (${signal ?? `exit code ${code}`}); its log is ${log}.`);
    });
  });
  const stop = async () => {
    await endGroup(child.pid);
    await ended;
  };
  const address = `http://127.0.0.1:${port}`;
  const gone = await Promise.race([ended, healthy(address)]);
  if (typeof gone === 'string') throw new Missing(`${gone}\n${tail(readFileSync(log, 'utf8'))}`);
  if (!gone) {
    await stop();
    throw new Missing(`The VS Code server did not answer on ${address} within 60 seconds; its log is ${log}.`);
  }
  return { address, port, log, stop, ended: /** @type {Promise<string>} */ (ended) };
}

/** A world of its own, so that neither the user's settings are read nor anything is written to them. @param {string} folder @param {NodeJS.ProcessEnv} extra */
function environment(folder, extra) {
  const own = { HOME: 'home', XDG_CONFIG_HOME: 'config', XDG_DATA_HOME: 'share', XDG_CACHE_HOME: 'cache', XDG_RUNTIME_DIR: 'run', TMPDIR: 'tmp' };
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, PATH: `${runtimeFolder(home)}:${process.env['PATH'] ?? ''}` };
  // A server that is started from a VS Code terminal must not take itself for part of that one.
  for (const name of Object.keys(env)) if (/^(VSCODE_|ELECTRON_|PASSWORD$|HASHED_PASSWORD$|PORT$)/.test(name)) delete env[name];
  for (const [name, part] of Object.entries(own)) {
    const path = join(folder, part);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    env[name] = path;
  }
  return { ...env, ...extra };
}

function nodeBinary() {
  return systemNodeFits() ? process.execPath : join(runtimeFolder(home), 'node');
}

/** @param {string} address */
async function healthy(address) {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    if (await fetch(`${address}/healthz`).then((answer) => answer.ok, () => false)) return true;
    await new Promise((wait) => setTimeout(wait, 100));
  }
  return false;
}

/** Ends a process and all that it started, politely first. @param {number | undefined} leader id of the group's first process */
export async function endGroup(leader) {
  if (leader === undefined) return;
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
    if (!signalGroup(leader, signal)) return;
    for (let i = 0; i < 50; i++) {
      await new Promise((wait) => setTimeout(wait, 100));
      if (!signalGroup(leader, 0)) return;
    }
  }
}

/** Whether the group was there to get the signal. @param {number | undefined} leader @param {NodeJS.Signals | 0} signal */
function signalGroup(leader, signal) {
  try {
    return leader !== undefined && process.kill(-leader, signal);
  } catch {
    return false;
  }
}

/** The wanted port where it is free, else the next free one. @param {number} wanted 0 takes any @returns {Promise<number>} */
export async function freePort(wanted = 0) {
  for (let port = wanted; port < wanted + 50; port++) {
    const found = await new Promise((done) => {
      const probe = createServer();
      probe.once('error', () => done(null));
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => done(typeof address === 'object' ? address?.port : null));
      });
    });
    if (typeof found === 'number') return found;
  }
  throw new Missing(`No port between ${wanted} and ${wanted + 49} is free; give another with --port.`);
}

/** Removes a server's folder. @param {string} folder */
export function clear(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
