/** `npm run build`: bundles src into dist/, prints sizes, and fails where a bundle is over its limit or esbuild warns. `--watch` keeps doing so. */
import './lib/node-version.cjs';
import { existsSync, readFileSync, readdirSync, rmSync, watch } from 'node:fs';
import { join, relative } from 'node:path';
import { Missing, root, run, say, start, tail, writeWhole } from './lib/house.mjs';

const dist = join(root, 'dist');

start(async () => {
  await buildAll();
  if (!process.argv.includes('--watch')) return;
  say('build', 'watching src (Ctrl-C ends it)');
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  watch(join(root, 'src'), { recursive: true }, (_, file) => {
    if (String(file).endsWith('.generated.ts')) return;
    clearTimeout(timer);
    timer = setTimeout(() => void buildAll().catch((error) => console.error(error.message)), 200);
  });
  await new Promise(() => undefined);
});

async function buildAll() {
  const esbuild = await import('esbuild');
  const { bundles, optionsOf } = await import('../esbuild.config.mjs');
  const registries = await run(process.execPath, [join(root, 'scripts', 'generate.mjs')]);
  if (registries.code !== 0) throw new Missing(`The registries could not be written:\n${tail(registries.output)}`);

  /** @type {Record<string, number>} */
  const sizes = {};
  /** @type {string[]} */
  const problems = [];
  /** @type {Set<string>} */
  const packages = new Set(['onnxruntime-node', 'onnxruntime-common']);
  for (const bundle of bundles) {
    const result = await esbuild.build(optionsOf(bundle)).catch((failure) => {
      const messages = esbuild.formatMessagesSync(failure.errors ?? [], { kind: 'error', color: false });
      problems.push(`${bundle.entry} could not be bundled:\n${messages.join('\n') || failure.message}`);
      return null;
    });
    if (!result) continue;
    problems.push(...esbuild.formatMessagesSync(result.warnings, { kind: 'warning', color: false }).map((message) => message.trimEnd()));
    for (const file of result.outputFiles ?? []) {
      writeWhole(file.path, file.contents);
      sizes[relative(dist, file.path)] = file.contents.length;
    }
    for (const file of Object.keys(result.metafile?.inputs ?? {})) {
      const found = packageOf(file);
      if (found) packages.add(found);
    }
    const size = sizes[`${bundle.name}.${bundle.platform === 'node' ? 'cjs' : 'js'}`] ?? 0;
    if (bundle.limit && size > bundle.limit) problems.push(`${bundle.name} is ${kilobytes(size)}, allowed are ${kilobytes(bundle.limit)}; largest parts: ${largest(result.metafile)}.`);
  }
  const notices = Buffer.from(noticesOf([...packages].sort()));
  writeWhole(join(dist, 'notices.txt'), notices);
  sizes['notices.txt'] = notices.length;
  for (const old of existsSync(dist) ? readdirSync(dist) : []) {
    if (!(old in sizes) && old !== 'sizes.json' && !old.endsWith('.tmp')) rmSync(join(dist, old), { recursive: true, force: true });
  }
  for (const [file, size] of Object.entries(sizes)) if (!file.endsWith('.map')) console.log(`  dist/${file.padEnd(18)} ${kilobytes(size).padStart(9)}`);
  writeWhole(join(dist, 'sizes.json'), `${JSON.stringify(sizes, null, 2)}\n`);
  if (problems.length > 0) throw new Missing(problems.join('\n'));
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(0)} KB`;
}

/** The npm package that a bundled file comes from. @param {string} file */
function packageOf(file) {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? null;
}

/** Names, versions and licences of the packages whose code is in the bundles, as their licences ask for. @param {string[]} packages */
function noticesOf(packages) {
  const texts = packages.map((name) => {
    const folder = join(root, 'node_modules', name);
    const { version, license, homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[sc]e(\.\w+)?$/i.test(entry));
    const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `${license ?? 'See its home page.'}${homepage ? ` (${homepage})` : ''}`;
    return `${name} ${version}\n\n${text}`;
  });
  return `ConvLens contains code of these packages.\n\n${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** The five packages or folders that weigh most. @param {import('esbuild').Metafile | undefined} metafile */
function largest(metafile) {
  /** @type {Map<string, number>} */
  const parts = new Map();
  for (const output of Object.values(metafile?.outputs ?? {})) {
    for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
      const part = packageOf(file) ?? file.split('/').slice(0, 3).join('/');
      parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
    }
  }
  return [...parts].sort((a, b) => b[1] - a[1]).slice(0, 5).map(([part, bytes]) => `${part} ${kilobytes(bytes)}`).join(', ');
}
