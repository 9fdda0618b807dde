/** Which layers of a graph are drawn as one box: nested models, and runs of blocks that are built alike ("×3"). Pure. */
import type { SheetGraph, SheetLayer } from './contract.js';

export interface Leaf {
  readonly kind: 'layer';
  readonly id: string;
  readonly layer: SheetLayer;
}

export interface Box {
  readonly kind: 'model' | 'repeat' | 'block';
  readonly id: string;
  readonly title: string;
  /** How often the block stands there; 1 for what does not repeat. */
  readonly times: number;
  readonly inside: Part;
  /** For a nested model: the layer that it is. */
  readonly layer: SheetLayer | null;
}

export type Item = Leaf | Box;

/** Items of one level and the connections between them. */
export interface Part {
  readonly items: readonly Item[];
  readonly edges: readonly (readonly [from: number, to: number])[];
}

/** Graphs of fewer layers are seen whole; boxes around parts of them would hide more than they tell. */
const seenWhole = 40;
/** A piece between two layers that all ways pass is a box of its own from this many layers on. */
const ownBox = 20;
/** A run of blocks with more layers than this opens into its blocks instead of all layers. */
const mostAtOnce = 24;

/** The items of a graph, its nested models and repeated blocks as boxes. */
export function partOf(graph: SheetGraph): Part {
  const leaves = graph.layers.map((layer): Item => (layer.inner ? { kind: 'model', id: layer.id, title: layer.name, times: 1, inside: partOf(layer.inner), layer } : { kind: 'layer', id: layer.id, layer }));
  const whole = { items: leaves, edges: graph.edges };
  return leaves.length < seenWhole ? whole : grouped(whole);
}

const sizeOf = (range: Range | undefined) => (range ? range.to - range.from : 0);

interface Range {
  readonly from: number;
  readonly to: number;
}

interface Element extends Range {
  readonly signature: string;
}

/** Puts runs of like blocks into boxes. */
function grouped(part: Part): Part {
  const elements = elementsOf(part);
  const runs = runsIn(elements);
  const ranges: Range[] = [];
  const items: Item[] = [];
  for (let at = 0; at < elements.length;) {
    const run = runs.get(at);
    const isLarge = !run && sizeOf(elements[at]) >= ownBox;
    // The layer that all ways of a large piece lead to belongs to it.
    const length = run ? run.period * run.times : isLarge && sizeOf(elements[at + 1]) === 1 && !runs.has(at + 1) ? 2 : 1;
    const members = elements.slice(at, at + length);
    const [from, to] = [members[0]?.from ?? 0, members.at(-1)?.to ?? 0];
    if (run) {
      ranges.push({ from, to });
      items.push(boxOf(part, members, run));
    } else if (isLarge) {
      ranges.push({ from, to });
      items.push(blockOf(part, { from, to }));
    } else {
      for (let item = from; item < to; item += 1) {
        ranges.push({ from: item, to: item + 1 });
        items.push(part.items[item] as Item);
      }
    }
    at += members.length;
  }
  return { items, edges: liftEdges(part, ranges) };
}

function boxOf(part: Part, elements: readonly Element[], { period, times }: Run): Box {
  const from = elements[0]?.from ?? 0;
  const to = elements.at(-1)?.to ?? from;
  const blocks = Array.from({ length: times }, (_, n) => ({ from: elements[n * period]?.from ?? from, to: elements[(n + 1) * period - 1]?.to ?? to }));
  const title = titleOf(part.items.slice(from, to), blocks.map((block) => part.items[block.to - 1]?.id ?? ''));
  const id = `${part.items[from]?.id ?? ''} …×${times}`;
  if (to - from <= mostAtOnce) return { kind: 'repeat', id, title, times, inside: cut(part, from, to), layer: null };
  return { kind: 'repeat', id, title, times, inside: { items: blocks.map((block) => blockOf(part, block)), edges: liftEdges(part, blocks) }, layer: null };
}

function blockOf(part: Part, { from, to }: Range): Box {
  const [first, last] = [part.items[from]?.id ?? '', part.items[to - 1]?.id ?? ''];
  return { kind: 'block', id: `${first} …`, title: titleOf(part.items.slice(from, to), [last]), times: 1, inside: cut(part, from, to), layer: null };
}

/** The items of a range with the connections that stay inside it. */
function cut(part: Part, from: number, to: number): Part {
  return { items: part.items.slice(from, to), edges: part.edges.filter(([a, b]) => a >= from && a < to && b >= from && b < to).map(([a, b]) => [a - from, b - from]) };
}

/** Connections between ranges; those inside one are its own. */
function liftEdges({ edges }: Part, ranges: readonly Range[]): Part['edges'] {
  const home = new Map<number, number>();
  ranges.forEach(({ from, to }, index) => {
    for (let item = from; item < to; item += 1) home.set(item, index);
  });
  const lifted = new Map<string, readonly [number, number]>();
  for (const [a, b] of edges) {
    const [from, to] = [home.get(a), home.get(b)];
    if (from !== undefined && to !== undefined && from !== to) lifted.set(`${from} ${to}`, [from, to]);
  }
  return [...lifted.values()];
}

/**
 * The graph as a sequence: layers that every way from input to output passes, and what lies between two of them. Where that
 * is nearly everything (cells that look back two cells), a layer whose output is used several times ends an element too, if
 * past it only one older output is still in use.
 */
