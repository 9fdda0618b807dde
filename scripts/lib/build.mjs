/** Registries and bundles: made when a source changed, otherwise left alone. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Missing, filesBelow, hashOf, isStamped, root, run, say, tail, writeStamp } from './house.mjs';

/** Runs the generator of registries; it writes only what changed. */
export async function ensureRegistries() {
  const { code, output } = await run(process.execPath, [join(root, 'scripts', 'generate.mjs')]);
  if (code !== 0) throw new Missing(`The registries could not be written:\n${tail(output, 30)}`);
  say('registries', 'up to date');
}

/** Bundles into dist/ unless dist/ is already made from exactly these sources. */
export async function ensureBuild() {
  const state = sourceState();
  if (isStamped('build', state) && existsSync(join(root, 'dist', 'sizes.json'))) return say('build', 'up to date');
  say('build', 'bundling with esbuild');
  const { code, output } = await run(process.execPath, [join(root, 'scripts', 'build.mjs')]);
  process.stdout.write(output);
  if (code !== 0) throw new Missing('The build failed; the errors stand above.');
  writeStamp('build', state);
}

/** Hash of all that the bundles are made of. */
export function sourceState() {
  const sources = filesBelow(join(root, 'src'), (file) => !file.endsWith('.generated.ts'));
  return hashOf([...sources, ...['esbuild.config.mjs', 'package-lock.json', 'tsconfig.json', join('scripts', 'build.mjs')].map((file) => join(root, file))], process.version);
}
