/** A training through onnxruntime's WebGPU provider, on Chromium's software adapter where there is one. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { openDevice } from '../../src/engine/devices/open.js';
import { adapterLosses } from './support/adapterLosses.js';
import { skip } from '../support/skip.js';

const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';

describe('WebGPU', function () {
  this.timeout(300_000);

  it('trains to the same losses as the uncompiled step', async function () {
    if (process.platform !== 'linux' || !existsSync(driver)) {
      return skip(this, `there is no software adapter at ${driver}`);
    }
    const script = join(process.cwd(), 'test', 'engine', 'support', 'webgpuLosses.ts');
    const env = {
      ...process.env, NODE_OPTIONS: '', VK_ICD_FILENAMES: driver, XDG_RUNTIME_DIR: mkdtempSync(join(tmpdir(), 'webgpu-')),
      // Chromium brings Vulkan's loader along where the system has none.
      LD_LIBRARY_PATH: [dirname(driver), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
    };
    const { stdout } = await promisify(execFile)(process.execPath, ['--require', 'tsx/cjs', '-e', `require(${JSON.stringify(script)})`], { env });
    const found = JSON.parse(stdout.trim().split('\n').at(-1)!) as number[] | { error: string };
    assert.ok(Array.isArray(found), JSON.stringify(found));
    const expected = await adapterLosses(await openDevice('eager'));
    expected.forEach((loss, i) => assert.ok(Math.abs(found[i]! - loss) <= 1e-4 * loss, `step ${i}: expected ${loss}, found ${found[i]}`));
  });
});
