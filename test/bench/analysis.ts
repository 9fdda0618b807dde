/** Analysis: an edit of a short and of a long file, a cold start, the largest applications, memory, and Keras building the same models. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { analyze } from '../../src/core/analyze.js';
import { Analyzer } from '../../src/extension/analyzer/analyzer.js';
import { quantile, report } from './support/report.js';

const folder = join('test', 'fixtures', 'models');
/** Published architectures have figures of their own below; a file that held one in twenty lines would measure nothing else. */
const fixtures = readdirSync(folder).filter((name) => name.endsWith('.py')).sort().map((name) => readFileSync(join(folder, name), 'utf8').trim()).filter((text) => !text.includes('applications'));

/** Model code in many idioms, `lines` lines of it. */
function modelFile(lines: number): string {
  const text: string[] = [];
  for (let i = 0; text.length < lines; i++) text.push(...(fixtures[i % fixtures.length] ?? '').split('\n'), '', '');
  return text.slice(0, lines).join('\n');
}

/** One model, every line a layer on the one before: an edit in its middle changes all that stands below. */
function chain(lines: number): string {
  const layer = 'x = layers.Conv2D(16, 3, padding="same", activation="relu")(x)';
  return ['import keras', 'from keras import layers', '', 'inputs = x = keras.Input((32, 32, 3))', ...Array.from({ length: lines - 5 }, () => layer), 'model = keras.Model(inputs, x)'].join('\n');
}

/** Milliseconds between two keys of somebody who types fast. */
const betweenKeys = 60;
const format = { batchAxis: false } as const;

/** Versions of a file that differ by what one key does to a number in its middle: the units or filters of a layer. */
function versions(text: string): (i: number) => string {
  const line = [...text.matchAll(/^.*\b(?:Conv2D|Dense)\((?:filters=|units=)?(\d+)/gm)].find(({ index }) => index > text.length / 2);
  if (!line) throw new Error('No layer in the second half of the file has a number to edit.');
  const at = line.index + line[0].length;
  return (i) => `${text.slice(0, at - line[1]!.length)}${8 + (i % 90)}${text.slice(at)}`;
}

/** Runs `edit` for some seconds, as after some minutes of typing, when the compiler has settled; then the milliseconds of `count` edits. */
async function warm(edit: (i: number) => number | Promise<number>, count: number, pause: number): Promise<number[]> {
  for (let i = 0, began = performance.now(); performance.now() - began < 8000; i++) await edit(i);
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    if (pause > 0) await new Promise((typed) => setTimeout(typed, pause));
    times.push(await edit(1000 + i));
  }
  return times;
}

const told = (times: readonly number[]): string => `median ${quantile(times, 0.5).toFixed(1)} ms, least ${Math.min(...times).toFixed(1)} ms of ${times.length} edits`;

/** The analysis alone. */
async function edited(text: string, what: string, mark?: number): Promise<void> {
  const version = versions(text);
  const times = await warm((i) => {
    const began = performance.now();
    const { calls } = analyze(version(i), { file: `${what}.py` });
    const took = performance.now() - began;
    if (calls.length < 5) throw new Error(`Only ${calls.length} layer calls were found in the file that is measured.`);
    return took;
  }, 100, 0);
  report({ name: `one edit of ${what}, 95th percentile`, milliseconds: quantile(times, 0.95), ...(mark === undefined ? {} : { mark }), note: told(times) });
}

/** From handing the analysis thread a text to having its lenses, hints and mistakes, at the pace of typing. */
async function typed(lines: number): Promise<void> {
  const version = versions(modelFile(lines));
  const cache = mkdtempSync(join(tmpdir(), 'convlens compiled '));
  const analyzer = new Analyzer(resolve('dist'), cache);
  const times = await warm(async (i) => {
    const began = performance.now();
    const { glances: [glance] } = await analyzer.api.analyze({ version: { id: 'typed', number: i }, text: version(i), cells: [], file: null, roots: [], unsaved: {}, levels: {}, format });
    const took = performance.now() - began;
    if ((glance?.hints.length ?? 0) < 5) throw new Error(`Only ${glance?.hints.length ?? 0} hints were found in the file that is measured.`);
    return took;
  }, 100, betweenKeys);
  await analyzer.dispose();
  rmSync(cache, { recursive: true });
  report({ name: `one key in a file of ${lines} lines, to what the thread sends`, milliseconds: quantile(times, 0.95), note: `95th percentile; ${told(times)}, a key every ${betweenKeys} ms` });
}

