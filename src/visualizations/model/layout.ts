/** Where the boxes of a model graph stand, top to bottom. Each level is laid out on its own, so that an opened box costs only itself. */
import dagre from '@dagrejs/dagre';
import { layersOf, type Item, type Part } from './blocks.js';

export interface Placed {
  readonly item: Item;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Whether it is a frame around what is inside. */
  readonly open: boolean;
  readonly depth: number;
  /** Shape of its output, written below it. */
  readonly shape: string;
}

export type Point = readonly [x: number, y: number];

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** From top to bottom, frames before what they hold. */
  readonly boxes: readonly Placed[];
  readonly lines: readonly { readonly points: readonly Point[]; readonly top: number; readonly bottom: number }[];
}

const boxHeight = 42;
/** Room for a line and the shape that stands beside it. */
const gap = 26;
/** Between rows of branches, where lines bend. */
const branchGap = 54;
/** Of it, what all lines from one box have in common. */
const trunk = 21;
/** Below the last box, for its shape. */
const foot = 22;
const frame = { side: 12, head: 30, foot: 26 } as const;

/** Wider for more channels, on a scale on which a doubling counts the same everywhere. */
export function widthOf(channels: number | null): number {
  return channels === null || channels < 1 ? 150 : Math.round(Math.min(276, 132 + 12 * Math.log2(channels)));
}

