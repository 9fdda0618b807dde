/** A folder with one subfolder a class as pairs of images and labels. Images are decoded when their batch comes, in threads of their own. */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { DataSet, DataSource } from '../../../core/recipe/types.js';
import { UserError, atLine } from '../../errors.js';
import { openImages } from '../images/files.js';
import type { DataContext, OpenData } from '../open.js';
import { labelRows } from './labels.js';
import { applySteps } from '../steps.js';
import type { UnreadableImages } from './rows.js';
import { listForDataset, listForGenerator, type Listing, type ListingOptions } from './listing.js';

type Directory = Extract<DataSource, { kind: 'directory' }>;

/** Throws a UserError where the folder, its classes or a way of reading them is not what the file says. */
export async function openFolder(data: DataSet, source: Directory, context: DataContext): Promise<OpenData> {
  const { listing, folder, ...images } = await openImageFolder(data, source, context);
  const { config } = source;
  const generator = isGenerator(source);
  const place = atLine(context.sourceText, source.span);
  const y = generator && config['classMode'] === 'input' ? images.x : await applySteps(await labelRows(listing, generator ? config['classMode'] : config['labelMode'], generator, place), data.labelSteps ?? []);
  const empty = listing.classNames.filter((_, i) => listing.counts[i] === 0);
  return {
    ...images, y,
    title: `${basename(folder)}: ${listing.paths.length.toLocaleString('en-US')} images of ${listing.classNames.length} class${listing.classNames.length === 1 ? '' : 'es'}`,
    classNames: listing.classNames,
    batchSize: data.batchSize,
    shuffle: data.shuffle,
    notes: empty.length > 0 ? [`The class folder${empty.length > 1 ? 's' : ''} ${empty.map((name) => `"${name}"`).join(', ')} of "${source.path}" hold${empty.length > 1 ? '' : 's'} no images, so the model cannot learn ${empty.length > 1 ? 'these classes' : 'this class'}.`] : [],
  };
}

/** Only `flow_from_directory` has a class mode. */
const isGenerator = ({ config }: Directory): boolean => 'classMode' in config;

/** The images of a folder, whatever their labels. */
export async function openImageFolder(data: DataSet, source: Directory, context: DataContext, unreadable?: UnreadableImages): Promise<Pick<OpenData, 'x' | 'originals' | 'unreadable' | 'files'> & { readonly listing: Listing; readonly folder: string }> {
  const place = atLine(context.sourceText, source.span);
  const folder = isAbsolute(source.path) ? source.path : join(dirname(context.sourceFile), source.path);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new UserError(`The folder "${source.path}"${place} was not found at ${folder}. Put it there with one subfolder for each class, or write its path.`);
  const { config } = source;
  const generator = isGenerator(source);
  const listing = await list(folder, generator, data, config, context.signal);
  if (listing.paths.length === 0) throw new UserError(`The folder "${source.path}"${place} gives no images${typeof config['subset'] === 'string' ? ` for ${config['subset']}` : ''}: ${emptiness(listing)}. Put images into one subfolder for each class.`);
  return { ...(await openImages(data, listing, { generator, config, place }, unreadable)), listing, folder };
}

function emptiness({ classNames, counts }: Listing): string {
  if (classNames.length === 0) return 'it has no subfolders';
  return counts.every((count) => count === 0) ? `its subfolders ${classNames.slice(0, 5).join(', ')} hold no image files` : 'the validation split leaves none';
}

async function list(folder: string, generator: boolean, { shuffle }: DataSet, config: Directory['config'], signal: AbortSignal | undefined): Promise<Listing> {
  const subset = config['subset'];
  const names = generator ? config['classes'] : config['classNames'];
  const options = {
    classes: Array.isArray(names) ? names.map(String) : null,
    followLinks: config['followLinks'] === true,
    validationSplit: typeof config['validationSplit'] === 'number' ? config['validationSplit'] : 0,
    subset: subset === 'training' || subset === 'validation' ? subset : null,
    signal,
  } satisfies ListingOptions;
  if (subset === 'both') throw new UserError('image_dataset_from_directory gives training and validation together (subset="both"), and which of them is meant here is not known. Call it twice, with subset="training" and subset="validation".');
  if (options.subset !== null && options.validationSplit === 0) throw new UserError(`subset="${options.subset}" needs a validation_split. Give one, such as validation_split=0.2.`);
  if (generator) return listForGenerator(folder, options);
  const labels = Array.isArray(config['labels']) ? (config['labels'] as readonly unknown[]) : null;
  const odd = labels?.find((label) => !Number.isInteger(label));
  if (odd !== undefined) throw new UserError(`image_dataset_from_directory takes whole numbers as labels, and is given ${JSON.stringify(odd)}. Give a number for each file.`);
  return listForDataset(folder, { ...options, labels: labels as readonly number[] | null, labelled: config['labels'] !== null && config['labelMode'] !== null, shuffle: shuffle === true, seed: typeof config['seed'] === 'number' ? config['seed'] : null });
}
