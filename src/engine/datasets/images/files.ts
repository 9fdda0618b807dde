/** Image files as rows of a recipe: how each is read, resized and changed. */
import type { ConfigValue } from '../../../core/graph/types.js';
import type { DataSet, DataStep } from '../../../core/recipe/types.js';
import { UserError } from '../../errors.js';
import { emptyRows, isColorMode } from '../decoder/pipeline.js';
import type { ImageCache, ImageRecipe } from '../decoder/protocol.js';
import type { Listing } from '../folders/listing.js';
import { folderRows, type UnreadableImages } from '../folders/rows.js';
import type { OpenData } from '../open.js';
import type { Rows } from '../rows.js';
import { applySteps } from '../steps.js';
import { channelsOf } from './decode.js';
import { keptFolder } from './kept.js';
import { opencvMethods } from './opencv.js';
import { pillowMethods } from './pillow.js';
import { tensorflowMethods } from './tensorflow.js';

/** Decoded images stay in memory where all of them take no more than this. */
const memoryBytes = 256e6;

export interface ImageFiles {
  /** Whether an `ImageDataGenerator` reads them, with Pillow; else TensorFlow does. */
  readonly generator: boolean;
  /** Set where OpenCV reads and resizes them. */
  readonly opencv?: boolean;
  readonly config: { readonly [key: string]: ConfigValue };
  /** Where it is written, for sentences. */
  readonly place: string;
  /** How the program can say of what size they are, where it does not. */
  readonly how?: string;
}

/** Steps that change each value by itself, and so can be done before images have one size. */
const eachValue: ReadonlySet<DataStep['op']> = new Set(['cast', 'divide', 'multiply', 'add', 'subtract']);

/** The files as inputs. Throws a UserError where a way of reading them cannot be followed. */
export async function openImages(data: Pick<DataSet, 'x'>, files: Pick<Listing, 'paths' | 'skipped'>, how: ImageFiles, unreadable: UnreadableImages = new Map()): Promise<Pick<OpenData, 'x' | 'originals' | 'unreadable' | 'files'>> {
  const recipe = imageRecipe(data, how);
  const cache = await cacheFor(files.paths, recipe);
  const make = async (read: ImageRecipe, kept: ImageCache): Promise<Rows> => {
    // A thread has a part of a batch: what is done to whole batches comes behind them.
    const at = read.steps.findIndex((step) => step.op === 'augment' && step.together === true);
    const each: ImageRecipe = at < 0 ? read : { ...read, steps: read.steps.slice(0, at) };
    const shaped = await applySteps(emptyRows(each), each.steps);
    const decoded = folderRows({ ...shaped, count: files.paths.length }, files.paths, each, kept, unreadable);
    return applySteps(decoded, read.steps.slice(each.steps.length), each.steps.filter(({ op }) => op === 'augment').length);
  };
  // What is kept are pixels as they are trained on: those to be looked at are read anew where they were changed before.
  const plain = recipe.before === undefined;
  return { x: await make(recipe, cache), originals: await make({ ...recipe, before: [], steps: [] }, plain ? cache : { memory: null, folder: null }), unreadable, files };
}

function imageRecipe({ x }: Pick<DataSet, 'x'>, { generator, opencv = false, config, place, how = `Give ${generator ? 'target_size' : 'image_size'}.` }: ImageFiles): ImageRecipe {
  const { colorMode } = config;
  const at = generator ? 0 : Math.max(x.steps.findIndex(({ op }) => !eachValue.has(op)), 0);
  const [before, resize, steps] = [x.steps.slice(0, at), x.steps[at], x.steps.slice(at + 1)];
  if (!isColorMode(colorMode)) throw new UserError(`The images${place} have color_mode ${JSON.stringify(colorMode)}. Use one of ${Object.keys(channelsOf).map((name) => `"${name}"`).join(', ')}.`);
  if (resize?.op !== 'resize') throw new UserError(`The size of the images${place} is not known. ${how}`);
  const { height, width, interpolation } = resize;
  const methods = opencv ? opencvMethods : generator ? pillowMethods : tensorflowMethods;
  if (!methods.includes(interpolation)) throw new UserError(`The images${place} are resized with interpolation "${interpolation}", which cannot be run here yet. Use ${methods.map((name) => `"${name}"`).join(', ')}.`);
  const [crop, pad] = [(config['cropToAspectRatio'] ?? config['keepAspectRatio']) === true, config['padToAspectRatio'] === true || resize.pad === true];
  if (crop && pad) throw new UserError(`Only one of pad_to_aspect_ratio and crop_to_aspect_ratio can be set${place}. Leave one out.`);
  if (config['dataFormat'] === 'channels_first') throw new UserError(`data_format="channels_first"${place} cannot be run here yet for images from folders. Use "channels_last".`);
  return { colorMode, height, width, interpolation, resizing: opencv ? 'opencv' : generator ? 'pillow' : 'tensorflow', crop, ...(pad ? { pad } : {}), ...(before.length > 0 ? { before } : {}), steps };
}

async function cacheFor(paths: readonly string[], recipe: ImageRecipe): Promise<ImageCache> {
  const { height, width, colorMode, resizing } = recipe;
  const bytes = paths.length * height * width * channelsOf[colorMode] * (resizing === 'tensorflow' ? 4 : 1);
  return {
    memory: bytes > memoryBytes ? null : { values: new SharedArrayBuffer(bytes), filled: new SharedArrayBuffer(paths.length) },
    folder: recipe.before ? null : await keptFolder(paths, recipe, bytes),
  };
}
