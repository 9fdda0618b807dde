/** What is bundled from what. An entry that is not there is left out, so that parts can be built on their own. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './scripts/lib/house.mjs';

/** Native packages, found at run time beside the bundles, and the editor itself. */
const external = ['vscode', 'onnxruntime-node', 'sharp', '@tensorflow/tfjs-node-gpu'];

/** Bundles by name: entry, platform, the largest size allowed in bytes where there is one, and whether classes are found by name (tfjs does), which costs time. */
export const bundles = [
  { name: 'extension', entry: 'src/extension/main.ts', platform: 'node', limit: 600 * 1024 },
  { name: 'analysis-start', entry: 'src/extension/analyzer/start.ts', platform: 'node' },
  { name: 'analysis-worker', entry: 'src/extension/analyzer/worker.ts', platform: 'node' },
  { name: 'engine', entry: 'src/engine/main.ts', platform: 'node', keepNames: true },
  { name: 'step-worker', entry: 'src/engine/worker/main.ts', platform: 'node' },
  { name: 'decoder', entry: 'src/engine/datasets/decoder/main.ts', platform: 'node' },
  { name: 'cli', entry: 'src/cli/main.ts', platform: 'node' },
  { name: 'webview', entry: 'src/webview/main.ts', platform: 'browser' },
].filter(({ entry }) => existsSync(join(root, entry)));

/**
 * tfjs registers its kernels and gradients by being imported, but its manifests call the files that do so free of side
 * effects; without this a bundle would lack its backend.
 * @type {import('esbuild').Plugin}
 */
const keepRegistrations = {
  name: 'keep-registrations',
  setup(build) {
    build.onResolve({ filter: /^@tensorflow\/tfjs-/ }, async ({ path, pluginData, ...options }) => {
      if (pluginData === keepRegistrations || external.includes(path)) return undefined;
      const { importer, namespace, resolveDir, kind, with: attributes } = options;
      return { ...(await build.resolve(path, { importer, namespace, resolveDir, kind, with: attributes, pluginData: keepRegistrations })), sideEffects: true };
    });
  },
};

/**
 * `import * as vscode` makes esbuild copy the editor's whole API, some 550 properties, once for each file: most of the time
 * that loading takes. Required as it is, nothing is copied.
 * @type {import('esbuild').Plugin}
 */
const editorAsItIs = {
  name: 'editor-as-it-is',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]extension[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(/^import \* as vscode from 'vscode';/m, "const vscode: typeof import('vscode') = require('vscode');"),
      loader: 'ts',
    }));
  },
};

/**
 * @param {{ name: string, entry: string, platform: string, keepNames?: boolean }} bundle
 * @returns {import('esbuild').BuildOptions}
 */
export function optionsOf({ name, entry, platform, keepNames = false }) {
  const node = platform === 'node';
  return {
    entryPoints: [{ in: join(root, entry), out: name }],
    outdir: join(root, 'dist'),
    outExtension: { '.js': node ? '.cjs' : '.js' },
    bundle: true,
    minify: true,
    keepNames,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'silent',
    tsconfig: join(root, 'tsconfig.json'),
    ...(node
      ? {
          platform: 'node',
          // tfjs names only its modules as having side effects; its CommonJS file would lose the registration of its kernels.
          mainFields: ['module', 'main'],
          target: 'node20',
          format: 'cjs',
          external,
          plugins: [keepRegistrations, editorAsItIs],
          // CommonJS has no import.meta; modules that ask for their own address get the bundle's.
          define: { 'import.meta.url': 'bundleAddress' },
          banner: { js: "const bundleAddress = require('node:url').pathToFileURL(__filename).href;" },
        }
      : { platform: 'browser', target: 'chrome120', format: 'iife', loader: { '.ttf': 'copy' }, assetNames: '[name]' }),
  };
}
