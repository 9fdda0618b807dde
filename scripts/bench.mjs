/**
 * `npm run bench [-- name…]`: what matters to a user, measured, and beside Keras where Python with Keras is found.
 * Every test/bench/NAME.ts prints lines of JSON, `{"name", "milliseconds", "peer"?, "mark"?, "note"?}`, and takes turns with Keras
 * itself, so that both meet the same other work on this machine. CONVLENS_PYTHON tells it which Python.
 */
import './lib/node-version.cjs';
import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Missing, root, run, say, start, tail } from './lib/house.mjs';
import { setUp } from './setup.mjs';

const folder = join(root, 'test', 'bench');

/** @typedef {{ name: string, milliseconds?: number, megabytes?: number, peer?: number | null, mark?: number, note?: string }} Measured */

start(async () => {
  await setUp();
  const asked = process.argv.slice(2);
  const all = readdirSync(folder).filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -'.ts'.length)).sort();
  const unknown = asked.find((name) => !all.includes(name));
  if (unknown) throw new Missing(`There is no benchmark "${unknown}"; there are ${all.join(', ')}.`);
  const python = await findPython();
  if (!python) say('bench', 'no Python with Keras found (CONVLENS_PYTHON names one), so ConvLens is measured alone');
  console.log(`\n${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}\n`);
  console.log(row('', 'ConvLens', 'Keras', 'ConvLens / Keras', 'mark'));
  for (const name of asked.length > 0 ? asked : all) {
    for (const { name: what, milliseconds, megabytes, peer = null, mark, note } of await measure(name, python)) {
      const value = megabytes ?? milliseconds ?? NaN;
      const show = megabytes === undefined ? inMilliseconds : inMegabytes;
      console.log(row(what, show(value), peer === null ? '' : show(peer), peer === null ? '' : `${(value / peer).toPrecision(2)}x`, mark === undefined ? '' : show(mark)));
      if (note) console.log(`  ${note}`);
    }
  }
});

/** @param {string} name @param {string | null} python @returns {Promise<Measured[]>} */
async function measure(name, python) {
  const { CONVLENS_PYTHON: _other, ...env } = process.env;
  // The analysis thread has as much room for young objects.
  const { code, output } = await run(process.execPath, ['--expose-gc', '--max-semi-space-size=32', join(folder, 'support', 'run.cjs'), name], { env: { ...env, TF_CPP_MIN_LOG_LEVEL: '3', ...(python ? { CONVLENS_PYTHON: python } : {}) } });
  const measured = output.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  if (code !== 0 || measured.length === 0) throw new Missing(`The benchmark ${name} failed:\n${tail(output, 20)}`);
  return measured;
}

/** @param {number} value */
function inMilliseconds(value) {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`;
}

/** @param {number} value */
function inMegabytes(value) {
  return `${value.toFixed(0)} MB`;
}

/** @param {string[]} cells */
function row(...[what = '', ...numbers]) {
  return `${what.padEnd(58)}${numbers.map((cell) => cell.padStart(18)).join('')}`.trimEnd();
}

/** A Python that can import Keras; null where there is none. */
async function findPython() {
  const wanted = process.env['CONVLENS_PYTHON'];
  for (const program of wanted ? [wanted] : ['python3', 'python']) {
    const { code } = await run(program, ['-c', 'import keras'], { env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' } });
    if (code === 0) return program;
    if (wanted) throw new Missing(`CONVLENS_PYTHON names ${wanted}, which cannot import keras. Install keras and tensorflow there, or leave it out.`);
  }
  return null;
}
