import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { root } from '../../support/files.js';

const check = join('scripts', 'lib', 'node-version.cjs');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly scripts: Readonly<Record<string, string>> };

describe('setting the project up', () => {
  let folder: string;
  before(() => { folder = mkdtempSync(join(tmpdir(), 'convlens set-up ')); });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('tells an old Node in one sentence which one is needed, before any script is read', () => {
    const pretend = join(folder, 'pretend.cjs');
    writeFileSync(pretend, "Object.defineProperty(process, 'versions', { value: Object.assign({}, process.versions, { node: '12.22.9' }) });");
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-r', pretend, '-r', join(root, check), join(folder, 'never-read.mjs')], { encoding: 'utf8' });
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /^ConvLens needs Node 20 or newer, and this is Node 12\.22\.9 \([^\n]*\)\. Install a current version, for example with nvm: nvm install 22\.\n$/);
  });

  it('asks the version in syntax of 2009, first in every script', () => {
    // What has to be lowered for ES5 throws or comes out otherwise.
    const source = readFileSync(join(root, check), 'utf8').replace(/^\/\/.*\n/gm, '');
    assert.equal(transformSync(source, { target: 'es5' }).code.replace(/\s+/g, ' ').replaceAll('"', "'"), source.replace(/\s+/g, ' ').replaceAll('"', "'"));
    for (const [name, command] of Object.entries(scripts)) assert.ok(command.startsWith('node -r ./scripts/lib/node-version.cjs scripts/'), name);
  });

  it('names the package that could not be had, in one sentence, where the registry does not answer', () => {
    const project = join(folder, 'project');
    cpSync(join(root, 'scripts'), join(project, 'scripts'), { recursive: true });
    for (const name of readdirSync(root).filter((file) => file === '.npmrc')) cpSync(join(root, name), join(project, name));
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'p', version: '1.0.0', type: 'module', dependencies: { 'left-pad': '1.3.0' } }));
    writeFileSync(join(project, 'package-lock.json'), JSON.stringify({
      name: 'p', version: '1.0.0', lockfileVersion: 3, requires: true,
      packages: { '': { name: 'p', version: '1.0.0', dependencies: { 'left-pad': '1.3.0' } }, 'node_modules/left-pad': { version: '1.3.0', integrity: 'sha512-XI5MPzVNApjAyhQzphX8BkmKsKUxD4LdyK24iZeQGinBN9yTQT3bFlCBy/aVx2HrNcqQGsdot8ghrjyrvMCoEA==' } },
    }));
    // Nothing listens on port 9 of this machine.
    // Nobody answers there: npm need not ask again and again.
    const env = { ...process.env, npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0', npm_config_cache: join(folder, 'cache'), npm_config_userconfig: join(folder, 'no-npmrc') };
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(project, 'scripts', 'setup.mjs')], { encoding: 'utf8', env });
    assert.equal(status, 1);
    const said = (stdout + stderr).split('\n').filter((line) => line !== '' && !line.startsWith('['));
    assert.deepEqual(said, ["The package left-pad could not be had, because npm's registry did not answer. Connect this machine to the network (or set npm's proxy and registry) and run the same command again; what is already there is kept."]);
  });
});
