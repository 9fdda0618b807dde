/** All set-up, as steps that are skipped when up to date. `node scripts/setup.mjs` runs those that every command needs. */
import './lib/node-version.cjs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuild, ensureRegistries } from './lib/build.mjs';
import { start } from './lib/house.mjs';
import { ensurePackages } from './lib/packages.mjs';

/** Packages, registries and bundles. */
export async function setUp() {
  await ensurePackages();
  await ensureRegistries();
  await ensureBuild();
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) start(setUp);
