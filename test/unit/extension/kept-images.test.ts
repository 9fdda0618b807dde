import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { keepImage, safeName } from '../../../src/extension/panels/kept-images.js';

describe('an image that was dropped or pasted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'convlens-kept-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps its own name, and is not written over by another of that name', async () => {
    const [one, other, again] = [await keepImage(folder, 'Kätzchen 1 (süß).png', Buffer.from('one')), await keepImage(folder, 'Kätzchen 1 (süß).png', Buffer.from('other')), await keepImage(folder, 'Kätzchen 1 (süß).png', Buffer.from('one'))];
    assert.deepEqual([one, other].map((path) => basename(path)), ['Kätzchen 1 (süß).png', 'Kätzchen 1 (süß).png']);
    assert.deepEqual([one, other].map((path) => readFileSync(path, 'utf8')), ['one', 'other']);
    assert.equal(again, one);
  });

  it('makes room for later ones, the one kept last staying', async () => {
    const first = await keepImage(folder, 'first.png', Buffer.from('first'));
    utimesSync(dirname(first), new Date(0), new Date(0));
    // As an earlier version of the extension kept them.
    writeFileSync(join(folder, '0123456789ab-old.png'), '');
    utimesSync(join(folder, '0123456789ab-old.png'), new Date(1000), new Date(1000));
    for (let at = 0; at < 48; at += 1) await keepImage(folder, `${at}.png`, Buffer.from(`number ${at}`));
    assert.deepEqual([readdirSync(folder).length, readdirSync(folder).includes(basename(dirname(first))), readdirSync(folder).includes('0123456789ab-old.png')], [50, false, false]);
    assert.equal(readFileSync(await keepImage(folder, 'last.png', Buffer.from('last')), 'utf8'), 'last');
  });

  it('is renamed only as far as file systems ask for', () => {
    assert.deepEqual(['cat.png', '猫 5.jpeg', 'a/b\\c:d?.png', '../../etc/passwd', 'nul.png', 'name. . ', '', '..', 'a\nb.png'].map(safeName), ['cat.png', '猫 5.jpeg', 'a-b-c-d-.png', '..-..-etc-passwd', '_nul.png', 'name', 'image', 'image', 'a-b.png']);
    const long = safeName(`${'猫'.repeat(200)}.png`);
    assert.ok(Buffer.byteLength(long) <= 200 && long.endsWith('猫.png'), long);
  });

  it('says so where it cannot be kept', async () => {
    writeFileSync(join(folder, 'file'), '');
    await assert.rejects(keepImage(join(folder, 'file'), 'a.png', Buffer.alloc(1)), { name: 'UserError', message: /^The image could not be kept in .*file \(.*\); make room there, or open it as a file\.$/ });
  });
});
