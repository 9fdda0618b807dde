import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { killRepeatedly } from './support/kills.js';

const entry = fileURLToPath(new URL('../support/engine-from-sources.cjs', import.meta.url));

describe('an engine that is killed while it trains', function () {
  this.timeout(240_000);

  it('loses no finished epoch and leaves no broken file, and the run goes on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kills-'));
    try {
      const { epochs, runs } = await killRepeatedly({ entry, folder, kills: 6, seed: 4, within: 600 });
      assert.ok(runs >= 1 && epochs > 6, `${epochs} epochs of ${runs} runs were finished`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
