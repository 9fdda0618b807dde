import { changedList, type TextList } from '../../../recipe/texts.js';
import { Tuple } from '../../python/containers.js';
import { Obj, Repeated, type Site, type Value, unknown } from '../../python/values.js';
import type { Unknown } from '../../../graph/values.js';
import { InnerListValue } from './inner-list.js';
import { TextListValue } from './text-list.js';
import { notRead, TextValue } from './text-value.js';

/** The folders in a loop over `os.walk`: what comes with each is not to be had in another order. */
class Folders extends TextListValue {
  override sorted(): Value {
    return unknown('In which order os.walk(…) goes is not followed where it is sorted.', null);
  }
}

/** `os.walk(path)`: each folder below it with the names of its files. The names of its folders are not followed. */
export class WalkValue extends Obj {
  readonly typeName = 'generator';
  private readonly list: TextList;
  constructor(path: string) {
    super();
    this.list = changedList({ origin: { kind: 'glob', pattern: `${path.replace(/\/+$/, '')}/**/`, recursive: true, hidden: true }, changes: [] }, { op: 'map', to: { op: 'parent', of: { op: 'self' } } });
  }
  override iterate(at: Site): Unknown {
    const { loss } = notRead(at);
    const folder = new TextValue(this.list);
    const files = new InnerListValue(folder, { pattern: false, recursive: false, sorted: null, files: true });
    return new Repeated(loss, new Tuple([folder, unknown(loss.reason, loss.span), files]), new Folders(this.list));
  }
}
