/** Image files as OpenCV and Pillow give them to a program. */
import type { Loss, Shape } from '../../../graph/types.js';
import type { DataArray, DataStep } from '../../../recipe/types.js';
import type { TextList } from '../../../recipe/texts.js';
import { List, Tuple } from '../../python/containers.js';
import { BoundNative } from '../../python/native.js';
import { type Site, type Value, asInteger, unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { filesOf } from './read.js';

/** `(width, height)`; null where it is not known. */
function sizeOf(value: Value): readonly [width: number, height: number] | null {
  const [width = null, height = null] = value instanceof Tuple || value instanceof List ? value.items.map((item) => asInteger(item)) : [];
  return width === null || height === null ? null : [width, height];
}

/** Whether nothing was done yet but to turn the channels round, which may as well be done later. */
const isUntouched = (steps: readonly DataStep[]): boolean => steps.every(({ op }) => op === 'reverseChannels');

const lost = (reason: string, { span }: Site): Loss => ({ reason, span });

/** `cv2.imread(path, flags)`: blue first, as OpenCV has its colours. */
export function readOpencv(path: Value, flags: Value, at: Site): Value {
  const list = filesOf(path);
  const mode = asInteger(flags) === 1 ? 'rgb' : asInteger(flags) === 0 ? 'grayscale' : null;
  const shape: Shape | null = mode === 'rgb' ? [null, null, 3] : mode === 'grayscale' ? [null, null] : null;
  if (!list) return unknown('Files are not read by the analysis.', at.span);
  if (mode === null) return new ArrayValue(shape, 'uint8', { why: lost('cv2.imread with these flags gives as many channels as each file has; leave them out.', at) });
  const data: DataArray = { source: { kind: 'images', list, colorMode: mode, reader: 'opencv', span: at.span }, steps: mode === 'rgb' ? [{ op: 'reverseChannels', span: at.span }] : [], span: at.span };
  return new ArrayValue(shape, 'uint8', { data });
}

/** What `cv2.INTER_…` stand for. */
const METHODS: Readonly<Record<number, string | undefined>> = { 0: 'nearest', 1: 'linear', 3: 'area' };

/** `cv2.resize(src, dsize, interpolation)`. */
export function resizeOpencv(image: Value, size: Value, interpolation: Value, at: Site): Value {
  if (!(image instanceof ArrayValue)) return unknown('What is resized here is not known.', at.span);
  const given = sizeOf(size);
  const method = METHODS[asInteger(interpolation) ?? -1];
  const channels = image.shape?.slice(2) ?? null;
  const shape = given && channels && [given[1], given[0], ...channels];
  const { data } = image;
  const refused = (reason: string): ArrayValue => new ArrayValue(shape, image.dtype, { why: (data ? undefined : image.why) ?? lost(reason, at) });
  if (!given || !shape) return refused('the size that cv2.resize gives it is not known.');
  if (method === undefined) return refused('cv2.resize with this interpolation is not followed; INTER_LINEAR, INTER_AREA and INTER_NEAREST are.');
  if (!data) return refused('which image is resized is not followed.');
  if (data.source.kind !== 'images' || data.source.reader !== 'opencv' || !isUntouched(data.steps)) return refused('cv2.resize is followed only for an image as it was read, before anything else is done to it.');
  const resize: DataStep = { op: 'resize', height: given[1], width: given[0], interpolation: method, span: at.span };
  const grey: DataStep[] = channels.length === 0 ? [{ op: 'squeeze', axis: -1, span: at.span }] : [];
  return new ArrayValue(shape, image.dtype, { data: { ...data, steps: [resize, ...data.steps, ...grey] } });
}

/** `cv2.cvtColor(src, code)` between blue first and red first. */
export function turnChannels(image: Value, code: Value, at: Site): Value {
  if (!(image instanceof ArrayValue)) return unknown('Which image is converted here is not known.', at.span);
  if (asInteger(code) !== 4 || image.shape?.at(-1) !== 3) return new ArrayValue(null, image.dtype, { loss: lost('What cv2.cvtColor makes of it is not followed, except between BGR and RGB.', at), why: lost('cv2.cvtColor is followed only between BGR and RGB.', at) });
  const last = image.data?.steps.at(-1);
  if (image.data && last?.op === 'reverseChannels') return new ArrayValue(image.shape, image.dtype, { data: { ...image.data, steps: image.data.steps.slice(0, -1) }, loss: image.loss });
  return image.after({ op: 'reverseChannels', span: at.span }, image.shape);
}

const FILTERS: Readonly<Record<number, string | undefined>> = { 0: 'nearest', 1: 'lanczos', 2: 'bilinear', 3: 'bicubic', 4: 'box', 5: 'hamming' };
const MODES: Readonly<Record<string, 'rgb' | 'rgba' | 'grayscale' | undefined>> = { RGB: 'rgb', RGBA: 'rgba', L: 'grayscale' };

/** An image that Pillow has opened. */
export class PictureValue extends ArrayValue {
  constructor(
    private readonly list: TextList,
    private readonly mode: 'rgb' | 'rgba' | 'grayscale' | null,
    size: readonly [width: number, height: number] | null,
    steps: readonly DataStep[],
    at: Site,
    /** Why it is not followed. */
    private readonly fault: string | null = null,
  ) {
    const channels = mode === 'grayscale' ? [] : [mode === 'rgb' ? 3 : mode === 'rgba' ? 4 : null];
    const why = fault ?? (mode === null ? 'Image.open gives as many channels as each file has; write .convert("RGB") behind it.' : null);
    const grey: DataStep[] = mode === 'grayscale' && steps.length > 0 ? [{ op: 'squeeze', axis: -1, span: at.span }] : [];
    super([size?.[1] ?? null, size?.[0] ?? null, ...channels], 'uint8', why === null ? { data: { source: { kind: 'images', list, colorMode: mode!, reader: 'pillow', span: at.span }, steps: [...steps, ...grey], span: at.span } } : { why: lost(why, at) });
    this.steps = steps;
  }
  private readonly steps: readonly DataStep[];

  /** Why what `convert` makes of it is not followed; null where it is. */
  private notConverted(mode: string | null): string | null {
    if (mode === null) return 'convert(…) is followed only to "RGB", "RGBA" and "L".';
    if (this.mode === mode) return null;
    if (this.steps.length > 0) return 'it is converted after it was resized, which is not followed; write convert(…) first.';
    return this.mode === null ? null : 'it is converted twice, which is not followed.';
  }
  /** Why what `resize` makes of it is not followed, by a filter, or of a part of it; null where it is. */
  private notResized(filter: string | undefined, ofPart: boolean): string | null {
    if (filter === undefined) return 'the filter with which it is resized is not known.';
    if (this.steps.length > 0) return 'it is resized twice, which is not followed.';
    return ofPart ? 'what resize(…) makes of a part of it is not followed.' : null;
  }

  override getAttribute(name: string, at: Site): Value | undefined {
    switch (name) {
      case 'convert':
        return new BoundNative(name, (args, where) => {
          const given = args.get(0, 'mode') ?? null;
          const mode = typeof given === 'string' ? (MODES[given] ?? null) : null;
          return new PictureValue(this.list, mode, null, this.steps, where, this.fault ?? this.notConverted(mode));
        });
      case 'resize':
        return new BoundNative(name, (args, where) => {
          const size = sizeOf(args.get(0, 'size') ?? null);
          const filter = FILTERS[asInteger(args.get(1, 'resample') ?? 3) ?? -1];
          const fault = this.fault ?? (size ? this.notResized(filter, args.positional.length > 2) : 'the size that resize(…) gives it is not known.');
          return new PictureValue(this.list, this.mode, size, [...this.steps, { op: 'resize', height: size?.[1] ?? 0, width: size?.[0] ?? 0, interpolation: filter ?? 'bicubic', span: where.span }], where, fault);
        });
      case 'size':
      case 'width':
      case 'height':
      case 'mode':
        return unknown('What an image is like is not known without reading it.', at.span);
      case 'crop':
      case 'rotate':
      case 'transpose':
      case 'thumbnail':
      case 'filter':
        return new BoundNative(name, (_args, where) => this.unfollowed(name, where));
      case 'close':
      case 'load':
        return new BoundNative(name, () => null);
      default:
        return super.getAttribute(name, at);
    }
  }
}

/** `PIL.Image.open(path)`. */
export function openPicture(path: Value, at: Site): Value {
  const list = filesOf(path);
  return list ? new PictureValue(list, null, null, [], at) : unknown('Images are not read by the analysis.', at.span);
}
