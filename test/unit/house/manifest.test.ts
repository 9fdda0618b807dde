import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectFiles, read, root } from '../../support/files.js';

interface MenuItem { readonly command?: string; readonly submenu?: string; readonly when?: string }
interface Setting { readonly enum?: readonly unknown[]; readonly enumDescriptions?: readonly string[]; readonly description?: string; readonly markdownDescription?: string }
interface Manifest {
  readonly main: string;
  readonly icon?: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly submenus?: readonly { readonly id: string }[];
    readonly keybindings?: readonly MenuItem[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

const manifest = JSON.parse(read('package.json')) as Manifest;
const { commands, menus, submenus = [], keybindings = [], configuration } = manifest.contributes;

describe('manifest', () => {
  it('uses only submenus that it declares, and fills each of them', () => {
    const declared = submenus.map(({ id }) => id);
    const used = Object.values(menus).flat().flatMap(({ submenu }) => submenu ?? []);
    assert.deepEqual([...new Set(used)].sort(), [...declared].sort());
    assert.deepEqual(Object.keys(menus).filter((menu) => menu.startsWith('convlens.')).sort(), [...declared].sort());
  });

  it('asks in menus only for context keys that the code sets', () => {
    const conditions = [...Object.values(menus).flat(), ...keybindings].map(({ when = '' }) => when).join(' ');
    // Names of views are no keys.
    const asked = [...new Set([...conditions.replace(/\b(view|focusedView) == \S+/g, '').matchAll(/\bconvlens\.[\w.]+/g)].map(([key]) => key))];
    const sources = projectFiles().filter((file) => file.startsWith('src/extension/') && file.endsWith('.ts')).map(read).join('\n');
    assert.ok(asked.length > 0);
    assert.deepEqual(asked.filter((key) => !sources.includes(`'setContext', '${key}'`) && !sources.includes(`set('${key}'`)), []);
  });

  it('fills a place of its own in the side bar, with an icon that is there', () => {
    const { viewsContainers: { activitybar }, views } = manifest.contributes;
    assert.deepEqual(Object.keys(views), activitybar.map(({ id }) => id));
    for (const { icon } of [...activitybar, ...Object.values(views).flat()]) assert.ok(existsSync(join(root, icon)), icon);
  });

  it('hides from the palette no command for good', () => {
    assert.deepEqual((menus['commandPalette'] ?? []).filter(({ when }) => when === 'false'), []);
    assert.ok(commands.length > 0);
  });

  it('describes every setting and every choice of one', () => {
    const bare = Object.entries(configuration.properties)
      .filter(([, setting]) => !(setting.markdownDescription ?? setting.description) || (setting.enumDescriptions && setting.enumDescriptions.length !== setting.enum?.length))
      .map(([name]) => name);
    assert.deepEqual(bare, []);
  });

  it('points only to files that are there, or that the build makes', () => {
    const files = [...Object.values(manifest.bin), ...(manifest.icon ? [manifest.icon] : []), ...Object.values(manifest.scripts).flatMap((script) => /^node -r (\S+) (\S+)/.exec(script)?.slice(1) ?? script)];
    assert.deepEqual(files.filter((file) => !existsSync(join(root, file))), []);
    assert.equal(manifest.main, './dist/extension.cjs');
  });

  it('pins every package to one version', () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    assert.deepEqual(loose, []);
  });
});
