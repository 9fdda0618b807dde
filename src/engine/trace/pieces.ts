/**
 * Computes the gradient of a large max pooling, and what is made of it, a few images at a time. Finding the winners takes several arrays of
 * the size of the pooling's input, which is the largest of a step; of a few images they are small and stay in the processor's cache.
 */
import { lowerings } from './backend.js';
import { KernelNode, type Trace, type Value } from './ir.js';
import { consumersOf, dropUnused, leavingOf } from './rewrite.js';
import { mapValues } from './step.js';

/** Bytes of a gradient from which it is taken apart, and of one piece: with what is made of it a piece fits the cache of a core or two. */
const large = 1 << 23;
const pieceBytes = 3 << 20;

interface Piece {
  readonly begin: number;
  readonly images: number;
}

/** The same step with such gradients in pieces. What is computed of one piece is done before the next begins (`order.ts`). */
export function inPieces(trace: Trace): Trace {
  const consumers = consumersOf(trace);
  const leaving = new Set(leavingOf(trace));
  const place = new Map(trace.nodes.map((node, i) => [node, i]));
  /** Whether all uses can be computed from pieces, and from nothing that comes later than the gradient itself. */
  const isTaken = (node: KernelNode): boolean => {
    const gradient = node.output;
    if (node.kernel !== 'MaxPoolGrad' || gradient.shape[0]! < 2 || gradient.size * 4 < large || leaving.has(gradient)) return false;
    const isKnown = (value: Value): boolean => value === gradient || value.producer === null || place.get(value.producer)! < place.get(node)!;
    return (consumers.get(gradient) ?? []).every((use) => combine(use, gradient) !== null && Object.values(use.inputs).every(isKnown));
  };
  if (!trace.nodes.some(isTaken)) return trace;
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
  const done = new Set<KernelNode>();
  const takeApart = (node: KernelNode): void => {
    const uses = (consumers.get(node.output) ?? []).map((use) => ({ use, how: combine(use, node.output)! }));
    const [sums, sides] = [uses.filter(({ how }) => how.isSum), uses.filter(({ how }) => !how.isSum)];
    const flat = (value: Value): Value => make('Reshape', { x: value }, { shape: [value.size] });
    const parts = piecesOf(node.output).map((piece) => {
      const gradient = make('MaxPoolGrad', { dy: cut(node.input('dy'), piece), input: cut(node.input('input'), piece), output: cut(node.input('output'), piece) }, node.attributes);
      const result = ({ use, how }: (typeof uses)[number]): Value => make(use.kernel, mapValues(use.inputs, (value) => (value === node.output ? gradient : how.isSum ? cut(value, piece) : current(value))), how.attributes(piece));
      // All sums of a piece in one row, so that one operator waits for all of them and the piece can go.
      const rows = sums.map((sum) => flat(result(sum)));
      return { row: rows.length > 1 ? make('Concat', list(rows), { axis: 0 }) : rows[0], results: sides.map(result) };
    });
    sides.forEach(({ use }, i) => replaced.set(use.output, make('Concat', list(parts.map(({ results }) => results[i]!)), { axis: 0 })));
    const total = sums.length > 0 ? make('AddN', list(parts.map(({ row }) => row!))) : null;
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
    if (!isSame) original.outputs.forEach((output, i) => replaced.set(output, node.outputs[i]!));
    nodes.push(node);
  }
  return dropUnused({ ...trace, nodes, outputs: mapValues(trace.outputs, current), kept: mapValues(trace.kept, current), newState: mapValues(trace.newState, current) });
}

function piecesOf({ shape, size }: Value): Piece[] {
  const batch = shape[0]!;
  const images = Math.max(1, Math.floor((pieceBytes * batch) / (size * 4)));
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
  if (kernel === 'Sum' && String(attributes['axis'] ?? attributes['reductionIndices']) === '0,1,2') return { isSum: true, attributes: () => attributes };
  if (kernel === 'Conv2DBackpropFilter' && inputs['dy'] === gradient) return { isSum: true, attributes: () => attributes };
  if (kernel !== 'Conv2DBackpropInput' || inputs['dy'] !== gradient) return null;
  const [, ...image] = attributes['inputShape'] as readonly number[];
  return { isSum: false, attributes: ({ images }) => ({ ...attributes, inputShape: [images, ...image] }) };
}
