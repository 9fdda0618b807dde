/** Writes docs/rules/ from the rules: `node --import tsx scripts/rules.mjs`. A test holds the pages up to date. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/house.mjs';

const { pages } = await import('../test/support/rule-pages.js');

const folder = join(root, 'docs', 'rules');
mkdirSync(folder, { recursive: true });
const wanted = pages();
for (const name of readdirSync(folder)) if (!(name in wanted)) rmSync(join(folder, name));
for (const [name, text] of Object.entries(wanted)) writeFileSync(join(folder, name), text);