/** From starting the analysis thread, as the extension does, to its first answer: in a new installation once, and in every later session. */
async function coldStart(): Promise<void> {
  const text = readFileSync(join('samples', 'keras', 'mnist_convnet.py'), 'utf8');
  const cache = mkdtempSync(join(tmpdir(), 'convlens compiled '));
  const start = async (): Promise<number> => {
    const began = performance.now();
    const analyzer = new Analyzer(resolve('dist'), cache);
    await analyzer.api.analyze({ version: { id: 'cold', number: 1 }, text, cells: [], file: null, roots: [], unsaved: {}, levels: {}, format: { batchAxis: false } });
    const took = performance.now() - began;
    for (const end = Date.now() + 60_000; readdirSync(cache).length === 0 && Date.now() < end;) await new Promise((wait) => setTimeout(wait, 50));
    await analyzer.dispose();
    return took;
  };
  const first = await start();
  const times: number[] = [];
  for (let i = 0; i < 7; i++) times.push(await start());
  rmSync(cache, { recursive: true });
  report({ name: 'cold start of the analysis thread to its first result', milliseconds: quantile(times, 0.5), mark: 150, note: `mnist_convnet.py; median of ${times.length}, slowest ${Math.max(...times).toFixed(0)} ms; ${first.toFixed(0)} ms the first time, without compiled code` });
}

function application(name: string, mark: number): void {
  const times = Array.from({ length: 25 }, (_, i) => {
    const text = `import keras\nmodel = keras.applications.${name}(weights=None)\n`;
    const began = performance.now();
    const { models } = analyze(text, { file: `${name}-${i}.py` });
    if (models[0]?.parameters.total === null) throw new Error(`${name} has no total.`);
    return performance.now() - began;
  }).slice(5);
  report({ name: `the line keras.applications.${name}()`, milliseconds: quantile(times, 0.5), mark, note: `95th percentile ${quantile(times, 0.95).toFixed(1)} ms of ${times.length}` });
}

/** Fifty open files of 2,000 lines, each with its last result kept, as the extension keeps them. */
function memory(): void {
  const text = modelFile(2000);
  const used = () => {
    global.gc?.();
    return process.memoryUsage().heapUsed;
  };
  analyze(text, { file: 'warm.py' });
  const before = used();
  const kept = Array.from({ length: 50 }, (_, i) => analyze(`# file ${i}\n${text}`, { file: `open-${i}.py` }));
  const megabytes = (used() - before) / 2 ** 20;
  if (kept.length !== 50) throw new Error('The results were not kept.');
  report({ name: 'memory of 50 open files of 2,000 lines', megabytes, mark: 150 });
}

/** The model files of the repository, built and summarized by Keras, against their analysis; imports are not counted. */
function besideKeras(python: string): void {
  const files = readdirSync(folder).filter((name) => name.endsWith('.py')).sort().map((name) => join(folder, name));
  const { status, stdout, stderr } = spawnSync(python, [join('test', 'bench', 'support', 'keras_build.py'), ...files], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`Keras stopped: ${stderr.slice(-2000)}`);
  const keras = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { readonly [file: string]: number };
  const built = files.filter((file) => keras[file] !== undefined);
  const texts = built.map((file) => readFileSync(file, 'utf8'));
  // A file of another name each time, so that nothing is kept of an earlier round.
  const round = (count: number): number => {
    const began = performance.now();
    texts.forEach((text, i) => analyze(`# ${count}\n${text}`, { file: `${count} ${built[i]!}` }));
    return performance.now() - began;
  };
  for (let i = 0, began = performance.now(); performance.now() - began < 8000; i++) round(-1 - i);
  const rounds = Array.from({ length: 9 }, (_, i) => round(i));
  const total = built.reduce((sum, file) => sum + keras[file]!, 0);
  report({ name: `${built.length} model files, built and summarized`, milliseconds: quantile(rounds, 0.5), peer: total, note: 'Keras: the file and summary() of each of its models, without imports' });
}

async function main(): Promise<void> {
  await edited(modelFile(200), 'a file of 200 lines', 3);
  await edited(modelFile(2000), 'a file of 2,000 lines', 16);
  await edited(chain(2000), 'one model of 2,000 lines');
  await typed(200);
  await typed(2000);
  application('ResNet152', 15);
  application('NASNetLarge', 40);
  memory();
  await coldStart();
  const python = process.env['CONVLENS_PYTHON'];
  if (python) besideKeras(python);
}

void main();
