import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import ts from 'typescript';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: { readonly [menu: string]: readonly { readonly command?: string; readonly when?: string }[] };
    readonly keybindings: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: { readonly [name: string]: { readonly default: unknown; readonly order: number } } };
  };
}

const at = (path: string) => new URL(`../../../${path}`, import.meta.url);
const text = (path: string) => readFileSync(at(path), 'utf8');
const manifest = JSON.parse(text('package.json')) as Manifest;
const words = JSON.parse(text('package.nls.json')) as Record<string, string>;

/** The keys of an object literal in a source, read without running it: `vscode` exists only inside the editor. */
function tableIn(path: string, name: string): Map<string, ts.Expression> {
  const source = ts.createSourceFile(path, text(path), ts.ScriptTarget.Latest, true);
  const found = new Map<string, ts.Expression>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name && node.initializer) {
      let value = node.initializer;
      while (ts.isAsExpression(value) || ts.isSatisfiesExpression(value)) value = value.expression;
      if (ts.isObjectLiteralExpression(value)) {
        for (const property of value.properties) if (ts.isPropertyAssignment(property)) found.set(property.name.getText().replaceAll("'", ''), property.initializer);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('the manifest', () => {
  it('has exactly the commands of the table', () => {
    assert.deepEqual(manifest.contributes.commands.map(({ command }) => command).sort(), [...tableIn('src/extension/commands.ts', 'commands').keys()].sort());
  });

  it('names only its own commands in menus and key bindings', () => {
    const own = new Set(manifest.contributes.commands.map(({ command }) => command));
    const named = [...Object.values(manifest.contributes.menus).flat(), ...manifest.contributes.keybindings].flatMap(({ command }) => command ?? []);
    assert.deepEqual(named.filter((command) => !own.has(command)), []);
  });

  it('has exactly the settings of the table, with the same defaults', () => {
    const declared = Object.entries(manifest.contributes.configuration.properties).map(([name, { default: value }]) => [name.replace(/^convlens\./, ''), JSON.stringify(value)]);
    const coded = [...tableIn('src/extension/settings.ts', 'defaults')].map(([name, value]) => [name, (ts.isAsExpression(value) ? value.expression : value).getText().replaceAll("'", '"')]);
    assert.deepEqual(Object.fromEntries(declared), Object.fromEntries(coded));
  });

  it('wakes the extension for Python, notebooks, each of its panels and folders that hold runs, and for nothing else', () => {
    const panels = [...tableIn('src/extension/panels/page.ts', 'titles').keys()].map((kind) => `onWebviewPanel:convlens.${kind}`);
    assert.deepEqual([...manifest.activationEvents].sort(), ['onLanguage:python', 'onNotebook:jupyter-notebook', 'onWebviewPanel:convlens.comparison', 'workspaceContains:.convlens/runs', ...panels].sort());
  });

  it('has words for every key, and no key without use', () => {
    const used = [...text('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(words).sort());
  });

  it('calls the commands as people know them', () => {
    const title = (id: string) => {
      const command = manifest.contributes.commands.find((candidate) => candidate.command === id);
      return `${command?.category}: ${words[command?.title.replaceAll('%', '') ?? '']}`;
    };
    assert.deepEqual(['train', 'showActivations', 'showFilters', 'showCam'].map((name) => title(`convlens.${name}`)), [
      'ConvLens: Train Model', 'ConvLens: Show Activations', 'ConvLens: Show Filter Patterns', 'ConvLens: Show Class Activation Map',
    ]);
  });
});
