/**
 * What of a graph depends on weights alone, such as a filter in the layout of the device: it is computed once for a set of weights and
 * not in every run. Each such result is named by its expression, so that steps of the same weights share it.
 */
import type { Ref } from './builder.js';
import type { Attribute, OnnxInitializer, OnnxNode, OnnxValue } from './onnx.js';

export interface Fixed extends OnnxValue {
  /** Weights that it is made from, by their names in the graph. */
  readonly from: readonly Ref[];
}

export interface Parts {
  /** Operators on weights alone. */
  readonly fixedNodes: readonly OnnxNode[];
  /** What the other operators take of their results; `name` is what they call it. */
  readonly fixed: readonly Fixed[];
  /** The operators of every run. */
  readonly nodes: readonly OnnxNode[];
}

/** One result on the way: its expression, and whether any number moved. */
interface Known {
  readonly key: string;
  readonly shape: readonly number[];
  readonly from: ReadonlySet<Ref>;
  readonly moved: boolean;
}

/** A larger result is not held twice: reading it across in every run costs less than its memory. */
const mostElements = 1 << 24;

const unary = new Set(['Neg', 'Sqrt', 'Reciprocal']);
const binary = new Set(['Add', 'Sub', 'Mul', 'Div']);

/** Takes the operators apart. `weights` are the inputs that no run changes; `results` stay with the operators of every run. */
export function takeApart(nodes: readonly OnnxNode[], weights: readonly OnnxValue[], initializers: readonly OnnxInitializer[], results: ReadonlySet<Ref>): Parts {
  const constants = new Map(initializers.filter(({ data }) => data.length <= 64).map((constant) => [constant.name, constant]));
  const known = new Map<Ref, Known>(weights.filter(({ type }) => type === 'float32').map(({ name, shape }) => [name, { key: name, shape, from: new Set([name]), moved: false }]));
  for (const node of nodes) {
    const result = results.has(node.outputs[0]!) ? null : follow(node, known, constants);
    if (result !== null) known.set(node.outputs[0]!, result);
  }
  const isFixed = ({ outputs }: OnnxNode): boolean => known.get(outputs[0]!)?.moved === true;
  const others = nodes.filter((node) => !isFixed(node));
  const taken = new Set(others.flatMap(({ inputs }) => inputs.filter((input) => known.get(input)?.moved)));
  const names = new Map([...taken].map((ref) => [ref, known.get(ref)!.key]));
  const fixed = new Map([...taken].map((ref) => [known.get(ref)!.key, known.get(ref)!]));
  const rename = (ref: Ref): string => names.get(ref) ?? ref;
  const fixedNodes = nodes.filter(({ outputs }) => known.has(outputs[0]!)).map((node) => ({ ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) }));
  return {
    fixedNodes: withoutRepeats(fixedNodes),
    fixed: [...fixed].map(([name, { shape, from }]) => ({ name, shape, type: 'float32', from: [...from] })),
    nodes: others.map((node) => ({ ...node, inputs: node.inputs.map(rename) })),
  };
}

/** Two operators of one expression are one. */
function withoutRepeats(nodes: readonly OnnxNode[]): OnnxNode[] {
  const seen = new Set<string>();
  return nodes.filter(({ outputs }) => !seen.has(outputs[0]!) && seen.add(outputs[0]!));
}

function follow(node: OnnxNode, known: ReadonlyMap<Ref, Known>, constants: ReadonlyMap<Ref, OnnxInitializer>): Known | null {
  const operands = node.inputs.map((input) => known.get(input) ?? constants.get(input));
  const weights = node.inputs.flatMap((input) => known.get(input) ?? []);
  if (weights.length === 0 || operands.some((operand) => operand === undefined) || node.outputs.length !== 1 || node.domain) return null;
  const shape = shapeOf(node, operands.map((operand) => operand!.shape), constants);
  const size = shape?.reduce((product, length) => product * length, 1) ?? 0;
  if (shape === null || size > mostElements || size > Math.max(...weights.map((weight) => weight.shape.reduce((product, length) => product * length, 1)))) return null;
  const names = node.inputs.map((input) => known.get(input)?.key ?? describe(constants.get(input)!));
  return {
    key: `${node.op}(${[...names, ...attributes(node.attributes)].join(', ')})`,
    shape,
    from: new Set(weights.flatMap(({ from }) => [...from])),
    moved: node.op !== 'Reshape' || weights.some(({ moved }) => moved),
  };
}

/** Shape of what an operator gives; null for those that are not followed. */
function shapeOf({ op, inputs, attributes = {} }: OnnxNode, shapes: readonly (readonly number[])[], constants: ReadonlyMap<Ref, OnnxInitializer>): readonly number[] | null {
  const [first, second = []] = shapes as [readonly number[], (readonly number[])?];
  if (unary.has(op)) return first;
  if (binary.has(op)) return broadcast(first, second);
  if (op === 'Transpose') return (attributes['perm'] as readonly number[]).map((axis) => first[axis]!);
  if (op === 'Gather' && attributes['axis'] === 0) return [...second, ...first.slice(1)];
  const to = op === 'Reshape' ? constants.get(inputs[1]!)?.data : undefined;
  return to === undefined ? null : Array.from(to, Number);
}

/** NumPy's rule; null where it does not hold. */
function broadcast(a: readonly number[], b: readonly number[]): number[] | null {
  const rank = Math.max(a.length, b.length);
  const at = (shape: readonly number[], axis: number): number => shape[axis - rank + shape.length] ?? 1;
  const lengths = Array.from({ length: rank }, (_, axis) => [at(a, axis), at(b, axis)] as const);
  return lengths.every(([left, right]) => left === right || left === 1 || right === 1) ? lengths.map(([left, right]) => Math.max(left, right)) : null;
}

function describe({ shape, type, data }: OnnxInitializer): string {
  return `${type}[${shape.join()}]{${data.join()}}`;
}

function attributes(given: Readonly<Record<string, Attribute>> = {}): string[] {
  return Object.entries(given).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
}