function elementsOf(part: Part): Element[] {
  const strict = elementsBy(part, ({ crossing, own }) => crossing === 0 || (crossing === 1 && own > 0));
  const longest = Math.max(...strict.map(({ from, to }) => to - from));
  return longest <= part.items.length / 2 ? strict : elementsBy(part, ({ crossing, own }) => crossing === 0 || (crossing === 1 && own > 0) || (crossing === 2 && own > 1));
}

/** Cuts behind each item at which `ends` holds: `crossing` outputs are in use beyond it, its own `own` times. */
function elementsBy({ items, edges }: Part, ends: (at: { readonly crossing: number; readonly own: number }) => boolean): Element[] {
  const reach = items.map(() => -1);
  const uses = items.map(() => 0);
  for (const [a, b] of edges) {
    const [from, to] = [Math.min(a, b), Math.max(a, b)];
    reach[from] = Math.max(reach[from] ?? -1, to);
    uses[from] = (uses[from] ?? 0) + 1;
  }
  const cuts: number[] = [];
  let open: number[] = [];
  items.forEach((_, at) => {
    open = open.filter((item) => (reach[item] ?? -1) > at);
    if ((reach[at] ?? -1) > at) open.push(at);
    if (ends({ crossing: open.length, own: open.includes(at) ? (uses[at] ?? 0) : 0 })) cuts.push(at);
  });
  const elements: Element[] = [];
  let from = 0;
  // What lies behind the last of them is the last element.
  for (const at of new Set([...cuts, items.length - 1])) {
    // What lies before a layer that all ways pass is an element of its own.
    for (const [a, b] of [[from, at], [at, at + 1]] as const) if (b > a) elements.push({ from: a, to: b, signature: signatureOf(items, edges, a, b) });
    from = at + 1;
  }
  return elements;
}

/** How a piece is built: kinds of layers with their windows, and who is connected with whom. Numbers of channels may differ. */
function signatureOf(items: readonly Item[], edges: Part['edges'], from: number, to: number): string {
  const kinds = items.slice(from, to).map((item) => (item.kind === 'layer' ? `${item.layer.type} ${windowOf(item.layer)}` : `${item.kind} ${item.title}`));
  if (to - from === 1) return kinds[0] ?? '';
  const inside = edges.filter(([a, b]) => b >= from && b < to && a >= from).map(([a, b]) => `${a - from}-${b - from}`);
  return `${kinds.join(';')}|${inside.join(',')}`;
}

/** Kernel and stride; a rate or a number of units may differ between like blocks. */
const windowOf = ({ detail }: SheetLayer) => detail.split(', ').filter((part) => /×|stride/.test(part)).join(' ');

interface Run {
  readonly period: number;
  readonly times: number;
}

const longestPeriod = 48;
/** Layers of a block that is worth a box. */
const smallestBlock = 3;

/** Runs of like blocks by the element they start at: short blocks first, so that a block of blocks does not swallow them. */
function runsIn(elements: readonly Element[]): ReadonlyMap<number, Run> {
  const runs = new Map<number, Run>();
  const taken = elements.map(() => false);
  for (let period = 1; period <= Math.min(longestPeriod, elements.length / 2); period += 1) {
    for (let at = 0; at + 2 * period <= elements.length;) {
      const free = () => { let length = 0; while (at + length < elements.length && !taken[at + length]) length += 1; return length; };
      const times = Math.min(timesOf(elements, at, period), Math.floor(free() / period));
      const layers = (elements[at + period - 1]?.to ?? 0) - (elements[at]?.from ?? 0);
      // A block that starts at its branches reads better than one that starts at the end of the block before.
      const better = times < 2 ? 0 : branchAhead(elements, at, period);
      if (times < 2 || layers < smallestBlock || (better > 0 && timesOf(elements, at + better, period) >= times)) {
        at += 1;
        continue;
      }
      runs.set(at, { period, times });
      taken.fill(true, at, at + period * times);
      at += period * times;
    }
  }
  return runs;
}

function timesOf(elements: readonly Element[], at: number, period: number): number {
  let times = 1;
  while (Array.from({ length: period }, (_, n) => n).every((n) => elements[at + times * period + n] !== undefined && elements[at + times * period + n]?.signature === elements[at + n]?.signature)) times += 1;
  return times;
}

/** How far behind an element the first piece with branches stands within one period; 0 where there is none. */
function branchAhead(elements: readonly Element[], at: number, period: number): number {
  const isBranch = (n: number) => { const element = elements[at + n]; return element !== undefined && element.to - element.from > 1; };
  if (isBranch(0)) return 0;
  return Math.max(0, Array.from({ length: period }, (_, n) => n).findIndex(isBranch));
}

/** What the names of some layers begin with, `conv2_block1`; else the layers that end the blocks. */
function titleOf(items: readonly Item[], ends: readonly string[]): string {
  const own = (id: string) => id.slice(id.lastIndexOf('/') + 1);
  const names = items.map(({ id }) => own(id));
  const first = names[0] ?? '';
  let same = 0;
  while (same < first.length && names.every((name) => name[same] === first[same])) same += 1;
  const common = first.slice(0, same).replace(/[_\-.]+\w{0,2}$/, '');
  return common.length > 3 && names.length > 1 ? common : [...new Set([ends[0] ?? '', ends.at(-1) ?? ''].map(own))].join(' … ');
}

/** Layers inside an item, boxes opened. */
export function layersOf(item: Item): readonly SheetLayer[] {
  return item.kind === 'layer' ? [item.layer] : item.inside.items.flatMap(layersOf);
}
