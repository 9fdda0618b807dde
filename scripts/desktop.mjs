/** `npm run test:desktop`: the suites of the extension host in a desktop VS Code that @vscode/test-electron downloads. */
import './lib/node-version.cjs';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Missing, cache, root, run, say, start } from './lib/house.mjs';
import { setUp } from './setup.mjs';

start(async () => {
  await setUp();
  const { downloadAndUnzipVSCode, runTests } = await import('@vscode/test-electron');
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) throw new Missing('Desktop VS Code needs a display, and neither DISPLAY nor WAYLAND_DISPLAY is set. Run: xvfb-run -a npm run test:desktop');
  say('VS Code', 'downloading the stable version unless it is there');
  const vscodeExecutablePath = await downloadAndUnzipVSCode({ version: 'stable', cachePath: join(cache, 'desktop') }).catch((error) => {
    throw new Missing(`VS Code could not be downloaded (${error.message}). On a machine without that network, npm test runs the same suites in the VS Code server from npm.`);
  });
  const bundled = await run(process.execPath, ['--import', 'tsx', join('test', 'vscode', 'bundle.ts')], { output: 'show' });
  if (bundled.code !== 0) throw new Missing('The suites could not be bundled; the errors stand above.');

  const folder = mkdtempSync(join(tmpdir(), 'convlens-desktop-'));
  const workspace = join(folder, 'samples');
  cpSync(join(root, 'samples'), workspace, { recursive: true });
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: root,
      extensionTestsPath: join(cache, 'vscode-suites', 'suite.cjs'),
      launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes', `--user-data-dir=${join(folder, 'data')}`],
      extensionTestsEnv: { CONVLENS_TEST_WORLD: '1' },
    });
  } catch (error) {
    throw new Missing(`The suites failed in desktop VS Code: ${/** @type {Error} */ (error).message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
