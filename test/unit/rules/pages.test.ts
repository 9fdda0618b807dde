import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pages } from '../../support/rule-pages.js';
import { root } from '../../support/files.js';

const folder = join(root, 'docs', 'rules');

describe('pages of the rules', () => {
  it('are those that the rules write now (node --import tsx scripts/rules.mjs)', () => {
    assert.deepEqual(readdirSync(folder).sort(), Object.keys(pages()).sort());
    for (const [name, text] of Object.entries(pages())) assert.equal(readFileSync(join(folder, name), 'utf8'), text, name);
  });
});
