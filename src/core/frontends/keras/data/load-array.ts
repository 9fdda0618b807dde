import { Unknown } from '../../../graph/values.js';
import { Obj, type Site, type Value, unknown } from '../../python/values.js';
import { BoundNative } from '../../python/native.js';
import { ArrayValue } from '../array-value.js';

const unread = (at: Site) => ({ reason: 'The shape of this array is in a file, which the analysis does not read.', span: at.span });

/** `np.load("x.npy")` and `np.load("x.npz")`: arrays of which only the place is known. */
export function loadArray(path: Value, at: Site): Value {
  if (path instanceof Unknown) return new ArrayValue(null, 'float64', { loss: path.loss });
  if (typeof path !== 'string') return unknown('The file that is loaded is not known.', at.span);
  if (path.endsWith('.npz')) return new Archive(path, at);
  return new ArrayValue(null, 'float64', { data: { source: { kind: 'file', path, span: at.span }, steps: [], span: at.span }, loss: unread(at) });
}

/** An opened `.npz`. */
class Archive extends Obj {
  readonly typeName = 'NpzFile';
  constructor(
    private readonly path: string,
    private readonly opened: Site,
  ) {
    super();
  }
  override getItem(index: Value, at: Site): Value | undefined {
    if (typeof index !== 'string') return unknown('Which array is taken from this file is not known.', at.span);
    return new ArrayValue(null, 'float64', { data: { source: { kind: 'file', path: this.path, array: index, span: this.opened.span }, steps: [], span: at.span }, loss: unread(at) });
  }
  override getAttribute(name: string, at: Site): Value | undefined {
    if (name === 'close') return new BoundNative(name, () => null);
    return name === 'files' ? unknown('The names in this file are not known without reading it.', at.span) : undefined;
  }
}
