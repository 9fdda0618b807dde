import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { visualFolder } from '../pictures/support.js';
import { picture, writePng } from '../support/pictures.js';
import { run, stringTerminal } from '../../unit/cli/support.js';

const entry = fileURLToPath(new URL('../../support/engine-from-sources.cjs', import.meta.url));

describe('maps of a whole folder from the terminal', function () {
  this.timeout(240_000);
  const scratch = mkdtempSync(join(tmpdir(), 'convlens-folder-'));
  after(() => rmSync(scratch, { recursive: true, force: true }));

  it('come as contact sheets, a hundred images each', async () => {
    const [images, out] = [join(scratch, 'images'), join(scratch, 'out')];
    mkdirSync(images);
    for (let i = 0; i < 102; i++) await writePng(join(images, `${String(i).padStart(3, '0')}.png`), picture(8 + (i % 3), 9, 1));
    writeFileSync(join(images, 'notes.txt'), 'no image');
    const { code, out: printed } = await run(['cam', join(visualFolder, 'digits.keras'), '--image', images, '--layer', 'first', '--out', out, '--json'], stringTerminal(), { entry });
    assert.equal(code, 0);
    const { pictures, sheets } = JSON.parse(printed) as { pictures: { image: string; layer: string; overlay: string }[]; sheets: string[] };
    assert.deepEqual(pictures.map(({ image }) => image), readdirSync(images).filter((name) => name.endsWith('.png')).sort());
    assert.deepEqual(sheets, ['sheet-first-grad-cam.png', 'sheet-first-grad-cam-2.png'].map((name) => join(out, name)));
    const [tile, whole, rest] = await Promise.all([pictures[0]!.overlay, ...sheets].map((path) => sharp(path).raw().toBuffer({ resolveWithObject: true })));
    const { width, height } = tile!.info;
    assert.deepEqual([whole!.info.width, whole!.info.height], [10 * (width + 4) - 4, 10 * (height + 4) - 4]);
    assert.deepEqual([rest!.info.width, rest!.info.height], [2 * (width + 4) - 4, height]);
    // The first tile of the sheet is the first image's overlay.
    for (const y of [0, Math.floor(height / 2), height - 1]) assert.deepEqual(whole!.data.subarray(y * whole!.info.width * 4, (y * whole!.info.width + width) * 4), tile!.data.subarray(y * width * 4, (y + 1) * width * 4), `row ${y}`);
  });
});
