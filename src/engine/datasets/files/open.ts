/** Images, labels and pairs of lists of files. */
import { originWords } from '../../../core/features/training-words.js';
import type { Span } from '../../../core/graph/types.js';
import type { DataArray, DataSet, DataSource } from '../../../core/recipe/types.js';
import type { NumberOfText, TextList, TextOrigin } from '../../../core/recipe/texts.js';
import { UserError, atLine } from '../../errors.js';
import { SkippedFiles } from '../folders/skipped.js';
import type { UnreadableImages } from '../folders/rows.js';
import { openImages } from '../images/files.js';
import type { DataContext, OpenData } from '../open.js';
import { rowsOf, type Rows } from '../rows.js';
import { holds, isOrdered, placeOf, textOf, textsOf } from './list.js';

type Images = Extract<DataSource, { kind: 'images' }>;
type Labels = Extract<DataSource, { kind: 'labels' }>;

/** Image files as rows, with all steps but those that choose among them. */
export async function openImageList(source: Images, steps: DataArray['steps'], context: DataContext, unreadable?: UnreadableImages): Promise<Pick<OpenData, 'x' | 'originals' | 'unreadable' | 'files'> & { readonly title: string }> {
  const place = atLine(context.sourceText, source.span);
  const paths = (await textsOf(source.list, context, source.span)).map((path) => placeOf(path, context));
  if (paths.length === 0) throw new UserError(`The list of images${place} is empty: ${originWords(source.list)} gives no file that the program keeps. Check the folder and the names.`);
  const x: DataArray = { source, steps, span: source.span };
  const images = await openImages({ x }, { paths, skipped: new SkippedFiles() }, { generator: source.reader !== 'tensorflow', ...(source.reader === 'opencv' ? { opencv: true } : {}), config: { colorMode: source.colorMode }, place, how: source.reader === 'opencv' ? 'Bring them to one size with cv2.resize.' : source.reader === 'pillow' ? 'Give load_img a target_size, or resize them.' : 'Bring them to one size with tf.image.resize.' }, unreadable);
  return { ...images, title: `${paths.length.toLocaleString('en-US')} images of ${originWords(source.list)}` };
}

