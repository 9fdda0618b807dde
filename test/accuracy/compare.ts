/**
 * Judges the analyser by what real Keras built (`observe.py`): prints the figures of docs/accuracy.md and every miss.
 *
 *   npx tsx test/accuracy/compare.ts OBSERVED.jsonl [--misses]
 *
 * Files are matched by path, layers by where their constructor call begins. What Keras never ran is not judged, because
 * there is nothing to judge it by: in a file that stopped, only as many calls of a place count as Keras made there, and no
 * model's totals. An axis shown as unknown is no number, so it can be missing but not wrong; an open batch axis is right for
 * every size of a batch, which Keras sees where the file feeds it data in a loop of its own.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readers } from '../../src/client/readers.js';
import { analyze } from '../../src/core/analyze.js';
import type { Analysis, LayerCall } from '../../src/core/analysis.js';
import { Lines } from '../../src/core/syntax/lines.js';

type Tree = null | number | readonly Tree[] | { readonly [key: string]: Tree };
interface Observed {
  readonly file: string;
  readonly outcome: 'ran' | 'keras' | 'other';
  readonly error: string | null;
  readonly error_line: number | null;
  readonly error_end_line: number | null;
  readonly layers: readonly { readonly type: string; readonly name: string; readonly line: number; readonly column: number; readonly params: number | null; readonly calls: readonly Tree[] }[];
  readonly models: readonly { readonly name: string; readonly type: string; readonly line: number; readonly column: number; readonly total: number | null; readonly trainable: number | null }[];
}

class Share {
  right = 0;
  all = 0;
  readonly misses: string[] = [];
  constructor(readonly title: string, readonly mark: number) {}
  count(right: boolean, miss: () => string): void {
    this.all += 1;
    if (right) this.right += 1;
    else this.misses.push(miss());
  }
  toString(): string {
    const share = this.all === 0 ? 'none judged' : `${((100 * this.right) / this.all).toFixed(2)} %`;
    return `${this.title.padEnd(46)} ${String(this.right).padStart(6)} of ${String(this.all).padStart(6)}  ${share.padStart(9)}  (mark ${this.mark} %)`;
  }
}

const found = new Share('layers found with the right shape and count', 95);
const numbers = new Share('numbers shown that are right', 99.9);
const totals = new Share('models with the right totals', 95);
const accepted = new Share('files that run and get no error', 100);
const caught = new Share('files that Keras rejects, error on its line', 90);

const [path, ...flags] = process.argv.slice(2);
if (path === undefined) throw new Error('Expected the file that observe.py wrote.');
const observations = readFileSync(path, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Observed);
for (const observed of observations) judge(observed);

for (const share of [found, numbers, totals, accepted, caught]) console.log(share.toString());
if (flags.includes('--misses')) for (const share of [found, numbers, totals, accepted, caught]) for (const miss of share.misses) console.log(`${share.title}: ${miss}`);

function judge(observed: Observed): void {
  const text = readFileSync(observed.file, 'utf8');
  const name = basename(observed.file);
  const lines = new Lines(text);
  const analysis = analyze(text, { file: observed.file, ...readers([]) });
  const at = (span: { readonly from: number }) => { const { line, column } = lines.position(span.from); return `${line}:${column}`; };
  // Python counts columns in bytes of UTF-8, this in characters.
  const rows = text.split('\n');
  const placeOf = ({ line, column }: { readonly line: number; readonly column: number }) => `${line}:${Buffer.from(rows[line - 1] ?? '').subarray(0, column).toString().length}`;
  const mine = group(analysis.calls, (call) => at(call.span));
  const theirs = group(observed.layers, placeOf);

  for (const layer of observed.layers) {
    const here = mine.get(placeOf(layer)) ?? [];
    for (const shape of layer.calls) {
      found.count(here.some((call) => sameShape(call, shape) && (call.parameters === layer.params)),
        () => `${name}:${layer.line}:${layer.column} ${layer.type} Keras ${JSON.stringify(shape)} ${layer.params}, shown ${here.map(show).join(' | ') || 'nothing'}`);
    }
  }
  for (const [place, calls] of mine) {
    const truth = theirs.get(place);
    if (truth === undefined) continue;
    const judged = observed.outcome === 'ran' ? calls : calls.slice(0, truth.reduce((sum, layer) => sum + layer.calls.length, 0));
    for (const call of judged) {
      const shape = call.outputs[0]?.shape;
      if (shape != null && call.outputs[0]?.loss === undefined) {
        numbers.count(truth.some((layer) => layer.calls.some((known) => sameShape(call, known, true))), () => `${name}:${place} shape ${show(call)}, Keras ${JSON.stringify(truth.map((l) => l.calls))}`);
      }
      if (call.parameters !== null) {
        numbers.count(truth.some((layer) => layer.params === call.parameters), () => `${name}:${place} parameters ${show(call)}, Keras ${truth.map((l) => l.params).join(', ')}`);
      }
    }
  }
  for (const model of observed.outcome === 'ran' ? observed.models : []) {
    if (model.total === null) continue;
    const here = analysis.models.filter((m) => m.graph.span !== null && lines.position(m.graph.span.from).line === model.line);
    totals.count(here.some((m) => m.parameters.total === model.total && m.parameters.trainable === model.trainable),
      () => `${name}:${model.line} ${model.type} Keras ${model.total} (${model.trainable} trainable), shown ${here.map((m) => `${m.parameters.total} (${m.parameters.trainable})`).join(' | ') || 'nothing'}`);
  }
  judgeErrors(observed, analysis, lines, name);
}

function judgeErrors(observed: Observed, analysis: Analysis, lines: Lines, name: string): void {
  // What only older versions of Keras accept is a warning by design, with today's form as its fix.
  const errors = analysis.diagnostics
    .filter((d) => d.severity === 'error' || (observed.outcome === 'keras' && d.severity === 'warning'))
    .map((d) => ({ first: lines.position(d.span.from).line, last: lines.position(d.span.to).line, message: d.message }));
  const shown = errors.map((e) => `${e.first}: ${e.message}`).join(' | ') || 'nothing';
  if (observed.outcome === 'ran') accepted.count(errors.length === 0, () => `${name} ${shown}`);
  if (observed.outcome === 'keras') caught.count(errors.some((e) => observed.error_line !== null && e.first <= (observed.error_end_line ?? observed.error_line) && observed.error_line <= e.last), () => `${name}:${observed.error_line} ${observed.error}; shown ${shown}`);
}

function group<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** Whether a call's outputs have the shape that Keras reports (for several outputs, all of them); with `lenient`, an unknown axis fits any. */
function sameShape(call: LayerCall, known: Tree, lenient = false): boolean {
  const shapes = call.outputs.map((output): Tree => output.shape);
  if (shapes.length === 1 && (same(shapes[0] ?? null, known, lenient) || same(shapes, known, lenient))) return true;
  return same(shapes, flatten(known), lenient);
}

function same(mine: Tree, theirs: Tree, lenient: boolean): boolean {
  if (lenient && mine === null) return true;
  if (Array.isArray(mine)) return Array.isArray(theirs) && mine.length === theirs.length && mine.every((part: Tree, at) => (at === 0 && part === null && typeof theirs[0] === 'number') || same(part, theirs[at] as Tree, lenient));
  return mine === theirs;
}

/** All shapes of a tree of them, in order. */
function flatten(tree: Tree): Tree[] {
  if (Array.isArray(tree)) return tree.every((d) => d === null || typeof d === 'number') ? [tree as Tree] : tree.flatMap(flatten);
  return tree !== null && typeof tree === 'object' ? Object.values(tree).flatMap(flatten) : [tree];
}

function show(call: LayerCall): string {
  return `${JSON.stringify(call.outputs.length === 1 ? call.outputs[0]?.shape : call.outputs.map((o) => o.shape))} ${call.parameters}`;
}
