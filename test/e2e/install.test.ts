/**
 * ConvLens: Install Device in a real VS Code with the packaged extension. The packages come by this machine's npm; a server of the test stands in for
 * the site that has TensorFlow's libraries, with small files in their place, and is as slow or broken as each test needs.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { sampleEditor } from '../support/sample-editor.js';
import { skip } from '../support/skip.js';
import * as workbench from '../support/workbench.js';

const title = 'NVIDIA graphics processor (TensorFlow)';

describe('installing a device in the editor', function () {
  this.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'site-'));
  const files = new Map<string, Buffer>();
  const ranges: (string | undefined)[] = [];
  /** What the server does instead of sending the libraries. */
  let other: ((request: IncomingMessage, response: ServerResponse, file: Buffer) => void) | null = null;
  let server: Server | undefined;
  const env: NodeJS.ProcessEnv = {};

  before(async function () {
    if (process.platform !== 'linux' || process.arch !== 'x64') return skip(this, 'these are the libraries of Linux with an x64 processor');
    if (spawnSync('npm', ['view', 'google-protobuf@3.21.4', 'version', '--fetch-retries=0'], { timeout: 60_000 }).status !== 0) {
      return skip(this, 'npm reaches no registry');
    }
    mkdirSync(join(folder, 'lib'));
    for (const name of ['libtensorflow.so.2.9.1', 'libtensorflow_framework.so.2.9.1']) {
      writeFileSync(join(folder, 'lib', name), randomBytes(1 << 20));
      symlinkSync(name, join(folder, 'lib', name.replace('.9.1', '')));
    }
    mkdirSync(join(folder, 'napi'));
    writeFileSync(join(folder, 'napi', 'tfjs_binding.node'), randomBytes(1000));
    const archive = (part: string): Buffer => {
      execFileSync('tar', ['-czf', join(folder, 'archive.tgz'), '-C', folder, part]);
      return readFileSync(join(folder, 'archive.tgz'));
    };
    files.set('/tensorflow/libtensorflow/libtensorflow-gpu-linux-x86_64-2.9.1.tar.gz', archive('lib'));
    files.set('/tf-builds/pre-built-binary/napi-v8/4.22.0/GPU-linux-4.22.0.tar.gz', archive('napi'));
    server = createServer((request, response) => {
      const file = files.get(request.url ?? '');
      if (!file) return void response.writeHead(404).end();
      const md5 = createHash('md5').update(file).digest('base64');
      const headers = { etag: `"${md5}"`, 'x-goog-hash': `md5=${md5}` };
      if (request.method === 'HEAD') return void response.writeHead(200, { ...headers, 'content-length': file.length }).end();
      if (request.url!.includes('libtensorflow')) {
        ranges.push(request.headers.range);
        if (other) return other(request, response, file);
      }
      const from = request.headers['if-range'] === headers.etag ? Number(/(\d+)-$/.exec(request.headers.range ?? '')?.[1]) : 0;
      if (from > 0) return void response.writeHead(206, { ...headers, 'content-length': file.length - from, 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` }).end(file.subarray(from));
      response.writeHead(200, { ...headers, 'content-length': file.length }).end(file);
    });
    const listens = server;
    await new Promise<void>((listening) => listens.listen(0, '127.0.0.1', listening));
    env['TFJS_NODE_CDN_STORAGE'] = `http://127.0.0.1:${(listens.address() as AddressInfo).port}/`;
  });
  after(() => {
    server?.closeAllConnections();
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const opened = sampleEditor('keras/mnist_convnet.py', {}, env);
  const page = (): Page => opened().page;
  const devices = (): string => join(dirname(opened().editor.workspace), 'data', 'User', 'globalStorage', 'convlens.convlens', 'devices');
  const left = (): string[] => (existsSync(devices()) ? readdirSync(devices()) : []);
  const notice = (text: string | RegExp) => workbench.notifications(page()).filter({ hasText: text }).first();
  /** Sends a part of the file, and then nothing more. */
  const stalling = (_: IncomingMessage, response: ServerResponse, file: Buffer): void => {
    response.writeHead(200, { 'content-length': file.length, etag: `"${createHash('md5').update(file).digest('base64')}"` });
    response.write(file.subarray(0, 600_000));
  };

  before(async () => {
    await workbench.lens(page(), '93,322 parameters', 180_000);
  });
  beforeEach(() => {
    other = null;
    ranges.length = 0;
  });

  /** Begins it up to the question. */
  async function offer() {
    await workbench.runCommand(page(), 'Notifications: Clear All Notifications');
    await workbench.runCommand(page(), 'ConvLens: Install Device');
    await workbench.choose(page(), title);
    const dialog = page().getByRole('dialog').filter({ hasText: `Install ${title}?` });
    await dialog.waitFor({ timeout: 60_000 });
    return dialog;
  }
  async function agree(): Promise<void> {
    const dialog = await offer();
    await dialog.getByRole('button', { name: 'Download and Install' }).click();
  }
  /** The engine's process of this editor. */
  function enginePid(): number {
    const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return words.some((word) => word.startsWith(dirname(opened().editor.workspace)) && word.endsWith('engine.cjs'));
      } catch {
        return false;
      }
    });
    assert.equal(found.length, 1, found.join());
    return Number(found[0]);
  }

  it('says what comes from where before anything does, and nothing does where that is declined', async () => {
    const dialog = await offer();
    const words = await dialog.innerText();
    assert.match(words, /@tensorflow\/tfjs-node-gpu 4\.22\.0, 0\.2 MB, from npm, which checks it/);
    assert.match(words, /libtensorflow 2\.9\.1 with CUDA kernels, 2 MB, from 127\.0\.0\.1:\d+, checked against/);
    assert.match(words, /It also needs an NVIDIA driver, CUDA 11\.2 and cuDNN 8\.1\./);
    await workbench.photograph(page(), 'install/0-consent');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual([left(), ranges], [[], []]);
  });

  it('shows how far it is; cancelled, nothing of it is left', async () => {
    other = stalling;
    await agree();
    const progress = notice(/installing NVIDIA.*libtensorflow 2\.9\.1 with CUDA kernels \(3 of 4\): 0\.\d MB of 2 MB/s);
    await progress.waitFor();
    await workbench.photograph(page(), 'install/1-progress');
    await progress.hover();
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await notice(`The installation of ${title} was cancelled; nothing of it is left.`).waitFor();
    assert.deepEqual(left(), []);
  });

  it('says in one sentence where the connection fails; the next attempt goes on from there', async () => {
    other = (request, response, file) => {
      stalling(request, response, file);
      setTimeout(() => response.destroy(), 500);
    };
    await agree();
    const failure = notice(/could not be downloaded: .*Look at the connection and install it again; it goes on where it was cut off\./);
    await failure.waitFor();
    assert.doesNotMatch(await failure.innerText(), /\n\s+at |Show Log/);
    assert.ok(left().every((name) => name.startsWith('.')));

    // And in the middle of the rest the engine is killed.
    const pid = enginePid();
    other = (request, response, file) => {
      const from = Number(/(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
      response.writeHead(206, { 'content-length': file.length - from, 'content-range': `bytes ${from}-${file.length - 1}/${file.length}`, etag: String(request.headers['if-range']) });
      response.write(file.subarray(from, 1_200_000));
    };
    await agree();
    await notice(/\(3 of 4\): [\d.]+ MB of 2 MB/).waitFor();
    const part = join(devices(), `.${pid}-tfjs-node-gpu-4.22.0`, 'fetched', 'libtensorflow-gpu-linux-x86_64-2.9.1.tar.gz');
    for (const end = Date.now() + 20_000; statSync(part).size < 1_200_000 && Date.now() < end;) await page().waitForTimeout(50);
    process.kill(pid, 'SIGKILL');
    await notice(/The engine stopped unexpectedly \(signal SIGKILL\)/).waitFor();
    assert.deepEqual(left(), [`.${pid}-tfjs-node-gpu-4.22.0`]);

    other = null;
    await agree();
    await notice(`${title} is installed.`).waitFor();
    assert.deepEqual(ranges, [undefined, 'bytes=600000-', 'bytes=1200000-']);
    assert.deepEqual(left(), ['tfjs-node-gpu-4.22.0']);
    for (const file of ['package/dist/nodejs_kernel_backend.js', 'package/deps/lib/libtensorflow.so.2', 'package/lib/napi-v8/tfjs_binding.node', 'node_modules/google-protobuf/package.json', 'node_modules/@tensorflow/tfjs/index.js']) assert.ok(existsSync(join(devices(), 'tfjs-node-gpu-4.22.0', file)), file);
  });

  it('says that it is there, and makes it again where a file of it is gone', async () => {
    await workbench.runCommand(page(), 'Notifications: Clear All Notifications');
    await workbench.runCommand(page(), 'ConvLens: Install Device');
    await workbench.choose(page(), title);
    await notice(`${title} is installed already, in ${join(devices(), 'tfjs-node-gpu-4.22.0')}.`).waitFor();
    rmSync(join(devices(), 'tfjs-node-gpu-4.22.0', 'package', 'lib', 'napi-v8', 'tfjs_binding.node'));
    await agree();
    await notice(`${title} is installed. `).waitFor();
    assert.ok(existsSync(join(devices(), 'tfjs-node-gpu-4.22.0', 'package', 'lib', 'napi-v8', 'tfjs_binding.node')));
  });
});
