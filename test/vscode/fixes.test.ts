/** Every quick fix and refactoring as the editor offers and applies it; what it leaves was built by real Keras (`test/oracle/rules.py`). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { analyze } from '../../src/core/analyze.js';
import { readExample } from '../../src/core/rules/examples.js';
import { allRules } from '../../src/core/rules/run.js';
import { cases } from '../unit/fixes/cases.js';
import { levelsFor } from '../unit/rules/texts.js';
import { openText, problemsOf, set } from './texts.js';
import { waiting } from './waiting.js';

const eventually = waiting(30_000);

/** What Keras said to each text: null where it ran. */
const golden = (name: string): { readonly [text: string]: string | null } => {
  const extension = vscode.extensions.getExtension('convlens.convlens');
  assert.ok(extension);
  return JSON.parse(readFileSync(join(extension.extensionPath, 'test', 'golden', name), 'utf8')) as { [text: string]: string | null };
};
const isError = ({ severity }: vscode.Diagnostic) => severity === vscode.DiagnosticSeverity.Error;
const codeOf = ({ code }: vscode.Diagnostic) => (typeof code === 'object' ? code.value : code);
/** All that is offered for a place besides silence. */
const offersAt = async ({ uri }: vscode.TextDocument, range: vscode.Range) => (await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range)).filter(({ title }) => !title.startsWith('Silence'));
/** Applies one offer and takes it back by the text's own history, as a person would who tries the next one. */
async function tried<T>(document: vscode.TextDocument, { title, edit }: vscode.CodeAction, look: () => T | Thenable<T>): Promise<T> {
  const before = document.getText();
  assert.ok(edit && (await vscode.workspace.applyEdit(edit)), title);
  const seen = await look();
  await vscode.commands.executeCommand('undo');
  assert.equal(document.getText(), before, `${title}, taken back`);
  return seen;
}

describe('quick fixes and refactorings of the editor', function () {
  this.timeout(240_000);
  afterEach(async () => {
    await set('rules', undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('are what is expected for each mistake, and leave texts that Keras builds', async () => {
    const said = golden('fixes.json');
    for (const { name, text: marked, offers } of cases) {
      const text = marked.replace('¦', '');
      const { document } = await openText(text);
      const mark = marked.indexOf('¦');
      const place = async () => {
        if (mark >= 0) return new vscode.Range(document.positionAt(mark), document.positionAt(mark));
        const [problem] = (await eventually(() => problemsOf(document).filter(isError), (problems) => problems.length > 0)).sort((a, b) => a.range.start.compareTo(b.range.start));
        return problem!.range;
      };
      const range = await place();
      const titles = (actions: readonly vscode.CodeAction[]) => actions.map(({ title }) => title).sort().join('\n');
      const actions = await eventually(() => offersAt(document, range), (found) => titles(found) === Object.keys(offers).sort().join('\n')).catch((error: unknown) => assert.fail(`${name}: ${String(error)}`));
      for (const action of actions) {
        const fixed = await tried(document, action, () => document.getText());
        assert.equal(said[fixed], null, `${name}, ${action.title}:\n${fixed}`);
      }
    }
  });

  it('end each advice that has one, and leave texts that Keras builds', async () => {
    const said = golden('rules.json');
    let mended = 0;
    for (const rule of allRules) {
      const levels = levelsFor(rule);
      const { text } = readExample(rule.bad);
      const expected = analyze(text, { levels }).diagnostics.filter(({ code }) => code === rule.code).flatMap(({ fixes = [] }) => fixes.map(({ title }) => title));
      if (expected.length === 0) continue;
      await set('rules', levels);
      const { document } = await openText(text);
      const here = () => problemsOf(document).filter((problem) => codeOf(problem) === rule.code);
      await eventually(() => here().length, (count) => count > 0).catch((error: unknown) => assert.fail(`${rule.code}: ${String(error)}`));
      const count = here().length;
      const offered: string[] = [];
      for (const { range } of here()) {
        for (const action of (await offersAt(document, range)).filter(({ title }) => expected.includes(title))) {
          offered.push(action.title);
          const fixed = await tried(document, action, async () => {
            await eventually(() => here().length, (left) => left < count).catch((error: unknown) => assert.fail(`${rule.code}, ${action.title}: ${String(error)}`));
            return document.getText();
          });
          assert.equal(said[fixed], null, `${rule.code}, ${action.title}:\n${fixed}`);
          await eventually(() => here().length, (again) => again === count);
        }
      }
      assert.deepEqual(offered.sort(), expected.sort(), rule.code);
      mended += 1;
    }
    assert.ok(mended >= 10, `${mended} rules with a fix`);
  });
});
