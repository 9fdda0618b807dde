/** `npm run test:nightly [-- COUNT [SEED]]`: the analyser on broken files; see test/nightly/fuzz.ts. */
import { spawnSync } from 'node:child_process';

import './lib/node-version.cjs';
import { ensureRegistries } from './lib/build.mjs';
import { start } from './lib/house.mjs';
import { ensurePackages } from './lib/packages.mjs';

start(async () => {
  await ensurePackages();
  await ensureRegistries();
  return spawnSync(process.execPath, ['--import', 'tsx', 'test/nightly/fuzz.ts', ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
});
