/** From a trace to an ONNX model: rewriting rules, then every kernel's lowering, then operators that nothing uses are dropped. */
import { lowerings } from './backend.js';
import { GraphBuilder, type Ref, type Target } from './builder.js';
import { NotCompilable, type KernelNode, type Trace, type Value } from './ir.js';
import { encodeModel, type OnnxModel, type OnnxNode, type OnnxValue } from './onnx.js';
import { consumersOf, rewrite } from './rewrite.js';
import { graphNames, type Program } from './program.js';
import type { TensorSpec } from './step.js';

/** Throws `NotCompilable` where a kernel's attributes have no lowering. */
export function lower(original: Trace, target: Target): Program {
  const trace = rewrite(original);
  const model = buildModel(trace, target);
  const read = new Set(model.inputs.map(({ name }) => name));
  const kept = <T>(record: Readonly<Record<string, T>>, nameOf: (name: string) => string): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([name]) => read.has(nameOf(name))));
  return {
    name: trace.name,
    model: encodeModel(model),
    inputs: kept(specs(trace.inputs), graphNames.input),
    state: kept(specs(trace.state), graphNames.state),
    random: kept(Object.fromEntries(Object.entries(trace.random).map(([name, { spec }]) => [name, spec])), graphNames.random),
    outputs: specs(trace.outputs),
    newState: specs(trace.newState),
  };
}

function specs(values: Readonly<Record<string, Value>>): Record<string, TensorSpec> {
  return Object.fromEntries(Object.entries(values).map(([name, { shape, dtype }]) => [name, { shape, dtype }]));
}

export function buildModel(trace: Trace, target: Target): OnnxModel {
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
  const outputs: OnnxValue[] = [];
  const leaving: OnnxNode[] = [];
  const leave = (value: Value, name: string): void => {
    leaving.push({ op: 'Identity', inputs: [graph.use(value)], outputs: [name] });
    outputs.push({ name, shape: value.shape, type: value.dtype });
  };
  for (const [name, value] of Object.entries(trace.outputs)) leave(value, graphNames.output(name));
  for (const [name, value] of Object.entries(trace.newState)) leave(value, graphNames.newState(name));
  const { nodes, used } = reachable([...graph.nodes, ...leaving], outputs.map(({ name }) => name));
  return {
    name: trace.name, nodes, outputs,
    inputs: given.filter(({ name }) => used.has(name)),
    initializers: graph.initializers.filter(({ name }) => used.has(name)),
  };
}

function lowerNode(node: KernelNode, graph: GraphBuilder): void {
  const lowering = lowerings[node.kernel];
  if (lowering === undefined) throw new NotCompilable(node.kernel, 'no lowering');
  lowering.lower(node, graph);
}

function reachable(nodes: readonly OnnxNode[], outputs: readonly Ref[]): { nodes: OnnxNode[]; used: Set<Ref> } {
  const used = new Set<Ref>(outputs);
  const kept: OnnxNode[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((output) => used.has(output))) continue;
    node.inputs.forEach((input) => used.add(input));
    kept.push(node);
  }
  return { nodes: kept.reverse(), used };
}
