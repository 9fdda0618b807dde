/** Kills the engine a hundred times while it trains; a lost epoch or a broken file is a failure. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killRepeatedly } from '../engine/support/kills.js';
import { report } from './support/report.js';

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kills-'));
  const started = performance.now();
  const { kills, epochs, runs } = await killRepeatedly({ entry: join(process.cwd(), 'dist', 'engine.cjs'), folder, kills: 100, seed: 7, within: 800 });
  report({ name: `${kills} kills of a training`, milliseconds: performance.now() - started, note: `no finished epoch lost and no broken file among ${epochs} epochs of ${runs} runs` });
  rmSync(folder, { recursive: true, force: true });
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
