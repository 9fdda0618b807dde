/** A Chromium for the tests that drive the real editor: the one that is there, else Debian's where it may be installed. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, say, tail } from './house.mjs';

/**
 * Finds or installs a browser of the Chromium family; `CONVLENS_BROWSER` names one outright.
 * @returns {Promise<{ path: string } | { reason: string }>} a reason, in one sentence, where there is none
 */
export async function ensureBrowser() {
  const wanted = process.env['CONVLENS_BROWSER'];
  if (wanted) return existsSync(wanted) ? { path: wanted } : { reason: `CONVLENS_BROWSER names ${wanted}, and no file is there.` };
  const found = findBrowser();
  if (found) {
    say('browser', found);
    return { path: found };
  }
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) {
    return { reason: 'No Chrome, Chromium or Edge was found; install one, or name one by CONVLENS_BROWSER.' };
  }
  say('browser', 'apt-get install chromium');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env });
  const { code, output } = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], { env });
  const installed = findBrowser();
  if (code === 0 && installed) return { path: installed };
  return { reason: `Debian's package chromium could not be had (apt-get install chromium): ${tail(output, 1)}` };
}

function findBrowser() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'microsoft-edge-stable'];
  const onPath = (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const mac = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  const windows = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
    const base = process.env[variable];
    return base ? ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map((file) => join(base, file)) : [];
  });
  return [...onPath, ...mac, ...windows].find((file) => existsSync(file));
}
