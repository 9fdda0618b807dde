/** Golden pictures: what a test drew, beside the committed picture of what it should draw. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { root } from '../../scripts/lib/house.mjs';

export interface Tolerance {
  /** How different one pixel may be, 0 to 1 (of the largest distance of two colours). */
  readonly colour?: number;
  /** Which share of the pixels may be more different than that. Fonts and their smoothing differ from machine to machine. */
  readonly share?: number;
}

/**
 * Compares a PNG with test/golden/NAME.png. The picture that was drawn and the difference are left under test-results/.
 * `CONVLENS_UPDATE_GOLDEN=1` writes the golden picture instead; look at it before it is committed.
 */
export function assertLooksLike(drawn: Uint8Array, name: string, { colour = 0.1, share = 0.002 }: Tolerance = {}): void {
  const golden = join(root, 'test', 'golden', `${name}.png`);
  const left = (ending: string, data: Uint8Array) => write(join(root, 'test-results', 'golden', `${name}${ending}.png`), data);
  const path = left('', drawn);
  if (process.env['CONVLENS_UPDATE_GOLDEN'] === '1') return void write(golden, drawn);
  assert.ok(existsSync(golden), `There is no golden picture test/golden/${name}.png. Look at ${path}; if it is right, run again with CONVLENS_UPDATE_GOLDEN=1.`);
  const expected = PNG.sync.read(readFileSync(golden));
  const found = PNG.sync.read(Buffer.from(drawn));
  assert.deepEqual([found.width, found.height], [expected.width, expected.height], `Size of ${name}; expected ${golden}, found ${path}.`);
  const difference = new PNG({ width: found.width, height: found.height });
  const wrong = pixelmatch(expected.data, found.data, difference.data, found.width, found.height, { threshold: colour });
  const part = wrong / (found.width * found.height);
  if (part > share) assert.fail(`${name}: ${(100 * part).toFixed(2)} % of the pixels differ, allowed are ${100 * share} %. Expected ${golden}, found ${path}, difference ${left('-difference', PNG.sync.write(difference))}.`);
}

function write(path: string, data: Uint8Array): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, data);
  return path;
}
