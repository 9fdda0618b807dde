import type { DataArray, DataSet, DataSource } from '../../../core/recipe/types.js';
import { UserError, atLine } from '../../errors.js';
import type { DataContext, OpenData } from '../open.js';
import { openImageFolder } from './open.js';
import type { UnreadableImages } from './rows.js';

type Directory = Extract<DataSource, { kind: 'directory' }>;

/** Images of one folder with those of another as targets, such as masks: pairs in the order of their files. Throws a UserError where they are no pairs. */
export async function openPairs(data: DataSet & { readonly y: NonNullable<DataSet['y']> }, inputs: Directory, targets: Directory, context: DataContext): Promise<OpenData> {
  const place = atLine(context.sourceText, inputs.span);
  const shuffled = data.shuffle === true;
  // Images of a folder may be their own targets.
  const themselves = JSON.stringify(inputs) === JSON.stringify(targets);
  for (const { config, path, span } of [inputs, targets]) {
    const generator = 'classMode' in config;
    if (generator ? config['classMode'] !== null : config['labels'] !== null && config['labelMode'] !== null) throw new UserError(`The folder "${path}"${atLine(context.sourceText, span)} gives labels besides its images. Read it with ${generator ? 'class_mode=None' : 'labels=None'} to pair its images.`);
    const random = shuffled || (generator && [data.x, data.y].some((images) => changed(images) !== '[]'));
    if (random && !(themselves && [data.x, data.y].every((images) => changed(images) === '[]')) && (typeof config['seed'] !== 'number' || config['seed'] !== inputs.config['seed'])) throw new UserError(`The folders "${inputs.path}" and "${targets.path}"${place} ${shuffled ? 'are shuffled' : 'are changed at random'} without the same seed, so images and targets would not belong together. Give both the same seed${shuffled ? ', or shuffle=False' : ''}.`);
  }
  // One list of what cannot be read: either file leaves its pair out.
  const unreadable: UnreadableImages = new Map();
  const x = await openImageFolder(data, inputs, context, unreadable);
  const y = await openImageFolder({ ...data, x: data.y }, targets, context, unreadable);
  if (x.x.count !== y.x.count) throw new UserError(`The folder "${inputs.path}"${place} has ${x.x.count.toLocaleString('en-US')} images and "${targets.path}" ${y.x.count.toLocaleString('en-US')}. Each image needs its target.`);
  return {
    ...x, y: y.x,
    title: `${x.x.count.toLocaleString('en-US')} images of ${inputs.path} with those of ${targets.path}`, classNames: null, batchSize: data.batchSize, shuffle: data.shuffle,
    notes: changed(data.x) === changed(data.y) ? [] : [`The images of "${inputs.path}" and those of "${targets.path}"${place} are changed at random by different arguments, so that an image and its target are changed differently. Give both generators the same ones.`],
  };
}

/** What changes images at random: with the same arguments and numbers both of a pair are changed alike. */
const changed = ({ steps }: DataArray): string => JSON.stringify(steps.flatMap((step) => (step.op === 'augment' ? step.parts.map(({ className, config }) => [className, config]) : [])));
