// Runs one benchmark: `node test/bench/support/run.cjs NAME`.
const { readFileSync, rmSync, mkdtempSync } = require('node:fs');
const { join } = require('node:path');

const entry = join(__dirname, '..', `${process.argv[2]}.ts`);
const uses = (zone) => new RegExp(`from '[./]+/(src/)?${zone}/`).test(readFileSync(entry, 'utf8'));
if (uses('core') && !uses('engine')) {
  // The analyser is measured bundled, as it is used: tsx keeps the names of functions, which costs it half its speed.
  const folder = mkdtempSync(join(__dirname, '..', '..', '..', 'node_modules', '.bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'bench.cjs');
  require('esbuild').buildSync({ entryPoints: [entry], outfile, bundle: true, platform: 'node', target: 'node20', packages: 'external', logLevel: 'error' });
  require(outfile);
} else {
  // The engine's time is spent in onnxruntime; tfjs resolves its own folders only as CommonJS.
  require('tsx/cjs');
  require(entry);
}
