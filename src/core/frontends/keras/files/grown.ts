/** Lists that loops fill: what a list is after one loop has put its items behind those of another. */
import { List } from '../../python/containers.js';
import { Obj, type Value } from '../../python/values.js';
import type { NumberOfText, TextList } from '../../../recipe/texts.js';
import type { DataArray } from '../../../recipe/types.js';
import { ArrayValue } from '../array-value.js';
import { PairsValue } from './pairs.js';
import { TextListValue } from './text-list.js';
import { listOf } from './text-value.js';

/** The lists of which one is put together. */
const partsOf = (list: TextList): readonly TextList[] => (list.origin.kind === 'joined' && list.changes.length === 0 ? list.origin.lists : [list]);
const together = (one: TextList, other: TextList): TextList => ({ origin: { kind: 'joined', lists: [...partsOf(one), ...partsOf(other)] }, changes: [] });

/** `made` behind what is there; undefined where no recipe says that. */
export function grown(filled: Obj, made: Value): Value | undefined {
  if (filled instanceof List && filled.items.length === 0) return made;
  if (made instanceof PairsValue) {
    if (!(filled instanceof PairsValue) || filled.columns.length !== made.columns.length) return undefined;
    const columns = made.columns.map((column, i) => (filled.columns[i] instanceof Obj ? grown(filled.columns[i], column) : undefined));
    return columns.every((column) => column !== undefined) ? made.with(columns) : undefined;
  }
  if (made instanceof TextListValue) {
    const [there, more] = [listOf(filled), made.textList];
    return there && more ? new TextListValue(together(there, more), made.ofPaths) : undefined;
  }
  if (!(filled instanceof ArrayValue && made instanceof ArrayValue) || filled.dtype !== made.dtype || JSON.stringify(filled.shape) !== JSON.stringify(made.shape)) return undefined;
  const data = filled.data && made.data ? behind(filled.data, made.data) : null;
  return data ? new ArrayValue(made.shape, made.dtype, { data, loss: made.loss }) : undefined;
}

const sameSteps = (one: DataArray['steps'], other: DataArray['steps']): boolean => JSON.stringify(one.map((step) => ({ ...step, span: null }))) === JSON.stringify(other.map((step) => ({ ...step, span: null })));

/** The examples of one array behind those of another; null where no recipe says that. */
export function behind(one: DataArray, other: DataArray): DataArray | null {
  const [a, b] = [one.source, other.source];
  if (a.kind === 'images' && b.kind === 'images') {
    return a.colorMode === b.colorMode && a.reader === b.reader && !one.steps.some(({ op }) => op === 'slice' || op === 'share' || op === 'pick') && sameSteps(one.steps, other.steps) ? { ...one, source: { ...a, list: together(a.list, b.list) } } : null;
  }
  if (a.kind !== 'labels' || b.kind !== 'labels' || one.steps.length + other.steps.length > 0) return null;
  const numbers = [a, b].flatMap(({ list, number }): readonly NumberOfText[] => (number.op === 'each' ? number.numbers : partsOf(list).map(() => number)));
  return { ...one, source: { ...a, list: together(a.list, b.list), number: { op: 'each', numbers } } };
}
