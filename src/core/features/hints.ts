import type { Analysis, LayerCall } from '../analysis.js';
import { formatCount, formatParameters, formatShapes, type NumberStyle, type ShapeFormat } from './format.js';
import type { Lines } from '../syntax/lines.js';
import { repeats } from './twins.js';

export interface HintFormat extends ShapeFormat {
  readonly numbers?: NumberStyle;
}

/** Characters of a line's hint that VS Code draws before it cuts the rest, in the middle of a number too (`editor.inlayHints.maximumLength`). */
const mostCharacters = 43;

/** What stands at the end of one line of layers. */
export interface LineHint {
  readonly line: number;
  /** Offset of the line's end, where the hint is drawn. */
  readonly offset: number;
  /** e.g. `(26, 26, 32) · 320`. */
  readonly text: string;
  /** The calls behind it, in the order in which they happen. */
  readonly calls: readonly LayerCall[];
}

/**
 * One hint a line. A layer that is made on one line and applied on another (`self.conv = Conv2D(…)`) shows its count where
 * it is made and its shape where it is applied; a line that makes several layers folds them into one hint.
 */
export function lineHints(analysis: Pick<Analysis, 'calls' | 'models'>, lines: Lines, format: HintFormat): LineHint[] {
  const made = new Map<number, LayerCall[]>();
  const applied = new Map<number, LayerCall[]>();
  const isRepeated = repeats(analysis.models);
  for (const call of analysis.calls) {
    if (isRepeated?.(call)) continue;
    const madeOn = call.span.file === undefined ? lines.lineAt(call.span.from) : null;
    if (madeOn !== null) push(made, madeOn, call);
    if (call.callSpan.file !== undefined) continue;
    const appliedOn = lines.lineAt(call.callSpan.from);
    // A call that begins earlier but contains the constructor (a chain over several lines) is the same statement.
    const same = madeOn !== null && call.callSpan.from <= call.span.from && call.span.to <= call.callSpan.to;
    if (appliedOn !== madeOn && !same) push(applied, appliedOn, call);
  }
  const hints: LineHint[] = [];
  for (const line of new Set([...made.keys(), ...applied.keys()])) {
    const here = made.get(line) ?? [];
    const calls = here.length > 0 ? here : (applied.get(line) ?? []);
    hints.push({ line, offset: lines.endOf(line), text: here.length > 0 ? madeText(here, format) : appliedText(calls, format), calls });
  }
  return hints.sort((a, b) => a.line - b.line);
}

/** Parameters of several calls, a shared layer counted once; null where one is unknown. */
export function parametersOf(calls: readonly LayerCall[]): number | null {
  if (calls.length === 1) return calls[0]!.parameters;
  let total: number | null = 0;
  for (const call of distinctLayers(calls)) total = total === null || call.parameters === null ? null : total + call.parameters;
  return total;
}

/** `Conv2D` once, `4x Conv2D`, `2x Conv2D + BatchNormalization`, or `12 layers` where the numbers differ. */
export function foldedName(calls: readonly LayerCall[]): string {
  const layers = distinctLayers(calls);
  const counts = new Map<string, number>();
  for (const { type } of layers) counts.set(type, (counts.get(type) ?? 0) + 1);
  const [times = 1, ...others] = new Set(counts.values());
  if (others.length > 0 || counts.size > 3) return `${layers.length} layers`;
  const names = [...counts.keys()].join(' + ');
  return times === 1 ? names : `${times}x ${names}`;
}

/** Several calls of one line as a table, folded name and total above it. */
export function callsTable(calls: readonly LayerCall[], options: ShapeFormat): string[] {
  const shown = calls.slice(0, 40);
  const rows = shown.map((call) => `| \`${call.name}\` | ${call.type} | \`${formatShapes(call.outputs, options)}\` | ${call.parameters === null ? '?' : formatCount(call.parameters)} |`);
  const table = ['| Layer | Type | Output | Parameters |', '| --- | --- | --- | ---: |', ...rows].join('\n');
  const rest = calls.length > shown.length ? [`… and ${formatCount(calls.length - shown.length)} more.`] : [];
  return [`**${foldedName(calls)}**, ${formatParameters(parametersOf(calls))}`, table, ...rest];
}

function madeText(calls: readonly LayerCall[], format: HintFormat): string {
  const shape = lastShape(calls, format);
  const parameters = parametersOf(calls);
  const count = parameters === null ? '?' : formatCount(parameters, format.numbers);
  const layers = distinctLayers(calls);
  if (layers.length === 1) return `${shape} · ${count}`;
  const told = `${foldedName(calls)} → ${shape} · ${count}`;
  // The line names its layers itself; how many there are is what it does not say.
  return told.length <= mostCharacters ? told : `${new Set(layers.map(({ type }) => type)).size === 1 ? `${layers.length}x` : `${layers.length} layers`} → ${shape} · ${count}`;
}

function appliedText(calls: readonly LayerCall[], format: ShapeFormat): string {
  const shape = lastShape(calls, format);
  return calls.length === 1 ? shape : `${calls.length}x → ${shape}`;
}

function lastShape(calls: readonly LayerCall[], format: ShapeFormat): string {
  const last = calls.at(-1);
  return last ? formatShapes(last.outputs, format) : '?';
}

function distinctLayers(calls: readonly LayerCall[]): LayerCall[] {
  const layers = new Map<string, LayerCall>();
  for (const call of calls) {
    // Two of one name have the same place where a function makes both; they are told apart by what they hold.
    const key = `${call.span.from} ${call.name} ${call.parameters}`;
    if (!layers.has(key)) layers.set(key, call);
  }
  return [...layers.values()];
}

function push<K, V>(groups: Map<K, V[]>, key: K, value: V): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}
