/** `npm run gallery [-- name…]`: writes the README's pictures of panels, from a run of the MNIST sample that is trained at first. */
import './lib/node-version.cjs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root, start } from './lib/house.mjs';
import { setUp } from './setup.mjs';

start(async () => {
  await setUp();
  // tfjs resolves its own folders only as CommonJS.
  const child = spawn(process.execPath, ['-r', 'tsx/cjs', '-e', 'require(process.argv[1])', join(root, 'test', 'support', 'webview-harness', 'gallery.ts'), ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
  return new Promise((resolve) => { child.on('exit', (code) => resolve(code ?? 1)); });
});
