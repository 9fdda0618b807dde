import type { Fix } from '../../analysis.js';
import type { Span } from '../../graph/types.js';
import type { RuleContext } from '../../rules/context.js';
import { importsOf, spell } from '../../rules/naming.js';
import type { WrittenArgument, WrittenCall } from '../../syntax/calls.js';

/** What each mode of Keras 1's `merge` is called today. */
const MODES: { readonly [mode: string]: string } = { sum: 'add', mul: 'multiply', concat: 'concatenate', ave: 'average', max: 'maximum', dot: 'dot', cos: 'dot' };
const PARAMETERS = ['inputs', 'mode', 'concat_axis', 'dot_axes', 'output_shape', 'output_mask', 'arguments', 'name'];

/**
 * `merge([a, b], mode="concat", concat_axis=3)` as `concatenate([a, b], axis=3)`; null where its arguments are not written out. The
 * import of `merge`, which Keras 3 refuses, goes with the last of them: `others` stay as they are.
 */
export function modernMerge(context: RuleContext, span: Span, others: readonly Span[] = []): Fix | null {
  const call = span.file === undefined ? context.written.at(span) : null;
  const modern = call && rewritten(context, call);
  const spelled = modern && spell(modern.name, call, context.written.parsed);
  if (!spelled) return null;
  const named = importOf(context, call.name);
  const imports = named && spelled.edits.length > 0 && others.length === 0 ? [{ span: named, text: modern.name }] : spelled.edits;
  const left = named && spelled.edits.length === 0 && others.length === 0 ? withoutName(context.text, named) : [];
  return { title: `Write ${modern.name}(…) instead of merge`, edits: [...imports, ...left, { span: { from: call.from, to: call.to }, text: `${spelled.name}(${modern.parts.join(', ')})` }] };
}

function rewritten({ text }: RuleContext, call: WrittenCall): { readonly name: string; readonly parts: readonly string[] } | null {
  if ( call.arguments.some(({ form }) => form === '*' || form === '**')) return null;
  const given = new Map(call.arguments.map((argument, i): [string, WrittenArgument] => [argument.form === 'keyword' ? argument.name : (PARAMETERS[i] ?? ''), argument]));
  const value = (name: string): string | null => {
    const argument = given.get(name);
    return argument ? text.slice(argument.valueFrom, argument.valueTo) : null;
  };
  const mode = /^(["'])(\w+)\1$/.exec(value('mode') ?? '"sum"')?.[2] ?? '';
  const modern = MODES[mode];
  const inputs = value('inputs');
  if (modern === undefined || inputs === null || [...given.keys()].some((name) => !['inputs', 'mode', 'concat_axis', 'dot_axes', 'name'].includes(name))) return null;
  const axis = modern === 'concatenate' ? value('concat_axis') : null;
  const parts = [
    inputs,
    ...(axis === null ? [] : [`axis=${axis}`]),
    ...(modern === 'dot' ? [`axes=${value('dot_axes') ?? '-1'}`] : []),
    ...(mode === 'cos' ? ['normalize=True'] : []),
    ...(given.has('name') ? [`name=${value('name')}`] : []),
  ];
  return { name: modern, parts };
}

/** Where a name is imported by itself. */
function importOf({ written }: RuleContext, name: string): Span | null {
  for (const { base, statement } of importsOf(written.parsed)) {
    const found = statement.names.find((one) => (one.alias ?? one.name) === name);
    if (found) return { from: base + found.from, to: base + found.to };
  }
  return null;
}

/** Takes a name and its comma out of an import that has others. */
function withoutName(text: string, { from, to }: Span): Fix['edits'] {
  const before = /,\s*$/.exec(text.slice(0, from))?.[0].length ?? 0;
  const after = before > 0 ? 0 : (/^\s*,\s*/.exec(text.slice(to))?.[0].length ?? 0);
  return before + after > 0 ? [{ span: { from: from - before, to: to + after }, text: '' }] : [];
}
