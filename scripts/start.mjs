/** `npm start`: everything from a bare clone to a VS Code that shows the extension on the samples. */
import './lib/node-version.cjs';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { clear, ensureCodeServer, freePort, serverObstacle, startCodeServer } from './lib/code-server.mjs';
import { Missing, cache, isAlive, root, run, say, start, tail, writeWhole } from './lib/house.mjs';
import { setUp } from './setup.mjs';

const help = `npm start [-- options]     Builds ConvLens and opens it in a VS Code on the samples.

  --host desktop|server   desktop: the VS Code of this machine (the command \`code\`)
                          server: a VS Code in the browser, from npm, on 127.0.0.1 only
                          (default: desktop where \`code\` and a display are there, otherwise server)
  --port N                the server's port (default: 8080, or the next one that is free)
  --help                  this text
`;

const samples = join(root, 'samples');
const opened = join(samples, 'keras', 'mnist_convnet.py');

start(async () => {
  const { host, port } = readArguments();
  if (host === 'help') return void process.stdout.write(help);
  await setUp();
  return host === 'desktop' ? openDesktop() : serve(port);
});

/** @returns {{ host: 'desktop' | 'server' | 'help', port: number | null }} */
function readArguments() {
  let values;
  try {
    ({ values } = parseArgs({ options: { host: { type: 'string' }, port: { type: 'string' }, help: { type: 'boolean', short: 'h' } } }));
  } catch (error) {
    throw new Missing(`${/** @type {Error} */ (error).message}\n\n${help}`);
  }
  if (values.help) return { host: 'help', port: null };
  const host = values.host ?? (desktopObstacle() ? 'server' : 'desktop');
  if (host !== 'desktop' && host !== 'server') throw new Missing(`--host takes desktop or server, and found "${values.host}".`);
  const port = values.port === undefined ? null : Number(values.port);
  if (port !== null && !(Number.isInteger(port) && port >= 1 && port <= 65535)) throw new Missing(`--port takes a number from 1 to 65535, and found "${values.port}".`);
  const obstacle = host === 'desktop' ? desktopObstacle() : serverObstacle();
  if (obstacle) throw new Missing(obstacle);
  return { host, port };
}

/** Why the desktop VS Code cannot be opened here; null where it can. */
function desktopObstacle() {
  const endings = process.platform === 'win32' ? ['.cmd', '.exe'] : [''];
  const onPath = (process.env['PATH'] ?? '').split(delimiter).some((folder) => endings.some((ending) => existsSync(join(folder, `code${ending}`))));
  if (!onPath) return 'The command `code` of desktop VS Code is not on the PATH. Install VS Code (on macOS also run its command "Shell Command: Install \'code\' command in PATH"), or use npm start -- --host server.';
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'Desktop VS Code needs a display, and neither DISPLAY nor WAYLAND_DISPLAY is set. Use npm start -- --host server.';
  return null;
}

async function openDesktop() {
  const { code, output } = await run('code', ['--new-window', `--extensionDevelopmentPath=${root}`, samples, '--goto', `${opened}:1`]);
  if (code !== 0) throw new Missing(`VS Code did not open:\n${tail(output)}`);
  say('start', 'ConvLens is open in VS Code, on samples/keras/mnist_convnet.py.');
}

/** @param {number | null} wanted */
async function serve(wanted) {
  await ensureCodeServer();
  const { ensurePackage } = await import('./lib/package.mjs');
  const extension = await ensurePackage();
  const port = await freePort(wanted ?? 8080);
  if (wanted !== null && port !== wanted) say('start', `port ${wanted} is in use; taking ${port}`);
  const folder = freeFolder();
  clear(join(folder, 'extensions'));
  const password = randomBytes(9).toString('base64url');
  const server = await startCodeServer({ folder, port, extensions: [extension], password });
  const file = `vscode-remote://127.0.0.1:${port}${encodeURI(opened)}`;
  const address = `${server.address}/?folder=${encodeURIComponent(samples)}&payload=${encodeURIComponent(JSON.stringify([['openFile', file]]))}`;
  process.stdout.write(`\nConvLens runs in a VS Code in the browser. Open\n\n  ${address}\n\nPassword: ${password}\n\nIt listens on this machine only; from another one, forward the port: ssh -L ${port}:127.0.0.1:${port} HOST\nCtrl-C ends it.\n`);
  let ending = false;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      if (ending) return;
      ending = true;
      void server.stop();
    });
  }
  const sentence = await server.ended;
  if (!ending) throw new Missing(sentence);
  say('start', 'ended');
}

/** Settings and open editors are kept from one start to the next; a second start beside the first gets a folder of its own. */
function freeFolder() {
  for (let i = 0; ; i++) {
    const folder = join(cache, i === 0 ? 'start' : `start-${i}`);
    const owner = join(folder, 'owner');
    if (existsSync(owner) && isAlive(Number(readFileSync(owner, 'utf8')))) continue;
    writeWhole(owner, String(process.pid));
    return folder;
  }
}
