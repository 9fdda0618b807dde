import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { faces, roomOf, rooms } from '../../../scripts/lib/zones.mjs';
import { projectFiles, read, root } from '../../support/files.js';

interface Import { readonly file: string; readonly target: string }

const sources = projectFiles().filter((file) => file.startsWith('src/') && file.endsWith('.ts'));
const imports: readonly Import[] = sources.flatMap((file) =>
  ts.preProcessFile(read(file), true, true).importedFiles.map(({ fileName }) => ({ file, target: fileName })));

describe('architecture', () => {
  it('sees the sources and their imports', () => {
    assert.ok(sources.length > 50, `${sources.length} sources`);
    assert.ok(imports.length > 100, `${imports.length} imports`);
  });

  it('every source file has a room', () => {
    assert.deepEqual(sources.filter((file) => roomOf(file.slice('src/'.length)) === null), []);
  });

  it('every relative import names a file that is there, with its ending', () => {
    const broken = imports.filter(({ file, target }) => target.startsWith('.') && !resolved(file, target)).map(said);
    assert.deepEqual(broken, []);
  });

  for (const [room, { may, packages }] of Object.entries(rooms)) {
    it(`${room} uses only ${may.filter((other) => other !== room).join(', ') || 'itself'}`, () => {
      const wrong = importsOf(room).filter(({ file, target }) => {
        const path = resolved(file, target);
        const other = path && roomOf(path.slice('src/'.length));
        return target.startsWith('.') && !(other && may.includes(other));
      });
      assert.deepEqual(wrong.map(said), []);
    });

    it(`${room} uses only the packages ${packages.join(', ') || '(none)'}`, () => {
      const wrong = importsOf(room).filter(({ target }) => !target.startsWith('.') && !isAllowed(target, packages));
      assert.deepEqual(wrong.map(said), []);
    });
  }

  for (const [face, { packages, not }] of Object.entries(faces)) {
    it(`a visualization's ${face} reaches neither ${not.join(' nor ')}, nor another package than ${packages.join(', ') || '(none)'}`, () => {
      const wrong = sources
        .filter((file) => file.startsWith('src/visualizations/') && file.split('/').length > 3 && posix.basename(file) === face)
        .flatMap((file) => reached(file))
        .filter(({ target, path }) => (path ? (not as readonly string[]).includes(posix.basename(path)) : !isAllowed(target, packages)));
      assert.deepEqual(wrong.map(said), []);
    });
  }
});

function importsOf(room: string): readonly Import[] {
  return imports.filter(({ file }) => roomOf(file.slice('src/'.length)) === room);
}

function isAllowed(target: string, packages: readonly string[]): boolean {
  const name = /^(@[^/]+\/[^/]+|[^/]+)/.exec(target)?.[0] ?? target;
  return packages.includes(name) || (target.startsWith('node:') && packages.includes('node:*'));
}

/** The source that a relative import means; generated registries count as there. */
function resolved(file: string, target: string): string | null {
  const path = posix.join(posix.dirname(file), target);
  const source = path.replace(/\.js$/, '.ts');
  if (path.endsWith('.css') || path.endsWith('.json')) return existsSync(join(root, path)) ? path : null;
  return path.endsWith('.js') && existsSync(join(root, source)) ? source : null;
}

function said({ file, target }: Import): string {
  return `${file} imports ${target}`;
}

/** All that a file imports, itself or through others of its room, up to the borders of the visualizations. */
function reached(start: string): readonly (Import & { readonly path: string | null })[] {
  const found: (Import & { path: string | null })[] = [];
  const seen = new Set([start]);
  for (const file of seen) {
    for (const entry of imports.filter((one) => one.file === file)) {
      const path = entry.target.startsWith('.') ? resolved(file, entry.target) : null;
      found.push({ ...entry, path });
      if (path?.startsWith('src/visualizations/')) seen.add(path);
    }
  }
  return found;
}
