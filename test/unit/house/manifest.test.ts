import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { projectFiles, read, root } from '../../support/files.js';

interface MenuItem { readonly command?: string; readonly submenu?: string; readonly when?: string }
interface Setting { readonly type: string | readonly string[]; readonly default?: unknown; readonly enum?: readonly unknown[]; readonly enumDescriptions?: readonly string[]; readonly description?: string; readonly markdownDescription?: string }
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly main: string;
  readonly icon?: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category?: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly submenus?: readonly { readonly id: string }[];
    readonly keybindings?: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

const text = read('package.json');
const manifest = JSON.parse(text) as Manifest;
const names = JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>;
const extension = projectFiles().filter((file) => file.startsWith('src/extension/') && file.endsWith('.ts'));
const commands = Object.keys(table('src/extension/commands.ts', 'commands'));

describe('manifest', () => {
  it('names exactly the commands that the code has', () => {
    assert.ok(commands.length > 5);
    assert.deepEqual(manifest.contributes.commands.map(({ command }) => command).sort(), [...commands].sort());
  });

  it('shows every command under the extension\'s name', () => {
    assert.deepEqual(manifest.contributes.commands.filter(({ category }) => category !== 'ConvLens'), []);
  });

  it('uses in menus and keys only commands and submenus that are there', () => {
    const submenus = manifest.contributes.submenus?.map(({ id }) => id) ?? [];
    const items = [...Object.values(manifest.contributes.menus).flat(), ...(manifest.contributes.keybindings ?? [])] as readonly MenuItem[];
    assert.deepEqual(items.filter(({ command, submenu }) => !(command ? commands.includes(command) : submenus.includes(submenu ?? ''))), []);
    assert.deepEqual(Object.keys(manifest.contributes.menus).filter((menu) => menu.startsWith('convlens.') && !submenus.includes(menu)), []);
  });

  it('asks in menus only for context keys that the code sets', () => {
    const asked = new Set([...JSON.stringify([manifest.contributes.menus, manifest.contributes.keybindings]).matchAll(/\bconvlens\.[a-z]\w*/gi)].map(([key]) => key));
    const sources = extension.map(read).join('\n');
    const known = [...commands, ...(manifest.contributes.submenus?.map(({ id }) => id) ?? [])];
    assert.deepEqual([...asked].filter((key) => !known.includes(key) && !new RegExp(`['"\`]${key.replaceAll('.', '\\.')}['"\`]`).test(sources)), []);
  });

  it('has exactly the settings of the code, with the same defaults', () => {
    const defaults = table('src/extension/settings.ts', 'defaults');
    const declared = Object.fromEntries(Object.entries(manifest.contributes.configuration.properties).map(([name, { default: value }]) => [name.replace(/^convlens\./, ''), value]));
    assert.deepEqual(declared, defaults);
  });

  it('describes every setting and every choice of one', () => {
    const bare = Object.entries(manifest.contributes.configuration.properties)
      .filter(([, setting]) => !(setting.markdownDescription ?? setting.description) || (setting.enumDescriptions && setting.enumDescriptions.length !== setting.enum?.length))
      .map(([name]) => name);
    assert.deepEqual(bare, []);
  });

  it('finds every text of its own in package.nls.json, which has no other', () => {
    const used = new Set([...text.matchAll(/"%([\w.-]+)%"/g)].map(([, name]) => name ?? ''));
    assert.deepEqual([...used].sort(), Object.keys(names).sort());
    assert.deepEqual(Object.entries(names).filter(([, value]) => value.trim() === ''), []);
  });

  it('wakes up for Python files and for each kind of panel that it restores, and for nothing else', () => {
    assert.ok(extension.some((file) => read(file).includes('registerWebviewPanelSerializer(')), 'panels are restored after a reload');
    const panels = Object.keys(table('src/extension/panels/html.ts', 'titles')).map((kind) => `onWebviewPanel:convlens.${kind}`);
    assert.deepEqual([...manifest.activationEvents].sort(), ['onLanguage:python', ...panels].sort());
  });

  it('points only to files that are there, or that the build makes', () => {
    const files = [...Object.values(manifest.bin), ...(manifest.icon ? [manifest.icon] : []), ...Object.values(manifest.scripts).map((script) => /^node (\S+)/.exec(script)?.[1] ?? script)];
    assert.deepEqual(files.filter((file) => !existsSync(join(root, file))), []);
    assert.equal(manifest.main, './dist/extension.cjs');
  });

  it('pins every package to one version', () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    assert.deepEqual(loose, []);
  });
});

/** The constant object of a source file that imports the editor and so cannot be loaded here: its keys, with values where they are literals. */
function table(file: string, constant: string): Readonly<Record<string, unknown>> {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  for (const statement of source.statements.filter(ts.isVariableStatement)) {
    for (const { name, initializer } of statement.declarationList.declarations) {
      const value = initializer && bare(initializer);
      if (name.getText() !== constant || !value || !ts.isObjectLiteralExpression(value)) continue;
      return Object.fromEntries(value.properties.map((property) => {
        assert.ok(property.name && (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name)), `${file}: ${constant} is written out`);
        return [property.name.text, ts.isPropertyAssignment(property) ? literal(bare(property.initializer)) : undefined];
      }));
    }
  }
  throw new assert.AssertionError({ message: `${file} has no constant object "${constant}".` });
}

function bare(expression: ts.Expression): ts.Expression {
  return ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression) ? bare(expression.expression) : expression;
}

function literal(expression: ts.Expression): unknown {
  if (ts.isStringLiteral(expression)) return expression.text;
  if (ts.isNumericLiteral(expression)) return Number(expression.text);
  if (expression.kind === ts.SyntaxKind.TrueKeyword || expression.kind === ts.SyntaxKind.FalseKeyword) return expression.kind === ts.SyntaxKind.TrueKeyword;
  return undefined;
}
