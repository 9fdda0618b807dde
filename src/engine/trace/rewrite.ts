/**
 * Applies the rewriting rules of `passes/rules` to a trace until none fits. A rule looks at one kernel and may say another value that
 * is always equal to its output; what nobody uses afterwards is dropped.
 */
import { lowerings } from './backend.js';
import { KernelNode, type KernelCall, type Trace, type Value } from './ir.js';
import { specs } from './passes/registry.generated.js';

export interface RuleContext {
  /** Kernels that use a value; a step's own outputs count as a use (`null`). */
  consumers(value: Value): readonly (KernelNode | null)[];
  /** A kernel that runs before the one at hand and has these inputs. */
  find(kernel: string, inputs: readonly Value[]): KernelNode | undefined;
  /** A new kernel before the one at hand. */
  make(kernel: string, inputs: Readonly<Record<string, Value>>, attributes?: Readonly<Record<string, unknown>>): Value;
}

/** The value to use instead of the node's only output, or undefined where the rule does not fit. */
export type Rule = (node: KernelNode, context: RuleContext) => Value | undefined;

const rules: readonly Rule[] = Object.values(specs);

export function rewrite(trace: Trace): Trace {
  let current = dropUnused(trace);
  for (let sweep = 0; sweep < 12; sweep++) {
    const next = dropUnused(applyOnce(current));
    if (!next.changed) return next;
    current = next;
  }
  return current;
}

/** What a step is run for. */
export function leavingOf({ outputs, kept, newState }: Trace): Value[] {
  return [outputs, kept, newState].flatMap((values) => Object.values(values));
}

export function consumersOf({ nodes }: Pick<Trace, 'nodes'>): Map<Value, KernelNode[]> {
  const consumers = new Map<Value, KernelNode[]>();
  for (const node of nodes) {
    for (const value of new Set(Object.values(node.inputs))) consumers.set(value, [...(consumers.get(value) ?? []), node]);
  }
  return consumers;
}

function applyOnce(trace: Trace): Trace & { changed: boolean } {
  const replaced = new Map<Value, Value>();
  const current = (value: Value): Value => replaced.get(value) ?? value;
  const uses = consumersOf(trace);
  const leaving = new Set(leavingOf(trace));
  const nodes: KernelNode[] = [];
  const byKey = new Map<string, KernelNode>();
  const ids = new Map<Value, number>();
  const id = (value: Value): number => {
    if (!ids.has(value)) ids.set(value, ids.size);
    return ids.get(value)!;
  };
  const inputKey = (kernel: string, inputs: readonly Value[]): string => `${kernel}(${inputs.map(id).join()})`;
  const push = (node: KernelNode): KernelNode => {
    const inputs = Object.values(node.inputs);
    const key = `${inputKey(node.kernel, inputs)}${JSON.stringify(node.attributes)}`;
    const known = byKey.get(key);
    if (known !== undefined) return known;
    nodes.push(node);
    byKey.set(key, node);
    byKey.set(inputKey(node.kernel, inputs), node);
    return node;
  };
  const context: RuleContext = {
    consumers: (value) => [...(uses.get(value) ?? []), ...(leaving.has(value) ? [null] : [])],
    find: (kernel, inputs) => byKey.get(inputKey(kernel, inputs)),
    make(kernel, inputs, attributes = {}) {
      const call: KernelCall = { kernel, inputs, attributes };
      const inferred = lowerings[kernel]!.infer(call);
      return push(new KernelNode(kernel, inputs, attributes, 'shape' in inferred ? [inferred] : inferred)).output;
    },
  };
  let changed = false;
  for (const original of trace.nodes) {
    const inputs = Object.fromEntries(Object.entries(original.inputs).map(([name, value]) => [name, current(value)]));
    const isSame = Object.entries(original.inputs).every(([name, value]) => inputs[name] === value);
    const node = isSame ? original : new KernelNode(original.kernel, inputs, original.attributes, original.outputs);
    const substitute = node.outputs.length === 1 ? rules.map((rule) => rule(node, context)).find((value) => value !== undefined) : undefined;
    if (substitute !== undefined) {
      replaced.set(original.output, substitute);
      changed = true;
      continue;
    }
    const kept = push(node);
    if (kept !== node) changed = true;
    original.outputs.forEach((output, i) => {
      if (kept.outputs[i] !== output) replaced.set(output, kept.outputs[i]!);
    });
  }
  const follow = (values: Readonly<Record<string, Value>>): Record<string, Value> => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, current(value)]));
  return { ...trace, nodes, outputs: follow(trace.outputs), kept: follow(trace.kept), newState: follow(trace.newState), changed };
}

/** Without the kernels that no result needs. */
export function dropUnused<T extends Trace>(trace: T): T {
  const used = new Set(leavingOf(trace));
  const kept: KernelNode[] = [];
  for (const node of [...trace.nodes].reverse()) {
    if (!node.outputs.some((output) => used.has(output))) continue;
    Object.values(node.inputs).forEach((value) => used.add(value));
    kept.push(node);
  }
  return { ...trace, nodes: kept.reverse() };
}
