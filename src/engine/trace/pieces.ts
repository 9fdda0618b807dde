/**
 * Computes a few images at a time what of a whole batch would take the most room: the gradient of a large max pooling with what is made of
 * it, for finding the winners takes several arrays of the size of the pooling's input, which is the largest of a step; and the gradient of a
 * filter, which lays out what places of its kernel saw, many times its input where channels are few. Of a few images these are small and
 * stay in the processor's cache.
 */
import { columnsOf } from '../lowerings/convolution/filterGradient.js';
import { lowerings } from './backend.js';
import type { Target } from './builder.js';
import { filterGradients, inputGradients, poolingGradients } from './gradient-kernels.js';
import { KernelNode, type Trace, type Value } from './ir.js';
import { consumersOf, dropUnused, leavingOf } from './rewrite.js';
import { mapValues, sizeOf } from './step.js';

/** Bytes of a gradient, or of its columns, from which it is taken apart, and of one piece: with what is made of it a piece fits the cache of a core or two. */
const large = 1 << 23;
const pieceBytes = 3 << 20;
/** Each piece has operators of its own, some for every place of a filter's kernel, and a model of many thousands takes seconds to load. */
const mostPlaces = 512;

interface Piece {
  readonly begin: number;
  readonly images: number;
}

/** The same step with such gradients in pieces. What is computed of one piece is done before the next begins (`order.ts`). */
export function inPieces(trace: Trace, { blockSize }: Pick<Target, 'blockSize'>): Trace {
  const consumers = consumersOf(trace);
  const leaving = new Set(leavingOf(trace));
  const place = new Map(trace.nodes.map((node, i) => [node, i]));
  /** Whether all uses can be computed from pieces, and from nothing that comes later than the gradient itself. */
  const isTaken = (node: KernelNode): boolean => {
    const gradient = node.output;
    if (!poolingGradients.includes(node.kernel) || gradient.shape[0]! < 2 || gradient.size * 4 < large || leaving.has(gradient)) return false;
    const isKnown = (value: Value): boolean => value === gradient || value.producer === null || place.get(value.producer)! < place.get(node)!;
    return (consumers.get(gradient) ?? []).every((use) => combine(use, gradient) !== null && Object.values(use.inputs).every(isKnown));
  };
  /** Bytes that the gradient of a filter lays out, where it can be taken apart for that; 0 for other kernels. */
  const columnsIn = (node: KernelNode): number => {
    if (!filterGradients.includes(node.kernel)) return 0;
    const { bytes, isDivisible } = columnsOf(node, blockSize);
    return isDivisible ? bytes : 0;
  };
  if (!trace.nodes.some((node) => isTaken(node) || columnsIn(node) >= large)) return trace;
  const nodes: KernelNode[] = [];
  const replaced = new Map<Value, Value>();
  const current = (value: Value): Value => replaced.get(value) ?? value;
  const make = (kernel: string, inputs: Readonly<Record<string, Value>>, attributes: Readonly<Record<string, unknown>> = {}): Value => {
    const inferred = lowerings[kernel]!.infer({ kernel, inputs, attributes });
    const node = new KernelNode(kernel, inputs, attributes, 'shape' in inferred ? [inferred] : inferred);
    nodes.push(node);
    return node.output;
  };
  const cut = (value: Value, { begin, images }: Piece): Value => make('Slice', { x: current(value) }, { begin: [begin, ...value.shape.slice(1).map(() => 0)], size: [images, ...value.shape.slice(1)] });
  const list = (values: readonly Value[]): Record<string, Value> => Object.fromEntries(values.map((value, i) => [`${i}`, value]));
  const flat = (value: Value): Value => make('Reshape', { x: value }, { shape: [value.size] });
  // In rows, which no optimizer's arithmetic has: it would otherwise take the sum, and all its terms, for a part of an update (`updates.ts`).
  const addUp = (rows: readonly Value[]): Value => make('AddN', list(rows));
  const done = new Set<KernelNode>();
  const sumOverPieces = (node: KernelNode): void => {
    const parts = piecesOf(node.input('x').shape[0]!, columnsIn(node), placesIn(node)).map((piece) => flat(make(node.kernel, mapValues(node.inputs, (value) => cut(value, piece)), node.attributes)));
    replaced.set(node.output, make('Reshape', { x: addUp(parts) }, { shape: node.output.shape }));
  };
  const takeApart = (node: KernelNode): void => {
    const uses = (consumers.get(node.output) ?? []).map((use) => ({ use, how: combine(use, node.output)! }));
    const [sums, sides] = [uses.filter(({ how }) => how.isSum), uses.filter(({ how }) => !how.isSum)];
    const bytes = Math.max(node.output.size * 4, ...uses.map(({ use }) => columnsIn(use)));
    const parts = piecesOf(node.output.shape[0]!, bytes, Math.max(0, ...uses.map(({ use }) => placesIn(use)))).map((piece) => {
      const gradient = make(node.kernel, { dy: cut(node.input('dy'), piece), input: cut(node.input('input'), piece), output: cut(node.input('output'), piece) }, node.attributes);
      const result = ({ use, how }: (typeof uses)[number]): Value => make(use.kernel, mapValues(use.inputs, (value) => (value === node.output ? gradient : how.isSum ? cut(value, piece) : current(value))), how.attributes(piece));
      // All sums of a piece in one row, so that one operator waits for all of them and the piece can go.
      const rows = sums.map((sum) => flat(result(sum)));
      return { row: rows.length > 1 ? make('Concat', list(rows), { axis: 0 }) : rows[0], results: sides.map(result) };
    });
    sides.forEach(({ use }, i) => replaced.set(use.output, make('Concat', list(parts.map(({ results }) => results[i]!)), { axis: 0 })));
    const total = sums.length > 0 ? addUp(parts.map(({ row }) => row!)) : null;
    let begin = 0;
    for (const { use } of sums) {
      const { shape, size } = use.output;
      const row = sums.length > 1 ? make('Slice', { x: total! }, { begin: [begin], size: [size] }) : total!;
      replaced.set(use.output, make('Reshape', { x: row }, { shape }));
      begin += size;
    }
    uses.forEach(({ use }) => done.add(use));
  };
  for (const original of trace.nodes) {
    if (done.has(original)) continue;
    const isSame = Object.values(original.inputs).every((value) => current(value) === value);
    const node = isSame ? original : new KernelNode(original.kernel, mapValues(original.inputs, current), original.attributes, original.outputs);
    if (isTaken(original)) {
      takeApart(original);
      continue;
    }
    if (columnsIn(original) >= large) {
      sumOverPieces(original);
      continue;
    }
    if (!isSame) original.outputs.forEach((output, i) => replaced.set(output, node.outputs[i]!));
    nodes.push(node);
  }
  return dropUnused({ ...trace, nodes, outputs: mapValues(trace.outputs, current), kept: mapValues(trace.kept, current), newState: mapValues(trace.newState, current) });
}

