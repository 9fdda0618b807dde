import type { Fix } from '../../analysis.js';
import type { Shape } from '../../graph/types.js';
import { addCall, listItem } from '../../rules/insert.js';
import type { WrittenCall, WrittenCalls } from '../../syntax/calls.js';
import { type Placed, eachBlock } from '../../syntax/names.js';

export type Edits = Fix['edits'];

/** A text after edits that do not overlap. */
export function applyEdits(text: string, edits: Edits): string {
  return [...edits].sort((a, b) => b.span.from - a.span.from).reduce((source, { span, text: piece }) => source.slice(0, span.from) + piece + source.slice(span.to), text);
}

/** Shapes that a message names, as `showShape` writes them: `(None, 28, 28)`. */
export function shapesIn(message: string): Shape[] {
  return [...message.matchAll(/\((None|\d+|\?)((?:, (?:None|\d+|\?))*),?\)/g)].map(([whole]) => whole.slice(1, -1).split(',').map((axis) => axis.trim()).filter(Boolean).map((axis) => (/^\d+$/.test(axis) ? Number(axis) : null)));
}

/** The edits that take a layer out: its item of a list, its `model.add(...)`, or its call in the functional API. Null where it is held otherwise. */
export function removeLayer(written: WrittenCalls, constructor: WrittenCall): Edits | null {
  const { text } = written.parsed;
  const adding = addCall(written, constructor);
  if (adding) return removeLines(text, adding.from, adding.to);
  if (listItem(written, constructor)) {
    const comma = /^\s*,[ \t]*/.exec(text.slice(constructor.to))?.[0].length ?? 0;
    const before = comma === 0 ? (/,\s*$/.exec(text.slice(0, constructor.from))?.[0].length ?? 0) : 0;
    const start = text.lastIndexOf('\n', constructor.from - 1) + 1;
    const rest = /^[ \t]*(#.*)?\n/.exec(text.slice(constructor.to + comma));
    if (comma > 0 && rest && /^[ \t]*$/.test(text.slice(start, constructor.from))) return [{ span: { from: start, to: constructor.to + comma + rest[0].length }, text: '' }];
    return [{ span: { from: constructor.from - before, to: constructor.to + comma }, text: '' }];
  }
  const application = written.find((call) => call.calleeFrom === constructor.from && call.calleeTo === constructor.to);
  const [input, ...others] = application?.arguments ?? [];
  if (!application || input?.form !== 'positional' || others.length > 0) return null;
  const statement = assignmentOf(written, application);
  if (statement?.target === text.slice(input.valueFrom, input.valueTo)) return removeLines(text, statement.from, statement.to);
  return [{ span: { from: application.from, to: application.to }, text: text.slice(input.valueFrom, input.valueTo) }];
}

/** Takes out what stands between two offsets, with its line where it stands there alone. */
function removeLines(text: string, from: number, to: number): Edits | null {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const rest = /^[ \t]*(#.*)?(\n|$)/.exec(text.slice(to));
  return rest && /^[ \t]*$/.test(text.slice(start, from)) ? [{ span: { from: start, to: to + rest[0].length }, text: '' }] : null;
}

/** `x = <call>` whose value is exactly a call. */
function assignmentOf(written: WrittenCalls, call: WrittenCall): { readonly target: string; readonly from: number; readonly to: number } | null {
  let found: { target: string; from: number; to: number } | null = null;
  const see = ({ statement, unit: { base } }: Placed): void => {
    if (statement.kind !== 'Assign' || statement.targets.length !== 1 || base + statement.value.from !== call.from || base + statement.value.to !== call.to) return;
    const [target] = statement.targets;
    if (target?.kind === 'Name') found = { target: target.id, from: base + statement.from, to: base + statement.to };
  };
  eachBlock(written.parsed, (block) => { block.forEach(see); });
  return found;
}
