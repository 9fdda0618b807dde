/** From a trace to an ONNX model: rewriting rules, then every kernel's lowering, then operators that nothing uses are dropped. */
import { lowerings } from './backend.js';
import { GraphBuilder, type Ref, type Target } from './builder.js';
import { takeApart, type Fixed } from './fixed.js';
import { NotCompilable, type KernelNode, type Trace, type Value } from './ir.js';
import { encodeModel, type OnnxModel, type OnnxNode, type OnnxValue } from './onnx.js';
import { inOrderOfEnds } from './order.js';
import { inPieces } from './pieces.js';
import { consumersOf, rewrite } from './rewrite.js';
import { graphNames, nothing, type Program } from './program.js';
import { mapValues, type TensorSpec } from './step.js';
import { storedShape, type Stored } from './stored.js';
import { takeUpdates } from './updates.js';

/** Throws `NotCompilable` where a kernel's attributes have no lowering. */
export function lower(original: Trace, target: Target): Program {
  const whole = rewrite(original);
  const { trace, handed, updates } = target.kind === 'cpu' ? takeUpdates(inPieces(whole, target), target) : { trace: whole, handed: {}, updates: [] };
  const { model, fixed, kept: stored } = buildModels(trace, handed, Object.keys(whole.newState), target);
  const reads = ({ inputs }: OnnxModel, nameOf: (name: string) => string) => {
    const read = new Set(inputs.map(({ name }) => name));
    return <T>(record: Readonly<Record<string, T>>): Record<string, T> => Object.fromEntries(Object.entries(record).filter(([name]) => read.has(nameOf(name))));
  };
  const state = specs(trace.state);
  const names = new Map(Object.keys(state).map((name) => [graphNames.state(name), name]));
  return {
    name: trace.name,
    model: encodeModel(model),
    fixed: fixed && {
      model: encodeModel(fixed.model),
      state: reads(fixed.model, graphNames.state)(state),
      results: Object.fromEntries(fixed.results.map(({ name, from }) => [name, from.map((ref) => names.get(ref)!)])),
    },
    inputs: reads(model, graphNames.input)(specs(trace.inputs)),
    state: reads(model, graphNames.state)(state),
    random: reads(model, graphNames.random)(mapValues(trace.random, ({ spec }) => spec)),
    outputs: specs(trace.outputs),
    kept: stored,
    newState: specs(trace.newState),
    handed: specs(handed),
    updates,
  };
}

function specs(values: Readonly<Record<string, Value>>): Record<string, TensorSpec> {
  return mapValues(values, ({ shape, dtype }) => ({ shape, dtype }));
}

interface Models {
  readonly model: OnnxModel;
  readonly fixed: { readonly model: OnnxModel; readonly results: readonly Fixed[] } | null;
  readonly kept: Readonly<Record<string, Stored>>;
}

/** `changed` are the variables that the step or its updates change. */
function buildModels(trace: Trace, handed: Readonly<Record<string, Value>>, changed: readonly string[], target: Target): Models {
  const graph = new GraphBuilder(target, consumersOf(trace));
  const given: OnnxValue[] = [];
  const enter = (value: Value, name: string): void => {
    graph.define(value, name);
    given.push({ name, shape: value.shape, type: value.dtype });
  };
  for (const [name, value] of Object.entries(trace.inputs)) enter(value, graphNames.input(name));
  for (const [name, value] of Object.entries(trace.state)) enter(value, graphNames.state(name));
  for (const [name, { value }] of Object.entries(trace.random)) enter(value, graphNames.random(name));
  for (const node of trace.nodes) lowerNode(node, graph);
  const kept: Record<string, Stored> = {};
  const leaving: Leaving[] = [];
  const leave = (ref: Ref, { shape, dtype }: TensorSpec, name: string): void => void leaving.push({ ref, name, shape, type: dtype });
  for (const [name, value] of Object.entries(trace.outputs)) leave(graph.use(value), value, graphNames.output(name));
  for (const [name, value] of Object.entries(trace.newState)) leave(graph.use(value), value, graphNames.newState(name));
  for (const [name, value] of Object.entries(handed)) leave(graph.use(value), value, graphNames.handed(name));
  for (const [name, value] of Object.entries(trace.kept)) {
    const { ref, layout } = graph.stored(value);
    const stored = { shape: value.shape, dtype: value.dtype, layout, blockSize: target.blockSize };
    kept[name] = stored;
    leave(ref, { ...stored, shape: storedShape(stored) }, graphNames.kept(name));
  }
  const outputs = leaving.map(({ name, shape, type }) => ({ name, shape, type }));
  const weights = Object.keys(trace.state).filter((name) => !changed.includes(name)).map(graphNames.state);
  const { nodes, fixedNodes, fixed } = takeApart(reachable(named(graph.nodes, leaving), outputs), given.filter(({ name }) => weights.includes(name)), graph.initializers, new Set(outputs.map(({ name }) => name)));
  const model = (what: string, from: readonly OnnxNode[], to: readonly OnnxValue[], inputs: readonly OnnxValue[]): OnnxModel => {
    const used = new Set(from.flatMap((node) => node.inputs));
    return { name: what, nodes: inOrderOfEnds(from), outputs: to, inputs: inputs.filter(({ name }) => used.has(name)), initializers: graph.initializers.filter(({ name }) => used.has(name)) };
  };
  const step = model(trace.name, nodes, outputs, [...given, ...fixed]);
  return {
    model: target.kind === 'cpu' ? withNothing(step) : step,
    fixed: fixed.length === 0 ? null : { model: model(`weights of ${trace.name}`, reachable(fixedNodes, fixed), fixed, given), results: fixed },
    kept,
  };
}

const withNothing = (model: OnnxModel): OnnxModel => ({ ...model, nodes: [nothing.node, ...model.nodes], outputs: [nothing.output, ...model.outputs] });

interface Leaving extends OnnxValue {
  readonly ref: Ref;
}

/** The operators with the results' names: what computes a result writes it itself, and only what is no operator's own, or a result twice, is copied. */
function named(nodes: readonly OnnxNode[], leaving: readonly Leaving[]): OnnxNode[] {
  const computed = new Set(nodes.flatMap(({ outputs }) => outputs));
  const names = new Map<Ref, string>();
  for (const { ref, name } of leaving) if (computed.has(ref) && !names.has(ref)) names.set(ref, name);
  const rename = (ref: Ref): string => names.get(ref) ?? ref;
  const copies = leaving.filter(({ ref, name }) => names.get(ref) !== name);
  return [
    ...nodes.map((node) => ({ ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) })),
    ...copies.map(({ ref, name }) => ({ op: 'Identity', inputs: [rename(ref)], outputs: [name] })),
  ];
}

function lowerNode(node: KernelNode, graph: GraphBuilder): void {
  const lowering = lowerings[node.kernel];
  if (lowering === undefined) throw new NotCompilable(node.kernel, 'no lowering');
  lowering.lower(node, graph);
}

function reachable(nodes: readonly OnnxNode[], outputs: readonly OnnxValue[]): OnnxNode[] {
  const used = new Set<Ref>(outputs.map(({ name }) => name));
  const kept: OnnxNode[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((output) => used.has(output))) continue;
    node.inputs.forEach((input) => used.add(input));
    kept.push(node);
  }
  return kept.reverse();
}
