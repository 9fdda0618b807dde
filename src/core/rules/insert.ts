/** Edits that put a layer before another one, in each of the ways in which a file may hold it. */
import type { Fix } from '../analysis.js';
import type { Span } from '../graph/types.js';
import type { WrittenCall, WrittenCalls } from '../syntax/calls.js';
import { spell } from './naming.js';

type Edits = Fix['edits'];
type Place = { readonly from: number; readonly to: number };

const at = (offset: number, text: string): Edits[number] => ({ span: { from: offset, to: offset }, text });
const same = (a: Place, b: Place): boolean => a.from === b.from && a.to === b.to;

/**
 * Puts `code` (a constructor call) before the layer that is made at `made` and applied at `applied`: around its input in the
 * functional API, as its neighbour in a list, as a statement before `model.add(...)`. Null where the layer is held otherwise.
 */
export function insertBefore(written: WrittenCalls, made: Span, applied: Span, code: string): Edits | null {
  if (made.file !== undefined || applied.file !== undefined) return null;
  const constructor = written.at(made);
  if (!constructor) return null;
  const application = applicationOf(written, constructor, applied);
  if (application) {
    const [input] = application.arguments;
    if (application.arguments.length === 0 || input?.form !== 'positional' || input.value.kind === 'Sequence') return null;
    return [at(input.valueFrom, `${code}(`), at(input.valueTo, ')')];
  }
  return beforeInStack(written, constructor, (statement) => `${statement}(${code})`, code);
}

/** The call that applies a layer to its input: `Layer(...)(x)`, or `layer(x)` of one that was made elsewhere. */
export function applicationOf(written: WrittenCalls, constructor: WrittenCall, applied: Span): WrittenCall | null {
  const direct = written.find((call) => call.calleeFrom === constructor.from && call.calleeTo === constructor.to);
  if (direct) return direct;
  const elsewhere = same(constructor, applied) ? null : written.at(applied);
  return elsewhere && elsewhere.name !== 'add' && !elsewhere.arguments.some(({ valueFrom, valueTo }) => same({ from: valueFrom, to: valueTo }, constructor)) ? elsewhere : null;
}

function beforeInStack(written: WrittenCalls, constructor: WrittenCall, statement: (callee: string) => string, code: string): Edits | null {
  const { text } = written.parsed;
  const line = text.lastIndexOf('\n', constructor.from - 1) + 1;
  const adding = addCall(written, constructor);
  if (adding) {
    const start = text.lastIndexOf('\n', adding.from - 1) + 1;
    const indent = text.slice(start, adding.from);
    return /^[ \t]*$/.test(indent) ? [at(start, `${indent}${statement(text.slice(adding.calleeFrom, adding.calleeTo))}\n`)] : null;
  }
  if (!listItem(written, constructor)) return null;
  const before = text.slice(line, constructor.from);
  return [at(constructor.from, `${code},${/^[ \t]+$/.test(before) ? `\n${before}` : ' '}`)];
}

/** `model.add(layer)` around a constructor call. */
export function addCall(written: WrittenCalls, constructor: WrittenCall): WrittenCall | null {
  return written.find(({ name, arguments: [first, ...rest] }) => name === 'add' && rest.length === 0 && first?.form === 'positional' && first.valueFrom === constructor.from && first.valueTo === constructor.to);
}

/** The `Sequential([...])` whose list holds a constructor call. */
export function listItem(written: WrittenCalls, constructor: WrittenCall): WrittenCall | null {
  return written.find(({ name, base, arguments: [first] }) => name === 'Sequential' && first?.value.kind === 'Sequence' && first.value.items.some(({ from, to }) => base + from === constructor.from && base + to === constructor.to));
}

/** The fix that puts a layer without arguments before another one, spelled as the file spells its layers; none where that cannot be told. */
export function insertion(written: WrittenCalls, made: Span | null, applied: Span | null, type: string): readonly Fix[] {
  const like = made && made.file === undefined ? written.at(made) : null;
  const spelled = like && spell(type, like, written.parsed);
  const edits = made && spelled && insertBefore(written, made, applied ?? made, `${spelled.name}()`);
  return edits ? [{ title: `Insert ${type} before it`, edits: [...spelled.edits, ...edits] }] : [];
}
