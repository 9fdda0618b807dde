/** A folder with one subfolder a class as pairs of images and labels. Images are decoded when their batch comes, in threads of their own. */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { DataSet, DataSource, DataStep } from '../../../core/recipe/types.js';
import { UserError, atLine } from '../../errors.js';
import { emptyRows, isColorMode } from '../decoder/pipeline.js';
import type { ImageCache, ImageRecipe } from '../decoder/protocol.js';
import { channelsOf } from '../images/decode.js';
import { pillowMethods } from '../images/pillow.js';
import { tensorflowMethods } from '../images/tensorflow.js';
import type { DataContext, OpenData } from '../open.js';
import { rowsOf, type Rows } from '../rows.js';
import { applySteps } from '../steps.js';
import { listForDataset, listForGenerator, type Listing, type ListingOptions } from './listing.js';
import { folderRows, type UnreadableImages } from './rows.js';

type Directory = Extract<DataSource, { kind: 'directory' }>;

/** Decoded images of a folder stay in memory where all of them take no more than this. */
const cacheBytes = 256e6;

/** Throws a UserError where the folder, its classes or a way of reading them is not what the file says. */
export async function openFolder(data: DataSet, source: Directory, context: DataContext): Promise<OpenData> {
  const place = atLine(context.sourceText, source.span);
  const folder = isAbsolute(source.path) ? source.path : join(dirname(context.sourceFile), source.path);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new UserError(`The folder "${source.path}"${place} was not found at ${folder}. Put it there with one subfolder for each class, or write its path.`);
  const { config } = source;
  // Only `flow_from_directory` has a class mode.
  const generator = 'classMode' in config;
  const listing = await list(folder, generator, data, config);
  if (listing.paths.length === 0) throw new UserError(`The folder "${source.path}"${place} gives no images${typeof config['subset'] === 'string' ? ` for ${config['subset']}` : ''}: ${emptiness(listing)}. Put images into one subfolder for each class.`);
  const recipe = imageRecipe(data, generator, config, place);
  const cache = cacheFor(listing.paths.length, recipe);
  const unreadable: UnreadableImages = new Map();
  const make = async (steps: readonly DataStep[]): Promise<Rows> => {
    const shaped = await applySteps(emptyRows(recipe), steps);
    return folderRows({ ...shaped, count: listing.paths.length }, listing.paths, { ...recipe, steps }, cache, unreadable);
  };
  const x = await make(recipe.steps);
  const y = generator && config['classMode'] === 'input' ? x : await labelRows(listing, generator ? config['classMode'] : config['labelMode'], generator, place);
  const empty = listing.classNames.filter((_, i) => listing.counts[i] === 0);
  return {
    x, y, unreadable,
    files: listing,
    originals: await make([]),
    title: `${basename(folder)}: ${listing.paths.length.toLocaleString('en-US')} images of ${listing.classNames.length} class${listing.classNames.length === 1 ? '' : 'es'}`,
    classNames: listing.classNames,
    batchSize: data.batchSize,
    shuffle: data.shuffle,
    notes: empty.length > 0 ? [`The class folder${empty.length > 1 ? 's' : ''} ${empty.map((name) => `"${name}"`).join(', ')} of "${source.path}" hold${empty.length > 1 ? '' : 's'} no images, so the model cannot learn ${empty.length > 1 ? 'these classes' : 'this class'}.`] : [],
  };
}

function emptiness({ classNames, counts }: Listing): string {
  if (classNames.length === 0) return 'it has no subfolders';
  return counts.every((count) => count === 0) ? `its subfolders ${classNames.slice(0, 5).join(', ')} hold no image files` : 'the validation split leaves none';
}

