/** The extension host loads CommonJS: every suite is bundled for it, with its sources' types stripped. */
import { readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../scripts/lib/house.mjs';

/** Bundles all suites and returns the path of the module whose `run` runs them. */
export async function bundleSuites(): Promise<string> {
  const outdir = join(root, '.cache', 'vscode-suites');
  rmSync(outdir, { recursive: true, force: true });
  const folder = join(root, 'test', 'vscode');
  const suites = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  await build({
    entryPoints: ['suite.ts', ...suites].map((name) => join(folder, name)),
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha', 'onnxruntime-node', 'sharp'],
    logLevel: 'warning',
  });
  return join(outdir, 'suite.cjs');
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await bundleSuites();
