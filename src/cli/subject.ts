/** What the picture verbs share: whose weights, which images, where the files go. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { readers } from '../client/readers.js';
import { analyze } from '../core/analyze.js';
import { UserError } from '../core/protocol/failure.js';
import { imageEndings, isImageName } from '../core/protocol/images.js';
import type { ImageChoice, Subject, Weights } from '../visualizations/picture.js';
import { readText } from './files.js';
import { nameOf } from './trainable.js';
import { UsageError, oneOf, wholeNumber, type Options, type ValuesOf } from './verb.js';

export const weightOptions = {
  epoch: { type: 'string', value: 'N|best|last', help: 'Which epoch of a run (default last).' },
  model: { type: 'string', value: 'NAME', help: 'Which model of a .py file, which is shown with random weights.' },
  seed: { type: 'string', value: 'N', help: 'Decides random numbers (default 1).' },
  size: { type: 'string', value: 'HxW', help: 'Input size, where the model takes any, e.g. 150 or 150x200.' },
  preprocess: { type: 'string', value: 'MODE', help: 'How pixels become input: none, unit (divided by 255), caffe, tf, torch.' },
  backend: { type: 'string', value: 'B', help: 'Device, as `convlens devices` lists them; left out, the best one.' },
  layer: { type: 'string', multiple: true, value: 'NAME', help: 'Layer; may be given several times.' },
  out: { type: 'string', value: 'DIR', help: 'Where the pictures go (default: pictures/ in the run\'s folder, else here).' },
  json: { type: 'boolean', help: 'Print what was made as JSON.' },
} as const satisfies Options;

export const imageOptions = {
  image: { type: 'string', multiple: true, value: 'FILE|DIR', help: 'PNG or JPEG, or a folder of them; may be given several times.' },
  'test-index': { type: 'string', multiple: true, value: 'N', help: 'Image of the run\'s test data, counted from 0; may be given several times.' },
} as const satisfies Options;

const pythonSeed = 1;

/** Weights of a run's folder, of a model file, or random ones for the model of a `.py` file. Throws a UserError where it is none of them. */
export function weightsFrom(operand: string, values: Pick<ValuesOf<typeof weightOptions>, 'epoch' | 'model' | 'seed'>): Weights {
  const path = resolve(operand);
  if (!existsSync(path)) throw new UserError(`${operand} does not exist; expected a run's folder, a .keras or .h5 file, the model.json of a TensorFlow.js model, or a .py file.`);
  if (statSync(path).isDirectory()) {
    if (!existsSync(join(path, 'run.json'))) throw new UserError(`${operand} is not a run: it holds no run.json. \`convlens train\` makes runs, by default under .convlens/runs.`);
    return { kind: 'run', directory: path, epoch: epochOf(values.epoch) };
  }
  if (values.epoch !== undefined) throw new UsageError('The option --epoch chooses among a run\'s epochs; give a run\'s folder with it.');
  if (['.keras', '.h5', '.hdf5', '.json'].includes(extname(path).toLowerCase())) return { kind: 'file', path };
  if (extname(path) !== '.py') throw new UserError(`${operand} is of no kind that is read here; expected a run's folder, a .keras or .h5 file, the model.json of a TensorFlow.js model, or a .py file.`);
  const { models } = analyze(readText(path), { file: path, ...readers([process.cwd()]) });
  const found = values.model === undefined ? models : models.filter((model) => nameOf(model) === values.model);
  const [model] = found;
  if (model === undefined) throw new UserError(`${operand} defines no model${values.model === undefined ? '' : ` "${values.model}"`}${models.length === 0 ? '' : `; it has ${models.map(nameOf).join(', ')}`}.`);
  if (found.length > 1) throw new UserError(`${operand} defines several models (${found.map(nameOf).join(', ')}); choose one with --model NAME.`);
  return { kind: 'random', graph: model.graph, seed: wholeNumber('seed', values.seed) ?? pythonSeed };
}

function epochOf(text: string | undefined): number | 'best' | 'last' {
  return text === undefined ? 'last' : text === 'best' || text === 'last' ? text : wholeNumber('epoch', text, 1)!;
}

/** All images that were asked for; at least one. */
export function imagesFrom(values: ValuesOf<typeof imageOptions>, weights: Weights): readonly ImageChoice[] {
  const files = values.image.flatMap((path): ImageChoice[] => {
    if (!existsSync(path)) throw new UserError(`${path} does not exist; expected a PNG or JPEG file, or a folder of such files.`);
    if (!statSync(path).isDirectory()) return [{ kind: 'file', path: resolve(path) }];
    const found = readdirSync(path).filter(isImageName).sort();
    if (found.length === 0) throw new UserError(`The folder ${path} holds no image; expected files that end in ${imageEndings.map((ending) => `.${ending}`).join(', ')}.`);
    return found.map((name) => ({ kind: 'file', path: resolve(path, name) }));
  });
  const indices = values['test-index'].map((text): ImageChoice => ({ kind: 'dataset', split: 'test', index: wholeNumber('test-index', text)! }));
  if (indices.length > 0 && weights.kind !== 'run') throw new UsageError('The option --test-index needs a run\'s folder, which knows its test data; give --image FILE instead.');
  if (files.length + indices.length === 0) throw new UsageError('An image is needed: give --image FILE or, with a run\'s folder, --test-index N.');
  return [...files, ...indices];
}

export function subjectOf(weights: Weights, image: ImageChoice | null, values: Pick<ValuesOf<typeof weightOptions>, 'size' | 'preprocess' | 'backend'>): Subject {
  const preprocessing = oneOf('preprocess', values.preprocess, ['none', 'unit', 'caffe', 'tf', 'torch']);
  const size = sizeFrom(values.size);
  return { weights, image, ...(size === undefined ? {} : { size }), ...(preprocessing === undefined ? {} : { preprocessing }), ...(values.backend === undefined ? {} : { device: values.backend }) };
}

export function sizeFrom(text: string | undefined): readonly [number, number] | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d{1,4})(?:x(\d{1,4}))?$/i.exec(text);
  const [height, width] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  if (match === null || height < 1 || width < 1) throw new UsageError(`The option --size needs a size such as 150 or 150x200 (height x width); "${text}" was given.`);
  return [height, width];
}

/** Folder of the pictures: as asked, else inside the run, else where the command runs. */
export function outFrom(out: string | undefined, weights: Weights): string {
  if (out !== undefined) return resolve(out);
  return weights.kind === 'run' ? join(weights.directory, 'pictures') : resolve('.');
}

/** Part of a file's name that tells the image: `test-381`, or the file's own name. */
export function imageName(image: ImageChoice): string {
  return image.kind === 'dataset' ? `${image.split}-${image.index}` : basename(image.path, extname(image.path));
}

/** A layer's path as part of a file's name. */
export const fileName = (layer: string): string => layer.replace(/[^\w.-]+/g, '-');
