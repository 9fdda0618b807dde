/**
 * Runs test/vscode/*.test.ts inside the extension host of a real VS Code: the server, with a page that starts the host and
 * passes on what the suites print. The result goes to the file that CONVLENS_TEST_RESULTS names.
 */
import { existsSync, readFileSync } from 'node:fs';
import { openPage, root, startBrowser, startEditor } from '../support/editor.js';
import { bundleSuites } from './bundle.js';

const suite = await bundleSuites();
const results = process.env['CONVLENS_TEST_RESULTS'];
const editor = await startEditor({ smokeTestDriver: true, env: { CONVLENS_TEST_WORLD: '1', ...(results ? { CONVLENS_TEST_RESULTS: results } : {}) } });
const browser = await startBrowser();
const { page, console: problems } = await openPage(browser);

const others: string[] = [];
const ended = new Promise<number>((done) => {
  // Everything that the page and the host print arrives here: the reporter's lines are shown, the rest only where something failed.
  void page.exposeFunction('codeAutomationLog', (kind: string, values: unknown[]) => {
    const line = values.map(String).join(' ');
    if (/^ {2}[✓✗] /.test(line)) console.log(line);
    else if (kind !== 'debug' && kind !== 'trace') others.push(line);
  });
  void page.exposeFunction('codeAutomationExit', (code: number) => { done(code); });
  void editor.server.ended.then((sentence) => {
    others.push(sentence);
    done(1);
  });
});
await page.goto(editor.address([], [['extensionDevelopmentPath', editor.uri(root)], ['extensionTestsPath', editor.uri(suite)]]));
process.exitCode = await ended;
if (process.exitCode !== 0) {
  console.log(['', 'What the host and the page said besides:', ...others.slice(-40), ...problems.slice(0, 20)].join('\n'));
  for (const { title, message } of failuresIn(results)) console.log(`\n${title}\n${message}`);
}
await browser.close();
await editor.dispose();
process.exit();

function failuresIn(file: string | undefined): readonly { readonly title: string; readonly message: string }[] {
  if (!file || !existsSync(file)) return [];
  return (JSON.parse(readFileSync(file, 'utf8')) as { failures: { title: string; message: string }[] }).failures;
}
