/** Runs the suites inside the extension host: what the server's test page and @vscode/test-electron both call. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import Reporter from '../support/reporter.cjs';

/** Resolves when every test has passed, rejects with a count where some have not. */
export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, forbidOnly: true, reporter: Reporter, reporterOptions: { list: true } });
  // Bundled beside this file, one for each *.test.ts.
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith('.test.cjs')).sort()) mocha.addFile(join(__dirname, file));
  return new Promise((resolve, reject) => {
    mocha.run((failures) => { if (failures > 0) reject(new Error(`${failures} failed`)); else resolve(); });
  });
}