async function list(folder: string, generator: boolean, { shuffle }: DataSet, config: Directory['config']): Promise<Listing> {
  const subset = config['subset'];
  const names = generator ? config['classes'] : config['classNames'];
  const options = {
    classes: Array.isArray(names) ? names.map(String) : null,
    followLinks: config['followLinks'] === true,
    validationSplit: typeof config['validationSplit'] === 'number' ? config['validationSplit'] : 0,
    subset: subset === 'training' || subset === 'validation' ? subset : null,
  } satisfies ListingOptions;
  if (subset === 'both') throw new UserError('image_dataset_from_directory gives training and validation together (subset="both"), and which of them is meant here is not known. Call it twice, with subset="training" and subset="validation".');
  if (options.subset !== null && options.validationSplit === 0) throw new UserError(`subset="${options.subset}" needs a validation_split. Give one, such as validation_split=0.2.`);
  if (generator) return listForGenerator(folder, options);
  if (Array.isArray(config['labels'])) throw new UserError('image_dataset_from_directory is given a list of labels, which cannot be run here yet. Put the images into one subfolder for each class.');
  return listForDataset(folder, { ...options, labelled: config['labels'] !== null && config['labelMode'] !== null, shuffle: shuffle === true, seed: typeof config['seed'] === 'number' ? config['seed'] : null });
}

function imageRecipe(data: DataSet, generator: boolean, config: Directory['config'], place: string): ImageRecipe {
  const { colorMode } = config;
  const [resize, ...steps] = data.x.steps;
  if (!isColorMode(colorMode)) throw new UserError(`The images${place} have color_mode ${JSON.stringify(colorMode)}. Use one of ${Object.keys(channelsOf).map((name) => `"${name}"`).join(', ')}.`);
  if (resize?.op !== 'resize') throw new UserError(`The size of the images${place} is not known. Give ${generator ? 'target_size' : 'image_size'}.`);
  const { height, width, interpolation } = resize;
  const methods = generator ? pillowMethods : tensorflowMethods;
  if (!methods.includes(interpolation)) throw new UserError(`The images${place} are resized with interpolation "${interpolation}", which cannot be run here yet. Use ${methods.map((name) => `"${name}"`).join(', ')}.`);
  if (config['padToAspectRatio'] === true) throw new UserError(`pad_to_aspect_ratio${place} cannot be run here yet. Use crop_to_aspect_ratio, or leave it out.`);
  if (config['dataFormat'] === 'channels_first') throw new UserError(`data_format="channels_first"${place} cannot be run here yet for images from folders. Use "channels_last".`);
  return { colorMode, height, width, interpolation, resizing: generator ? 'pillow' : 'tensorflow', crop: (config['cropToAspectRatio'] ?? config['keepAspectRatio']) === true, steps };
}

function cacheFor(count: number, { height, width, colorMode, resizing }: ImageRecipe): ImageCache | null {
  const bytes = count * height * width * channelsOf[colorMode] * (resizing === 'pillow' ? 1 : 4);
  return bytes > cacheBytes ? null : { values: new SharedArrayBuffer(bytes), filled: new SharedArrayBuffer(count) };
}

/** Labels as the class mode or label mode gives them. Throws a UserError where there are none. */
async function labelRows({ labels, classNames, paths }: Listing, mode: unknown, generator: boolean, place: string): Promise<Rows> {
  if (labels === null || mode === null) throw new UserError(`The images${place} are read without labels, so there is nothing to learn from. Give ${generator ? 'class_mode' : 'label_mode'}.`);
  const rows = rowsOf({ shape: [paths.length], values: Int32Array.from(labels) });
  if (mode === 'categorical') return applySteps(rows, [{ op: 'toCategorical', classes: classNames.length }]);
  if (mode === 'binary' && !generator && classNames.length !== 2) throw new UserError(`label_mode="binary"${place} needs exactly two class folders, and there are ${classNames.length}. Use "categorical" or "int".`);
  if (mode === 'binary' || mode === 'sparse') return applySteps(rows, [{ op: 'cast', dtype: 'float32' }, ...(generator ? [] : [{ op: 'expandDims' as const, axis: -1 }])]);
  if (mode === 'int') return rows;
  throw new UserError(`The labels${place} are asked for as ${JSON.stringify(mode)}, which Keras does not know. Use ${generator ? '"categorical", "binary" or "sparse"' : '"int", "categorical" or "binary"'}.`);
}

