/** `npm test [-- part…]`: every check of the project, with all the set-up it needs, and one closing line. */
import './lib/node-version.cjs';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './lib/browser.mjs';
import { ensureBuild, ensureRegistries } from './lib/build.mjs';
import { ensureCodeServer, serverObstacle } from './lib/code-server.mjs';
import { Missing, cache, say, start } from './lib/house.mjs';
import { ensurePackages } from './lib/packages.mjs';
import { check, endAll, mochaPart, reported } from './lib/parts.mjs';
import { ensureTrainedModel } from './lib/trained-model.mjs';

/**
 * @typedef {import('./lib/parts.mjs').Result} Result
 * @typedef {import('./lib/parts.mjs').Show} Show
 * @typedef {{ needs?: ('build' | 'editor' | 'package')[], run: (show: Show) => Promise<Result> }} Part
 */

/** @type {Record<string, Part>} */
const parts = {
  // src/core once more on its own: without Node's, the browser's and the editor's types it shows that it uses none of them.
  types: { run: async (show) => sum(await Promise.all(['.', 'src/core', 'scripts'].map((project) => check('typescript/bin/tsc', ['-p', project, '--noEmit', '--incremental', '--tsBuildInfoFile', `.cache/types/${project.replaceAll('/', '-')}.json`], show)))) },
  lint: { run: (show) => check('eslint/bin/eslint.js', ['.', '--cache', '--cache-location', '.cache/eslint', '--cache-strategy', 'content', '--max-warnings', '0'], show) },
  architecture: { run: (show) => mochaPart({ name: 'architecture', files: ['test/unit/house/**/*.test.ts'], minutes: 3, timeout: 20_000 }, show) },
  unit: { run: (show) => mochaPart({ name: 'unit', files: ['test/unit/**/*.test.ts'], ignore: ['test/unit/house/**'], minutes: 5, timeout: 20_000 }, show) },
  engine: { needs: ['build'], run: (show) => mochaPart({ name: 'engine', files: ['test/engine/**/*.test.ts'], minutes: 12, timeout: 120_000, list: true, exit: true }, show) },
  vscode: { needs: ['build', 'editor'], run: (show) => reported('vscode', ['--import', 'tsx', 'test/vscode/host.ts'], { minutes: 8, env: editor, show }) },
  e2e: { needs: ['build', 'editor', 'package'], run: (show) => mochaPart({ name: 'e2e', files: ['test/e2e/**/*.test.ts'], minutes: 15, timeout: 240_000, list: true, exit: true, env: editor }, show) },
};

/** Parts that may run beside each other on two cores; the rest measure time or need the whole machine. */
const lanes = [['types', 'lint'], ['architecture', 'unit']];

/** Environment of the parts that use the editor, filled by the set-up. @type {NodeJS.ProcessEnv} */
const editor = {};
/** Why parts with some need cannot run, and whether that is a failure of theirs. @type {Map<string, { reason: string, failure: boolean }>} */
const obstacles = new Map();
/** @type {Map<string, Result>} */
const done = new Map();

start(async () => {
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !(name in parts));
  if (unknown) throw new Missing(`There is no part "${unknown}"; the parts are ${Object.keys(parts).join(', ')}.`);
  const names = asked.length > 0 ? asked : Object.keys(parts);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => void endAll().then(() => process.exit(130)));

  // What the command line keeps for a user (devices, decoded images) stays out of the home of who runs the tests, and is not there from a run before.
  process.env['CONVLENS_STORAGE'] = join(cache, 'test-storage');
  rmSync(process.env['CONVLENS_STORAGE'], { recursive: true, force: true });

  await ensurePackages();
  await ensureRegistries();
  const needs = new Set(names.flatMap((name) => parts[name]?.needs ?? []));
  // The server's download waits on the network and leaves the cores to the first parts.
  const server = needs.has('editor') ? attempt('editor', prepareEditor) : null;
  const beside = lanes.map((lane) => lane.filter((name) => names.includes(name)));
  await Promise.all(beside.map(async (lane) => {
    for (const name of lane) await perform(name, beside.every((other) => other.length > 0));
  }));
  await server;
  // Where it cannot be had, its tests are skipped with this reason.
  if (names.includes('engine')) process.env['CONVLENS_NO_TRAINED_MODEL'] = (await ensureTrainedModel()) ?? '';
  if (needs.has('build')) await attempt('build', ensureBuild);
  if (needs.has('package') && obstacles.size === 0) await attempt('package', preparePackage);
  for (const name of names.filter((other) => !lanes.flat().includes(other))) await perform(name, false);
  return close(names);
});

