/**
 * Writes the registries by globbing, so that a new layer, rule, lowering or visualization is one new file and no list is
 * kept by hand. Each `registry.json` under `src` says what it wants:
 *   [{ "specs": "specs/*.ts", "output": "registry.generated.ts" }]              every file, keyed by its name
 *   [{ "specs": "../visualizations/*\/compute.ts", "output": "x.generated.ts" }] every folder, keyed by the folder's name
 * A spec is the file's default export. Outputs are git-ignored and rewritten only when they change.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = join(resolve(dirname(fileURLToPath(import.meta.url)), '..'), 'src');

for (const path of readdirSync(source, { recursive: true }).map(String)) {
  if (basename(path) !== 'registry.json') continue;
  const home = join(source, dirname(path));
  for (const { specs, output } of JSON.parse(readFileSync(join(source, path), 'utf8'))) write(home, specs, join(home, output));
}

/** @param {string} home @param {string} pattern @param {string} output */
function write(home, pattern, output) {
  const found = expand(home, pattern).sort((a, b) => (a.key < b.key ? -1 : 1));
  const imports = found.map(({ file }, i) => `import spec${i} from './${relative(dirname(output), file).replaceAll('\\', '/').replace(/\.ts$/, '.js')}';`);
  const entries = found.map(({ key }, i) => `  ${JSON.stringify(key)}: spec${i},`);
  const text = [`// Written by scripts/generate.mjs from ${pattern}; do not edit.`, ...imports, '', 'export const specs = {', ...entries, '};', ''].join('\n').replaceAll("'./../", "'../");
  if (!existsSync(output) || readFileSync(output, 'utf8') !== text) writeFileSync(output, text);
}

/** Files that match a pattern with one `*` segment. @param {string} home @param {string} pattern */
function expand(home, pattern) {
  const [before = '', after = ''] = pattern.split('*');
  const folder = join(home, before);
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  if (after.startsWith('/')) {
    return entries.filter((e) => e.isDirectory() && existsSync(join(folder, e.name, after))).map((e) => ({ key: e.name, file: join(folder, e.name, after) }));
  }
  return entries.filter((e) => e.isFile() && e.name.endsWith(after) && !e.name.endsWith('.generated.ts')).map((e) => ({ key: e.name.slice(0, -after.length), file: join(folder, e.name) }));
}