/** A number for each text, and the names of the classes where the numbers are places among names. */
export async function openLabelList({ list, number, span }: Labels, context: DataContext): Promise<{ readonly rows: Rows; readonly classNames: readonly string[] | null; readonly title: string }> {
  const { labels, classNames } = await labelsOf({ list, number, span }, context);
  const whole = labels.every((value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31);
  return { rows: rowsOf({ shape: [labels.length], values: whole ? Int32Array.from(labels) : Float32Array.from(labels) }), classNames, title: `${labels.length.toLocaleString('en-US')} labels of ${originWords(list)}` };
}

async function labelsOf({ list, number, span }: Pick<Labels, 'list' | 'number' | 'span'>, context: DataContext): Promise<{ readonly labels: readonly number[]; readonly classNames: readonly string[] | null }> {
  if (number.op === 'each') {
    const lists = list.origin.kind === 'joined' ? list.origin.lists : [];
    const parts = await Promise.all(number.numbers.map((one, i) => labelsOf({ list: lists[i]!, number: one, span }, context)));
    return { labels: parts.flatMap(({ labels }) => labels), classNames: parts.every(({ classNames }) => same(classNames, parts[0]!.classNames)) ? (parts[0]?.classNames ?? null) : null };
  }
  const texts = await textsOf(list, context, span);
  const values = new Map<TextList, Map<string, number>>();
  const place = atLine(context.sourceText, span);
  const prepare = async (of: NumberOfText): Promise<void> => {
    if (of.op === 'choice') for (const way of [of.then, of.otherwise]) await prepare(way);
    // list.index and argmax take the first of equal ones.
    if (of.op === 'place' && !values.has(of.among)) values.set(of.among, new Map((await textsOf(of.among, context, span)).map((name, at) => [name, at] as const).toReversed()));
  };
  await prepare(number);
  const labels = texts.map((text) => valueOf(number, text));
  const among = number.op === 'place' ? [...values.get(number.among)!].sort(([, a], [, b]) => a - b).map(([name]) => name) : null;
  return { labels, classNames: among };

  function valueOf(of: NumberOfText, text: string): number {
    switch (of.op) {
      case 'constant':
        return of.value;
      case 'choice':
        return valueOf(holds(of.test, text, context, span) ? of.then : of.otherwise, text);
      case 'number': {
        const written = textOf(of.of, text, place).trim();
        if (written === '' || !Number.isFinite(Number(written))) throw new UserError(`"${text}" gives the label "${written}"${place}, which is no number. Check the names of the files.`);
        return Number(written);
      }
      case 'entry': {
        const key = textOf(of.of, text, place);
        const at = of.keys.indexOf(key);
        if (at < 0) throw new UserError(`"${text}" gives the label "${key}"${place}, which is not among ${of.keys.slice(0, 12).map((name) => `"${name}"`).join(', ')}. Check the names of the files.`);
        return of.values[at]!;
      }
      case 'place': {
        const name = textOf(of.of, text, place);
        const at = values.get(of.among)!.get(name);
        if (at === undefined) throw new UserError(`"${text}" gives the label "${name}"${place}, which is not among ${[...values.get(of.among)!.keys()].slice(0, 12).map((known) => `"${known}"`).join(', ')}. Check the names of the files.`);
        return at;
      }
    }
  }
}

/** A list of files beside others, with all that decides its order. */
interface Ordered {
  readonly list: TextList;
  readonly span: Span | null;
  readonly orders: readonly { readonly seed: number | null }[];
}

/** A sentence where lists of files are put side by side and it is chance which belong together; null where it is not. */
export function unpaired({ x, y, moreInputs = [], moreTargets = [] }: DataSet, context: DataContext): string | null {
  const [first, ...others] = [x, y, ...moreInputs, ...moreTargets].flatMap((array): Ordered[] => {
    if (!array || !('list' in array.source)) return [];
    const { list, span } = array.source;
    return [{ list, span, orders: [...list.changes, ...array.steps].filter((change) => change.op === 'shuffle' || change.op === 'pick').map((change) => ({ ...change, classes: undefined })) }];
  });
  for (const other of others) {
    const [one, two] = [first!, other];
    const place = atLine(context.sourceText, other.span);
    const alike = sameOrigin(one.list.origin, two.list.origin);
    // The same calls put lists of the same length into the same order, also where their seed is not known.
    const together = same(one.orders, two.orders);
    if (alike && together) continue;
    const unsorted = alike ? undefined : [one, two].find(({ list }) => !isOrdered(list));
    if (unsorted) return `${capital(originWords(unsorted.list))} gives its files in no certain order${atLine(context.sourceText, unsorted.span)}, so it is chance which file of another list belongs to each. Write sorted(…) around both lists.`;
    if (!together && [...one.orders, ...two.orders].some(({ seed }) => seed === null)) return `A list of files${place} is put into a random order apart from what belongs to it. Give both the same seed, as in random.Random(1).shuffle(…).`;
    if (!same(withoutPlaces(one.orders), withoutPlaces(two.orders))) return `The lists of files${place} are put into random orders with different seeds, so that files do not belong together. Give both the same seed.`;
  }
  return null;
}

const same = (one: unknown, two: unknown): boolean => JSON.stringify(one) === JSON.stringify(two);
/** Whether two lists are found in the same way, whatever texts are made of what is found. */
const sameOrigin = (one: TextOrigin, two: TextOrigin): boolean => one.kind === 'joined' && two.kind === 'joined' && one.lists.length === two.lists.length
  ? one.lists.every((list, i) => sameOrigin(list.origin, two.lists[i]!.origin) && same(list.changes.filter(({ op }) => op !== 'map'), two.lists[i]!.changes.filter(({ op }) => op !== 'map')))
  : same(one, two);
const withoutPlaces = (orders: Ordered['orders']): unknown => orders.map((order) => ({ ...order, span: null }));

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

