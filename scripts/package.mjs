/** `npm run package [-- --target linux-x64|darwin-arm64|win32-x64|…]`: one installable .vsix for one platform. */
import './lib/node-version.cjs';
import { parseArgs } from 'node:util';
import { start } from './lib/house.mjs';
import { setUp } from './setup.mjs';

start(async () => {
  const { values } = parseArgs({ options: { target: { type: 'string' } } });
  await setUp();
  const { ensurePackage } = await import('./lib/package.mjs');
  await ensurePackage(values.target);
});
