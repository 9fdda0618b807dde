import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from '../../../scripts/lib/house.mjs';
import { projectFiles, read, root } from '../../support/files.js';

/** Longest a file of code may be; aim for half of it. */
const mostLines = 400;

const files = projectFiles();
const texts = files.filter((file) => /\.(ts|cts|mts|mjs|cjs|js|json|md|py|yml|yaml|css|html|svg)$|(^|\/)(\.ci\/run|\.npmrc|\.gitignore|LICENSE)$/.test(file));
const code = texts.filter((file) => /\.(ts|cts|mts|mjs|cjs)$/.test(file));

describe('tidiness', () => {
  it('sees the project', () => {
    assert.ok(files.length > 60, `${files.length} files`);
    assert.ok(files.includes('package.json') && files.includes('.ci/run'));
  });

  it(`no file of code is longer than ${mostLines} lines`, () => {
    const long = code.map((file) => ({ file, lines: read(file).split('\n').length })).filter(({ lines }) => lines > mostLines);
    assert.deepEqual(long, []);
  });

  it('no file names a package registry or a path of somebody\'s machine', () => {
    // Written in parts, so that this file does not find itself.
    const hosts = ['registry.' + 'npmjs', 'registry.' + 'yarnpkg', 'npm' + 'mirror', 'pypi.' + 'org', 'files.python' + 'hosted', 'deb.' + 'debian', 'artifact' + 'ory', 'nexus' + '/repository', 'proxy.' + 'golang'];
    const paths = ['/wo' + 'rk/', '/ho' + 'me/', '/Us' + 'ers/', '/ro' + 'ot/', 'C:\\' + '\\Us' + 'ers', 'site-pack' + 'ages/'];
    assert.deepEqual(found([...hosts, ...paths]), []);
  });

  it('no "resolved" address stands in the lock file', () => {
    assert.equal(read('package-lock.json').includes('"resolved": "http'), false);
  });

  it('nothing is left to do, switched off, or singled out', () => {
    const marks = ['TO' + 'DO', 'FIX' + 'ME', '@ts-' + 'ignore', '@ts-' + 'nocheck', 'as ' + 'any', 'describe.' + 'only', 'it.' + 'only', 'describe.' + 'skip', 'it.' + 'skip'];
    assert.deepEqual(found(marks, code), []);
  });

  it('no file that git follows is made by a script or larger than 5 MB', () => {
    assert.deepEqual(files.filter((file) => /\.generated\.ts$|^dist\/|^\.cache\/|\.vsix$|^test-results\//.test(file)), []);
    assert.deepEqual(files.filter((file) => readFileSync(join(root, file)).length > 5 * 2 ** 20), []);
  });

  it('the generated registries are fresh', () => {
    const outputs = () => filesBelow(join(root, 'src'), (file) => file.endsWith('.generated.ts')).map((file) => [file, readFileSync(file, 'utf8')]);
    const before = outputs();
    execFileSync(process.execPath, [join(root, 'scripts', 'generate.mjs')]);
    assert.deepEqual(before, outputs());
    assert.ok(before.length > 0);
  });

  it('every link from one document to a file leads to one', () => {
    const broken = files.filter((file) => file.endsWith('.md')).flatMap((file) =>
      [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target]) => target ?? '')
        .filter((target) => !existsSync(join(root, file, '..', decodeURIComponent(target)))).map((target) => `${file} -> ${target}`));
    assert.deepEqual(broken, []);
  });
});

function found(words: readonly string[], where: readonly string[] = texts): readonly string[] {
  return where.flatMap((file) => {
    const text = read(file);
    return words.filter((word) => (word.startsWith('/') ? new RegExp(`(^|[\\s"'\`(=:])${word}`, 'm').test(text) : text.includes(word))).map((word) => `${file}: ${word}`);
  });
}
