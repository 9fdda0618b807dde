#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bundle = join(root, 'dist', 'cli.cjs');
if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`convlens needs Node 20 or newer; this is ${process.versions.node}. Get one from https://nodejs.org.`);
  process.exitCode = 1;
} else if (!existsSync(bundle)) {
  console.error(`convlens has not been built: ${bundle} is not there. Run "npm run build" in ${root}.`);
  process.exitCode = 1;
} else {
  const { default: cli } = await import(pathToFileURL(bundle).href);
  process.exitCode = await cli.main(process.argv.slice(2), { root });
}