/** Places of the kernel of the filter whose gradient a node computes; none for other kernels. */
const placesIn = ({ kernel, output }: KernelNode): number => (filterGradients.includes(kernel) ? sizeOf(output.shape.slice(0, -2)) : 0);

/** Pieces of about `pieceBytes` each of `batch` images that take `bytes` together, and not too many for kernels with so many places. */
function piecesOf(batch: number, bytes: number, places: number): Piece[] {
  const images = Math.max(1, Math.ceil((batch * places) / mostPlaces), Math.floor((pieceBytes * batch) / bytes));
  return Array.from({ length: Math.ceil(batch / images) }, (_, i) => ({ begin: i * images, images: Math.min(images, batch - i * images) }));
}

interface Combined {
  /** Whether the pieces' results are added up; they are put side by side otherwise. */
  readonly isSum: boolean;
  attributes(piece: Piece): Readonly<Record<string, unknown>>;
}

/** How a kernel that takes the gradient is computed from its pieces; null where it cannot be. */
function combine({ kernel, inputs, attributes }: KernelNode, gradient: Value): Combined | null {
  if (Object.values(inputs).filter((value) => value === gradient).length !== 1) return null;
  if (kernel === 'Sum' && String(attributes['axis'] ?? attributes['reductionIndices']) === gradient.shape.slice(0, -1).map((_, axis) => axis).join()) return { isSum: true, attributes: () => attributes };
  if (filterGradients.includes(kernel) && inputs['dy'] === gradient) return { isSum: true, attributes: () => attributes };
  if (!inputGradients.includes(kernel) || inputs['dy'] !== gradient) return null;
  const [, ...image] = attributes['inputShape'] as readonly number[];
  return { isSum: false, attributes: ({ images }) => ({ ...attributes, inputShape: [images, ...image] }) };
}
