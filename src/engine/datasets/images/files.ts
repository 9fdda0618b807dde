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
import { pillowMethods } from './pillow.js';
import { tensorflowMethods } from './tensorflow.js';

/** Decoded images stay in memory where all of them take no more than this. */
const memoryBytes = 256e6;

export interface ImageFiles {
  /** Whether an `ImageDataGenerator` reads them, with Pillow; else TensorFlow does. */
  readonly generator: boolean;
  readonly config: { readonly [key: string]: ConfigValue };
  /** Where it is written, for sentences. */
  readonly place: string;
}

/** The files as inputs. Throws a UserError where a way of reading them cannot be followed. */
export async function openImages(data: DataSet, files: Pick<Listing, 'paths' | 'skipped'>, how: ImageFiles, unreadable: UnreadableImages = new Map()): Promise<Pick<OpenData, 'x' | 'originals' | 'unreadable' | 'files'>> {
  const recipe = imageRecipe(data, how);
  const cache = await cacheFor(files.paths, recipe);
  const make = async (steps: readonly DataStep[]): Promise<Rows> => {
    const shaped = await applySteps(emptyRows(recipe), steps);
    return folderRows({ ...shaped, count: files.paths.length }, files.paths, { ...recipe, steps }, cache, unreadable);
  };
  return { x: await make(recipe.steps), originals: await make([]), unreadable, files };
}

function imageRecipe({ x }: DataSet, { generator, config, place }: ImageFiles): ImageRecipe {
  const { colorMode } = config;
  const [resize, ...steps] = x.steps;
  if (!isColorMode(colorMode)) throw new UserError(`The images${place} have color_mode ${JSON.stringify(colorMode)}. Use one of ${Object.keys(channelsOf).map((name) => `"${name}"`).join(', ')}.`);
  if (resize?.op !== 'resize') throw new UserError(`The size of the images${place} is not known. Give ${generator ? 'target_size' : 'image_size'}.`);
  const { height, width, interpolation } = resize;
  const methods = generator ? pillowMethods : tensorflowMethods;
  if (!methods.includes(interpolation)) throw new UserError(`The images${place} are resized with interpolation "${interpolation}", which cannot be run here yet. Use ${methods.map((name) => `"${name}"`).join(', ')}.`);
  if (config['padToAspectRatio'] === true) throw new UserError(`pad_to_aspect_ratio${place} cannot be run here yet. Use crop_to_aspect_ratio, or leave it out.`);
  if (config['dataFormat'] === 'channels_first') throw new UserError(`data_format="channels_first"${place} cannot be run here yet for images from folders. Use "channels_last".`);
  return { colorMode, height, width, interpolation, resizing: generator ? 'pillow' : 'tensorflow', crop: (config['cropToAspectRatio'] ?? config['keepAspectRatio']) === true, steps };
}

async function cacheFor(paths: readonly string[], recipe: ImageRecipe): Promise<ImageCache> {
  const { height, width, colorMode, resizing } = recipe;
  const bytes = paths.length * height * width * channelsOf[colorMode] * (resizing === 'pillow' ? 1 : 4);
  return {
    memory: bytes > memoryBytes ? null : { values: new SharedArrayBuffer(bytes), filled: new SharedArrayBuffer(paths.length) },
    folder: await keptFolder(paths, recipe, bytes),
  };
}