/** Lays a part out; boxes whose id is in `opened` show what they hold. */
export function layout(part: Part, opened: ReadonlySet<string>): Layout {
  const { width, height, boxes, lines } = layoutPart(part, opened, 0);
  return { width, height: height + foot, boxes: [...boxes].sort((a, b) => a.y - b.y || a.depth - b.depth), lines };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Sized extends Size {
  readonly item: Item;
  readonly inside: Layout | null;
}

function layoutPart(part: Part, opened: ReadonlySet<string>, depth: number): Layout {
  const sized = part.items.map((item): Sized => {
    const inside = item.kind !== 'layer' && opened.has(item.id) ? layoutPart(item.inside, opened, depth + 1) : null;
    if (inside) return { item, inside, width: Math.max(inside.width + 2 * frame.side, 190), height: inside.height + frame.head + frame.foot };
    const layer = layersOf(item).at(-1);
    return { item, inside, width: item.kind === 'layer' ? widthOf(layer?.channels ?? null) : Math.max(190, widthOf(layer?.channels ?? null)), height: boxHeight };
  });
  const stacks = stacksOf(part);
  const { places, lines, width, height } = placeStacks(part, sized, stacks);
  const boxes: Placed[] = [];
  for (const [at, { item, inside, width: own, height: tall }] of sized.entries()) {
    const { x, y } = places[at] ?? { x: 0, y: 0 };
    boxes.push({ item, x, y, width: own, height: tall, open: inside !== null, depth, shape: layersOf(item).at(-1)?.shape ?? '' });
    if (!inside) continue;
    const [dx, dy] = [x + (own - inside.width) / 2, y + frame.head];
    for (const box of inside.boxes) boxes.push({ ...box, x: box.x + dx, y: box.y + dy });
    for (const line of inside.lines) lines.push({ points: line.points.map(([px, py]) => [px + dx, py + dy]), top: line.top + dy, bottom: line.bottom + dy });
  }
  return { width, height, boxes, lines };
}

/** Chains of items, each with one way in and one way out between neighbours: they are drawn as a column. */
function stacksOf({ items, edges }: Part): number[][] {
  const [into, out] = [items.map(() => 0), items.map(() => 0)];
  for (const [from, to] of edges) {
    out[from] = (out[from] ?? 0) + 1;
    into[to] = (into[to] ?? 0) + 1;
  }
  // A list of layers without connections (a model whose call is not known) is a column too.
  if (edges.length === 0) return items.length > 0 ? [items.map((_, at) => at)] : [];
  const next = new Map(edges.filter(([from, to]) => out[from] === 1 && into[to] === 1));
  const inner = new Set(next.values());
  return items.flatMap((_, at) => {
    if (inner.has(at)) return [];
    const stack = [at];
    for (let to = next.get(at); to !== undefined; to = next.get(to)) stack.push(to);
    return [stack];
  });
}

interface Places {
  readonly places: readonly ({ readonly x: number; readonly y: number } | undefined)[];
  readonly lines: { points: readonly Point[]; top: number; bottom: number }[];
  readonly width: number;
  readonly height: number;
}

function placeStacks({ edges }: Part, sized: readonly Sized[], stacks: readonly (readonly number[])[]): Places {
  const graph = new dagre.graphlib.Graph();
  // The exact ranker shortens lines, but takes seconds for some hundred nodes.
  graph.setGraph({ rankdir: 'TB', ranksep: branchGap, nodesep: 28, edgesep: 14, ranker: stacks.length > 120 ? 'longest-path' : 'network-simplex' });
  graph.setDefaultEdgeLabel(() => ({}));
  const home = new Map<number, number>();
  const sizes = stacks.map((stack, at) => {
    for (const item of stack) home.set(item, at);
    const members = stack.map((item) => sized[item] as Sized);
    const size = { width: Math.max(...members.map(({ width }) => width)), height: members.reduce((sum, { height }) => sum + height, 0) + gap * (stack.length - 1) };
    graph.setNode(String(at), size);
    return size;
  });
  for (const [from, to] of edges) if (home.get(from) !== home.get(to)) graph.setEdge(String(home.get(from)), String(home.get(to)));
  if (stacks.length > 1) dagre.layout(graph);
  const [only] = sizes;
  const { height = 0 } = stacks.length > 1 ? (graph.graph() as Partial<Size>) : (only ?? { height: 0 });
  const bendsOf = ([from, to]: readonly [number, number]) => (home.get(from) === home.get(to) ? [] : (graph.edge(String(home.get(from)), String(home.get(to))) as { points: readonly { x: number; y: number }[] }).points.slice(1, -1));
  // dagre's own width ends at the outermost box; lines may pass outside of it.
  const centres = sizes.map((size, at) => (stacks.length > 1 ? (graph.node(String(at)) as { x: number; y: number }) : { x: size.width / 2, y: size.height / 2 }));
  const reach = [...sizes.flatMap((size, at) => [-1, 1].map((side) => (centres[at]?.x ?? 0) + (side * size.width) / 2)), ...edges.flatMap((edge) => bendsOf(edge).map(({ x }) => x))];
  const left = reach.reduce((least, x) => Math.min(least, x), 0);
  const width = reach.reduce((most, x) => Math.max(most, x), 0) - left;
  const places: { x: number; y: number }[] = [];
  stacks.forEach((stack, at) => {
    const size = sizes[at] as Size;
    const { x: centre, y: middle } = centres[at] ?? { x: 0, y: 0 };
    let y = middle - size.height / 2;
    for (const item of stack) {
      const own = sized[item] as Sized;
      places[item] = { x: centre - own.width / 2 - left, y };
      y += own.height + gap;
    }
  });
  const start = (item: number): Point => [(places[item]?.x ?? 0) + (sized[item]?.width ?? 0) / 2, (places[item]?.y ?? 0) + (sized[item]?.height ?? 0)];
  const end = (item: number): Point => [(places[item]?.x ?? 0) + (sized[item]?.width ?? 0) / 2, places[item]?.y ?? 0];
  const lines = edges.map((edge) => {
    const [from, to] = edge;
    const bends = bendsOf(edge).map(({ x, y }): Point => [x - left, y]);
    const [out, into] = [start(from), end(to)];
    // A line that turns leaves upright first, beside the shape that stands there, and arrives upright.
    const turns = out[0] !== into[0] || bends.length > 0;
    const points = turns ? steeper([out, [out[0], out[1] + trunk], ...bends, [into[0], into[1] - 9], into]) : [out, into];
    const heights = points.map(([, y]) => y);
    return { points, top: Math.min(...heights), bottom: Math.max(...heights) };
  });
  return { places, lines, width, height };
}

/** A line that has to go sideways in little height takes more of it from the upright stretch before or behind. */
function steeper(points: readonly Point[]): readonly Point[] {
  const most = 22;
  return points.map(([x, y], at): Point => {
    const [before, after] = [points[at - 1], points[at + 1]];
    if (!before || !after) return [x, y];
    if (after[0] === x && before[0] !== x && after[1] - y > 2 * most) return [x, y + most];
    return before[0] === x && after[0] !== x && y - before[1] > 2 * most ? [x, y - most] : [x, y];
  });
}

/** An SVG path through points that leaves and arrives upright. */
export function linePathOf(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let [x, y] = first;
  let path = `M${round(x)},${round(y)}`;
  for (const [toX, toY] of rest) {
    const half = (y + toY) / 2;
    path += toX === x ? `V${round(toY)}` : `C${round(x)},${round(half)} ${round(toX)},${round(half)} ${round(toX)},${round(toY)}`;
    [x, y] = [toX, toY];
  }
  return path;
}

const round = (value: number) => Math.round(value * 10) / 10;
