/** `npm run test:nightly [-- fuzz [COUNT [SEED]] | parity [NAME…]]`: what takes too long for every day, all of it or one part; see test/nightly. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import './lib/node-version.cjs';
import { ensureRegistries } from './lib/build.mjs';
import { Missing, root, start } from './lib/house.mjs';
import { ensurePackages } from './lib/packages.mjs';

const folder = join(root, 'test', 'nightly');

start(async () => {
  await ensurePackages();
  await ensureRegistries();
  const [asked, ...rest] = process.argv.slice(2);
  const parts = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
  if (asked !== undefined && !parts.includes(asked)) throw new Missing(`There is no part "${asked}"; the parts are ${parts.join(', ')}.`);
  // As CommonJS, the only way in which tfjs finds its own folders.
  const codes = (asked === undefined ? parts : [asked]).map((part) => spawnSync(process.execPath, ['--require', 'tsx/cjs', '--eval', 'require(process.argv[1])', join(folder, `${part}.ts`), ...rest], { stdio: 'inherit' }).status ?? 1);
  return Math.max(...codes);
});
