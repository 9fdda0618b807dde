/**
 * Runs test/vscode/*.test.ts inside the extension host of a real VS Code: the server, with a page that starts the host and
 * passes on what the suites print. The result goes to the file that CONVLENS_TEST_RESULTS names.
 */
import { openPage, root, startBrowser, startEditor } from '../support/editor.js';
import { bundleSuites } from './bundle.js';

const suite = await bundleSuites();
const results = process.env['CONVLENS_TEST_RESULTS'];
const editor = await startEditor({ smokeTestDriver: true, env: { CONVLENS_TEST_WORLD: '1', ...(results ? { CONVLENS_TEST_RESULTS: results } : {}) } });
const browser = await startBrowser();
const { page, console: problems } = await openPage(browser);

const ended = new Promise<number>((done) => {
  void page.exposeFunction('codeAutomationLog', (kind: string, values: unknown[]) => { if (kind !== 'debug') console.log(...values); });
  void page.exposeFunction('codeAutomationExit', (code: number) => { done(code); });
  void editor.server.ended.then((sentence) => {
    console.log(sentence);
    done(1);
  });
});
await page.goto(editor.address([], [['extensionDevelopmentPath', editor.uri(root)], ['extensionTestsPath', editor.uri(suite)]]));
process.exitCode = await ended;
if (process.exitCode !== 0 && problems.length > 0) console.log(['What the page complained of:', ...problems.slice(0, 20)].join('\n'));
await browser.close();
await editor.dispose();
process.exit();