/** Does a step of the set-up; where it fails, the parts that need it do, and the others still run. @param {string} need @param {() => Promise<unknown>} step */
async function attempt(need, step) {
  await step().catch((error) => obstacles.set(need, { reason: error instanceof Missing ? error.message : String(error?.stack ?? error), failure: true }));
}

async function preparePackage() {
  const { ensurePackage } = await import('./lib/package.mjs');
  editor['CONVLENS_PACKAGE'] = await ensurePackage();
}

async function prepareEditor() {
  const browser = await ensureBrowser();
  const reason = serverObstacle() ?? ('reason' in browser ? browser.reason : null);
  if (reason) obstacles.set('editor', { reason, failure: false });
  if (reason || 'reason' in browser) return;
  editor['CONVLENS_BROWSER'] = browser.path;
  await ensureCodeServer();
}

/** Runs a part and says how it went. @param {string} name @param {boolean} beside another part runs at the same time, so its lines wait for its end */
async function perform(name, beside) {
  const part = parts[name];
  if (!part) return;
  /** @type {string[]} */
  const kept = [];
  /** @type {Show} */
  const show = beside ? (line) => void kept.push(line) : (line) => console.log(line);
  if (!beside) console.log(`\n== ${name}`);
  const obstacle = part.needs?.map((need) => obstacles.get(need)).find((found) => found !== undefined);
  if (obstacle) {
    const { reason, failure } = obstacle;
    if (failure) show(reason);
    done.set(name, { passed: 0, failed: failure ? 1 : 0, skipped: failure ? [] : [{ title: `the part "${name}"`, reason }], output: '', seconds: 0 });
    return;
  }
  const result = await part.run(show);
  done.set(name, result);
  if (beside) console.log([`\n== ${name}`, ...kept].join('\n'));
  console.log(`${name}: ${result.passed} passed, ${result.failed} failed${result.skipped.length > 0 ? `, ${result.skipped.length} skipped` : ''} in ${result.seconds.toFixed(1)} s`);
}

/** @param {Result[]} results @returns {Result} */
function sum(results) {
  return {
    passed: results.reduce((count, result) => count + result.passed, 0),
    failed: results.reduce((count, result) => count + result.failed, 0),
    skipped: results.flatMap((result) => result.skipped),
    output: results.map((result) => result.output).join(''),
    seconds: Math.max(...results.map((result) => result.seconds)),
  };
}

/** The reasons of what was skipped, then the closing line. @param {string[]} names @returns {number} the exit code */
function close(names) {
  const all = names.map((name) => done.get(name)).filter((result) => result !== undefined);
  const skipped = all.flatMap((result) => result.skipped);
  const failing = names.filter((name) => (done.get(name)?.failed ?? 0) > 0);
  console.log('');
  for (const { title, reason } of skipped) console.log(`skipped: ${title}: ${reason}`);
  if (failing.length > 0) say('test', `failed: ${failing.join(', ')}`);
  const passed = all.reduce((count, result) => count + result.passed, 0);
  const failed = all.reduce((count, result) => count + result.failed, 0);
  console.log(`${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`);
  return failed > 0 || passed === 0 ? 1 : 0;
}
