/** `npm start` as somebody without a desktop VS Code meets it: an address, a password, the sample, and an end by Ctrl-C. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { freePort } from '../../scripts/lib/code-server.mjs';
import { openPage, root, startBrowser } from '../support/editor.js';
import * as workbench from '../support/workbench.js';

describe('npm start', () => {
  let child: ChildProcess;
  let said = '';
  const cleanUp: (() => Promise<unknown>)[] = [];

  after(async () => {
    for (const end of cleanUp.reverse()) await end();
  });

  it('says which choices there are', async () => {
    const { code, output } = await run('--help');
    assert.equal(code, 0);
    for (const word of ['--host desktop|server', '--port']) assert.ok(output.includes(word), output);
  });

  it('answers a wrong choice with one sentence', async () => {
    for (const [args, sentence] of [[['--host', 'tablet'], /--host takes desktop or server, and found "tablet"/], [['--port', 'http'], /--port takes a number from 1 to 65535, and found "http"/]] as const) {
      const { code, output } = await run(...args);
      assert.equal(code, 1);
      assert.match(output, sentence);
      assert.doesNotMatch(output, /\n\s+at /);
    }
  });

  it('serves the sample behind a password, on another port where the wanted one is taken', async () => {
    const taken = await freePort();
    const other = createServer().listen(taken, '127.0.0.1');
    await once(other, 'listening');
    cleanUp.push(async () => other.close());
    child = spawn(process.execPath, [join(root, 'scripts', 'start.mjs'), '--host', 'server', '--port', String(taken)], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    cleanUp.push(async () => child.kill('SIGKILL'));
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => { said += String(data); });
    await until(() => said.includes('Ctrl-C ends it'), 180_000);
    const address = /^ +(http:\S+)$/m.exec(said)?.[1];
    const password = /^Password: (\S+)$/m.exec(said)?.[1];
    assert.ok(address && password, said);
    assert.equal(new URL(address).hostname, '127.0.0.1');
    assert.notEqual(new URL(address).port, String(taken));
    assert.ok(password.length >= 12);

    const browser = await startBrowser();
    cleanUp.push(() => browser.close());
    const { page } = await openPage(browser);
    await page.goto(address);
    await page.locator('input[type=password]').fill(password);
    await page.keyboard.press('Enter');
    await workbench.waitForEditor(page, 'mnist_convnet.py');
    await workbench.lens(page, '93,322 parameters', 180_000);
    await workbench.photograph(page, 'start/server');
  });

  it('ends by Ctrl-C, with all that it started', async () => {
    assert.ok(child.pid);
    const port = /^ +http:\/\/127\.0\.0\.1:(\d+)/m.exec(said)?.[1];
    child.kill('SIGINT');
    const [code] = (await once(child, 'exit')) as [number | null];
    assert.equal(code, 0, said);
    await assert.rejects(fetch(`http://127.0.0.1:${port ?? ''}/healthz`));
  });

  async function run(...args: readonly string[]): Promise<{ code: number | null; output: string }> {
    const started = spawn(process.execPath, [join(root, 'scripts', 'start.mjs'), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [started.stdout, started.stderr]) stream.on('data', (data) => { output += String(data); });
    const [code] = (await once(started, 'close')) as [number | null];
    return { code, output };
  }

  async function until(isSo: () => boolean, timeout: number): Promise<void> {
    for (const end = Date.now() + timeout; !isSo();) {
      if (Date.now() > end || child.exitCode !== null) assert.fail(`"npm start" said only:\n${said}`);
      await new Promise((wait) => setTimeout(wait, 100));
    }
  }
});
