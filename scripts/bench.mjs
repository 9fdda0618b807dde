/**
 * `npm run bench [-- name…]`: what matters to a user, measured, and beside Keras where Python with Keras is found.
 * Every test/bench/NAME.bench.ts prints one line of JSON, `{"name", "milliseconds", "note"}`; NAME.bench.py is the same in
 * Keras. They take turns, so that both meet the same other work on this machine; the median of the turns is shown.
 */
import './lib/node-version.mjs';
import { existsSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Missing, root, run, say, start, tail } from './lib/house.mjs';
import { setUp } from './setup.mjs';

const folder = join(root, 'test', 'bench');
const turns = 3;

/** @typedef {{ name: string, milliseconds: number, note?: string }} Measured */

start(async () => {
  await setUp();
  const asked = process.argv.slice(2);
  const all = readdirSync(folder).filter((file) => file.endsWith('.bench.ts')).map((file) => file.slice(0, -'.bench.ts'.length)).sort();
  const unknown = asked.find((name) => !all.includes(name));
  if (unknown) throw new Missing(`There is no benchmark "${unknown}"; there are ${all.join(', ')}.`);
  const python = await findPython();
  if (!python) say('bench', 'no Python with Keras found (CONVLENS_PYTHON names one), so ConvLens is measured alone');
  console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}, median of ${turns} turns\n`);
  console.log(row('', 'ConvLens', 'Keras', 'ConvLens / Keras'));
  for (const name of asked.length > 0 ? asked : all) {
    const script = join(folder, `${name}.bench.py`);
    /** @type {Measured[]} */
    const ours = [];
    /** @type {Measured[]} */
    const theirs = [];
    for (let turn = 0; turn < turns; turn++) {
      ours.push(await measure(process.execPath, ['--import', 'tsx', join(folder, `${name}.bench.ts`)]));
      if (python && existsSync(script)) theirs.push(await measure(python, [script]));
    }
    const own = median(ours);
    const other = theirs.length > 0 ? median(theirs) : null;
    console.log(row(own.name, milliseconds(own), other ? milliseconds(other) : existsSync(script) ? 'not measured' : '', other ? `${(own.milliseconds / other.milliseconds).toFixed(2)}x` : ''));
    for (const { note } of [own, ...(other ? [other] : [])]) if (note) console.log(`  ${note}`);
  }
});

/** @param {string} program @param {string[]} args @returns {Promise<Measured>} */
async function measure(program, args) {
  const { code, output } = await run(program, args, { env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', KERAS_BACKEND: 'tensorflow' } });
  const line = output.trimEnd().split('\n').findLast((text) => text.startsWith('{'));
  if (code !== 0 || !line) throw new Missing(`${args.at(-1)} failed:\n${tail(output, 20)}`);
  return JSON.parse(line);
}

/** @param {Measured[]} measured @returns {Measured} */
function median(measured) {
  const sorted = [...measured].sort((a, b) => a.milliseconds - b.milliseconds);
  return /** @type {Measured} */ (sorted[Math.floor(sorted.length / 2)]);
}

/** @param {Measured} measured */
function milliseconds({ milliseconds: value }) {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`;
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
