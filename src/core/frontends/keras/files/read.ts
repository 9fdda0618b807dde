/** Image files as arrays of the data: `tf.io.read_file` and `decode_…`, `keras.utils.load_img`. */
import type { Shape } from '../../../graph/types.js';
import type { DataArray, DataStep } from '../../../recipe/types.js';
import { changedList, type TextList } from '../../../recipe/texts.js';
import { List, Tuple } from '../../python/containers.js';
import { type Native, native } from '../../python/native.js';
import { Obj, type Site, type Value, asInteger, unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { readDtype } from '../convert.js';
import { TextValue } from './text-value.js';

/** The bytes of a file, whichever of a list it is. */
class FileValue extends Obj {
  readonly typeName = 'Tensor';
  constructor(readonly list: TextList) {
    super();
  }
}

/** The texts that name the files, as a list of its own; null where the value is no text of a list. */
export function filesOf(value: Value): TextList | null {
  if (value instanceof TextValue) return value.to.op === 'self' ? value.list : changedList(value.list, { op: 'map', to: value.to });
  // A column that a pipeline hands on one by one.
  const source = value instanceof ArrayValue && value.shape?.length === 0 && value.data?.steps.length === 0 ? value.data.source : null;
  const column = source?.kind === 'columns' && source.columns.single ? source.columns.take?.[0] : undefined;
  return source?.kind === 'columns' && column !== undefined ? columnTexts(source, column) : null;
}

const columnLists = new WeakMap<object, TextList>();
/** The texts of a column: one list for one source, so that it is known again. */
export function columnTexts(source: Extract<DataArray['source'], { kind: 'columns' }>, column: string | number): TextList {
  const known = columnLists.get(source) ?? { origin: { kind: 'column', table: source.table, column }, changes: [] };
  columnLists.set(source, known);
  return known;
}

const notRead = (at: Site): Value => unknown('Files are not read by the analysis.', at.span);

export const readFile: Native = native('read_file(filename, name=None)', (at, path) => {
  const list = filesOf(path ?? null);
  return list ? new FileValue(list) : notRead(at);
});

const MODES: Readonly<Record<number, 'grayscale' | 'rgb' | 'rgba' | undefined>> = { 1: 'grayscale', 3: 'rgb', 4: 'rgba' };

const decoder = (name: string, extra: string): Native => native(`${name}(contents, channels=0${extra}, **kwargs)`, (at, file, channels, dtype) => {
  if (!(file instanceof FileValue)) return notRead(at);
  const count = asInteger(channels ?? null);
  const mode = count === null ? undefined : MODES[count];
  const type = (dtype ?? null) === null || name === 'decode_jpeg' ? 'uint8' : readDtype(dtype ?? null);
  const why = mode === undefined ? `${name} without a number of channels gives as many as each file has; write channels=3.` : type !== 'uint8' ? `what ${name} makes of it with another dtype is not followed.` : null;
  const source = mode === undefined ? null : ({ kind: 'images', list: file.list, colorMode: mode, reader: 'tensorflow', span: at.span } as const);
  return new ArrayValue([null, null, mode === undefined ? null : count], type ?? 'uint8', why === null && source ? { data: { source, steps: [], span: at.span } } : { why: { reason: why!, span: at.span } });
});

/** `tf.io.decode_jpeg` and its kin; `tf.image` has them too. */
export const decoders: readonly Native[] = [
  decoder('decode_jpeg', ''), decoder('decode_png', ', dtype=None'), decoder('decode_image', ', dtype=None, name=None, expand_animations=True'), decoder('decode_bmp', ''),
];

/** `keras.utils.load_img(path, color_mode="rgb", target_size=None, interpolation="nearest", keep_aspect_ratio=False)`: read and resized by Pillow. */
export const loadImage: Native = native('load_img(path, color_mode="rgb", target_size=None, interpolation="nearest", keep_aspect_ratio=False, grayscale=False, **kwargs)', (at, path, given, size, interpolation, ratio, grayscale) => {
  const mode = grayscale === true ? 'grayscale' : given;
  const channels = mode === 'grayscale' ? 1 : mode === 'rgba' ? 4 : 3;
  const [height = null, width = null] = size instanceof Tuple || size instanceof List ? size.items.map((d) => asInteger(d)) : [];
  const shape = [height, width, channels];
  const list = filesOf(path ?? null);
  if (height === null || width === null) return new ArrayValue(shape, 'float32', { loss: { reason: 'Images are not read by the analysis.', span: at.span } });
  if (!list || typeof interpolation !== 'string' || ratio !== false || (mode !== 'rgb' && mode !== 'rgba' && mode !== 'grayscale')) return new ArrayValue(shape, 'float32', { why: { reason: 'which image is loaded is not followed.', span: at.span } });
  const steps: DataStep[] = [{ op: 'resize', height, width, interpolation, span: at.span }];
  const data: DataArray = { source: { kind: 'images', list, colorMode: mode, reader: 'pillow', span: at.span }, steps, span: at.span };
  // A grey image of Pillow's has no axis for its channel until img_to_array gives it one.
  return mode === 'grayscale' ? greyImage(shape, data, at) : new ArrayValue(shape, 'uint8', { data });
});

/** Grey images and what `img_to_array` makes of them. */
const greyImages = new WeakMap<ArrayValue, DataArray>();

function greyImage(shape: Shape, data: DataArray, { span }: Site): ArrayValue {
  const image = new ArrayValue(shape.slice(0, 2), 'uint8', { data: { ...data, steps: [...data.steps, { op: 'squeeze', axis: -1, span }] } });
  greyImages.set(image, data);
  return image;
}

/** `img_to_array(image)`: float32, with an axis for the channel. */
export const imageToArray: Native = native('img_to_array(img, data_format=None, dtype=None)', (at, image, format, dtype) => {
  if (!(image instanceof ArrayValue)) return unknown('Images are not read by the analysis.', at.span);
  const grey = greyImages.get(image);
  const data = grey ?? image.data;
  const array = new ArrayValue(grey ? [...image.shape!, 1] : image.shape, 'float32', { data, loss: image.loss, why: data ? undefined : image.why });
  const plain = (format === null || format === 'channels_last') && (dtype === null || dtype === 'float32');
  if (!plain) return array.unfollowed('img_to_array', at);
  return array.data ? array.after({ op: 'cast', dtype: 'float32', span: at.span }, array.shape) : array;
});
