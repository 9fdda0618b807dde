/** The folder of `npm run bench:portable`, made quickly, moved and run as on another machine. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { skip } from '../support/skip.js';

const execute = promisify(execFile);
/** Stands for a Python with PyTorch, which this project does not install: it says who it is and answers each round. */
const stub = `#!/bin/sh
[ "$1" = -c ] && exit 0
echo 'PyTorch of a test'
while read -r _; do echo '2000 1'; done
`;

describe('the training benchmark as a folder', function () {
  this.timeout(240_000);
  const parent = mkdtempSync(join(tmpdir(), 'another machine '));
  const folder = join(parent, 'bench');
  after(() => { rmSync(parent, { recursive: true, force: true }); });

  before(async function () {
    if (process.platform !== 'linux' || process.arch !== 'x64') return skip(this, 'the folder is made on Linux with an x64 processor');
    const { limit, makePortable } = (await import(join(process.cwd(), 'scripts', 'lib', 'portable.mjs'))) as { limit: number; makePortable(folder: string, level: number): Promise<number> };
    assert.ok((await makePortable(folder, 0)) < limit, 'packed quickly it must fit already');
  });

  it('unpacks itself, tells the devices and measures beside PyTorch, with nothing of this machine', async () => {
    const torch = join(parent, 'python');
    writeFileSync(torch, stub);
    chmodSync(torch, 0o755);
    const { stdout } = await execute('sh', [join(folder, 'run.sh'), 'cpu'], { cwd: parent, env: { PATH: '/usr/bin:/bin', CONVLENS_NETS: 'mnist', CONVLENS_TORCH: torch } });
    assert.match(stdout, /^cuda: .*; not usable: .+\.$|^cuda: NVIDIA/m);
    const [device, step, ours, theirs, ratio, note] = /^\| cpu .*$/m.exec(stdout)![0].split('|').slice(1).map((cell) => cell.trim());
    assert.deepEqual([device, step, theirs], ['cpu', 'training step, MNIST convnet, batch 128', '2000.0 ms']);
    assert.ok(Number.parseFloat(ours!) > 0.5, ours);
    assert.ok(Math.abs(Number(ratio) - Number.parseFloat(ours!) / 2000) < 1e-3, ratio);
    assert.match(note!, /median of 5 rounds of 30 steps; .*PyTorch of a test/);
  });

  it('runs a second time from what it unpacked, and names the devices where one is not known', async () => {
    await assert.rejects(execute(join(folder, 'run.sh'), ['gpu'], { env: { PATH: '/usr/bin:/bin' } }), ({ stderr }: { stderr: string }) => /^There is no device "gpu"; there are cuda, .*cpu/.test(stderr));
  });
});
