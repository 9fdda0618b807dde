/**
 * Takes the updates of large variables out of a step. What an optimizer does with a weight is arithmetic element by element; as part of
 * the step's graph every variable would need room for its new value beside the old one, and the operators between would pass over whole
 * tensors. As a program of its own the same arithmetic runs piece by piece over the arrays, writes new values over the old ones, and its
 * pieces stay in the processor's cache.
 */
import { GraphBuilder, type Ref, type Target } from './builder.js';
import { lowerings } from './backend.js';
import { KernelNode, Value, type Trace } from './ir.js';
import { encodeModel, type OnnxNode } from './onnx.js';
import { graphNames, nothing, type UpdateProgram } from './program.js';
import { consumersOf, dropUnused } from './rewrite.js';
import { sizeOf, type TypedArray } from './step.js';

/** Smaller variables stay in the step: a run of their own would cost more than it saves. */
const fewestElements = 1 << 16;

/** Kernels whose every element depends on the elements of their operands at the same place, or on numbers. */
const elementwise = new Set(['Abs', 'Add', 'AddN', 'ClipByValue', 'Exp', 'Log', 'Maximum', 'Minimum', 'Multiply', 'Neg', 'Pow', 'RealDiv', 'Reciprocal', 'Relu', 'Rsqrt', 'Sigmoid', 'Sign', 'Sqrt', 'Square', 'SquaredDifference', 'Sub', 'Tanh']);

/** Variables that change together, with the arithmetic between. All have one shape. */
interface Group {
  readonly names: string[];
  readonly nodes: Set<KernelNode>;
  readonly values: Set<Value>;
}

export interface Split {
  /** The step without the updates. */
  readonly trace: Trace;
  /** What the step gives them, by name. */
  readonly handed: Readonly<Record<string, Value>>;
  readonly updates: readonly UpdateProgram[];
}

/** The step and the updates of its large variables; one program serves all variables that are updated alike. */
export function takeUpdates(trace: Trace, target: Target): Split {
  const handed: Record<string, Value> = {};
  const programs = new Map<string, UpdateProgram & { uses: UpdateProgram['uses'][number][] }>();
  const taken = new Set<string>();
  const nameOf = new Map(Object.entries(trace.state).map(([name, value]) => [value, name]));
  for (const { names, nodes } of groupsOf(trace)) {
    const order = trace.nodes.filter((node) => nodes.has(node));
    const made = new Set(order.flatMap(({ outputs }) => outputs));
    const given = [...new Set(order.flatMap(({ inputs }) => Object.values(inputs)))].filter((value) => value.constant === null && !made.has(value));
    const states = [...new Set([...given.filter((value) => nameOf.has(value) && value.size > 1).map((value) => nameOf.get(value)!), ...names])];
    const program = programOf(order, states.map((name) => ({ before: trace.state[name]!, after: names.includes(name) ? trace.newState[name]! : null })), given, target);
    if (program === null) continue;
    const known = programs.get(program.key) ?? { ...program.made, uses: [] };
    programs.set(program.key, known);
    const hand = (value: Value, name: string): string => {
      const before = Object.entries(handed).find(([, other]) => other === value);
      if (before === undefined) handed[name] = value;
      return before?.[0] ?? name;
    };
    known.uses.push({
      states,
      arrays: program.arrays.map((value, i) => hand(value, `${names[0]!}#${i}`)),
      numbers: program.numbers.map((value) => hand(value, `number${Object.keys(handed).length}`)),
      length: trace.state[states[0]!]!.size,
    });
    for (const name of names) taken.add(name);
  }
  const newState = Object.fromEntries(Object.entries(trace.newState).filter(([name]) => !taken.has(name)));
  // What is handed over leaves the step as its kept results do.
  const step = dropUnused({ ...trace, newState, kept: { ...trace.kept, ...handed } });
  return { trace: { ...step, kept: trace.kept }, handed, updates: [...programs.values()] };
}

/** Variables whose updates share a variable or a result belong together. */
function groupsOf(trace: Trace): Group[] {
  const groups: Group[] = [];
  const variables = new Set(Object.values(trace.state));
  for (const [name, value] of Object.entries(trace.newState)) {
    const before = trace.state[name];
    if (before === undefined || value.size < fewestElements || value.dtype !== 'float32' || before === value) continue;
    const nodes = arithmeticBehind(value, variables);
    if (nodes.size === 0) continue;
    const values = new Set([before, ...[...nodes].flatMap((node) => [...node.outputs, ...Object.values(node.inputs).filter((input) => variables.has(input) && input.size > 1)])]);
    const related = groups.filter((group) => [...values].some((other) => group.values.has(other)));
    const joined = related.reduce<Group>((all, group) => ({ names: [...group.names, ...all.names], nodes: new Set([...group.nodes, ...all.nodes]), values: new Set([...group.values, ...all.values]) }), { names: [name], nodes, values });
    groups.splice(0, groups.length, ...groups.filter((group) => !related.includes(group)), joined);
  }
  return groups;
}

/** The kernels behind a new value, up to those that are not arithmetic of its own shape or whose results the step hands over. */
function arithmeticBehind(value: Value, state: ReadonlySet<Value>): Set<KernelNode> {
  const found = new Set<KernelNode>();
  /** The array that the step has to hand over for a value; null where variables and numbers suffice. */
  const handed = new Map<Value, Value | null>();
  const follow = (at: Value): Value | null => {
    const known = handed.get(at);
    if (known !== undefined) return known;
    const arrays = new Set<Value>();
    if (at.producer === null || !isSame(at.shape, value.shape) || !isArithmetic(at.producer, value.shape)) {
      if (at.constant === null && at.size > 1 && !state.has(at)) arrays.add(at);
    } else {
      for (const input of Object.values(at.producer.inputs)) {
        const array = follow(input);
        if (array !== null) arrays.add(array);
      }
    }
    // What comes of two arrays is handed over itself: the gradient of a recurrent kernel is a sum with one of them for each time step.
    const one = arrays.size > 1 ? at : ([...arrays][0] ?? null);
    handed.set(at, one);
    return one;
  };
  const collect = (at: Value): void => {
    if (at.producer === null || found.has(at.producer) || handed.get(at) === at || !handed.has(at) || !isArithmetic(at.producer, value.shape)) return;
    found.add(at.producer);
    Object.values(at.producer.inputs).forEach(collect);
  };
  follow(value);
  collect(value);
  return found;
}

function isArithmetic({ kernel, inputs, outputs }: KernelNode, shape: readonly number[]): boolean {
  const fits = (value: Value): boolean => value.dtype === 'float32' && (value.constant === null ? value.size === 1 || isSame(value.shape, shape) : value.splat !== null);
  return elementwise.has(kernel) && outputs.length === 1 && isSame(outputs[0]!.shape, shape) && Object.values(inputs).every(fits) && Object.values(inputs).some((input) => input.constant === null && input.size > 1);
}

const isSame = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((length, i) => length === b[i]);

interface Made {
  /** Equal for equal arithmetic. */
  readonly key: string;
  readonly made: Omit<UpdateProgram, 'uses'>;
  readonly arrays: readonly Value[];
  readonly numbers: readonly Value[];
}

/** Length that the arithmetic is lowered with; the program itself takes any. */
const anyLength = fewestElements;

/** Lowers the arithmetic with every array as a row; null where an operator would have to know how long it is. */
function programOf(order: readonly KernelNode[], states: readonly { readonly before: Value; readonly after: Value | null }[], given: readonly Value[], target: Target): Made | null {
  const before = new Set(states.map((state) => state.before));
  const arrays = given.filter((value) => !before.has(value) && value.size > 1);
  const numbers = given.filter((value) => !before.has(value) && value.size === 1);
  const rows = new Map<Value, Value>();
  const row = (value: Value): Value => {
    const known = rows.get(value);
    if (known !== undefined) return known;
    const shape = value.size === 1 ? [] : [anyLength];
    const made = new Value(shape, value.dtype, null, value.constant && filled(sizeOf(shape), value.splat!));
    rows.set(value, made);
    return made;
  };
  const nodes = order.map((node) => {
    const copy = new KernelNode(node.kernel, Object.fromEntries(Object.entries(node.inputs).map(([name, value]) => [name, row(value)])), node.attributes, [{ shape: [anyLength], dtype: 'float32' }]);
    rows.set(node.output, copy.output);
    return copy;
  });
  const graph = new GraphBuilder({ ...target, blockSize: 0 }, consumersOf({ nodes }));
  states.forEach((state, i) => graph.define(row(state.before), graphNames.state(`${i}`)));
  arrays.forEach((value, i) => graph.define(row(value), graphNames.input(`array${i}`)));
  numbers.forEach((value, i) => graph.define(row(value), graphNames.input(`number${i}`)));
  for (const node of nodes) lowerings[node.kernel]!.lower(node, graph);
  const names = new Map<Ref, string>();
  for (const [i, { after }] of states.entries()) {
    if (after === null) continue;
    const ref = graph.use(row(after));
    if (names.has(ref) || !graph.nodes.some(({ outputs }) => outputs.includes(ref))) return null;
    names.set(ref, graphNames.newState(`${i}`));
  }
  const rename = (ref: Ref): string => names.get(ref) ?? ref;
  const emitted = graph.nodes.map((node): OnnxNode => ({ ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) }));
  // Shapes are lists of integers; the empty one, of a number, is no length.
  if (emitted.some(({ op }) => op === 'Expand' || op === 'Transpose') || graph.initializers.some(({ type, data }) => data.length > (type === 'int64' ? 0 : 1))) return null;
  const changed = states.flatMap(({ after }, i) => (after === null ? [] : [i]));
  const made = {
    model: encodeModel({
      name: 'update',
      nodes: [nothing.node, ...emitted],
      initializers: graph.initializers,
      inputs: [
        ...states.map((_, i) => ({ name: graphNames.state(`${i}`), shape: ['n'], type: 'float32' as const })),
        ...arrays.map((_, i) => ({ name: graphNames.input(`array${i}`), shape: ['n'], type: 'float32' as const })),
        ...numbers.map((_, i) => ({ name: graphNames.input(`number${i}`), shape: [], type: 'float32' as const })),
      ],
      outputs: [nothing.output, ...changed.map((i) => ({ name: graphNames.newState(`${i}`), shape: ['n'], type: 'float32' as const }))],
    }),
    changed: changed.map((place) => ({ place, inPlace: isSafeInPlace(emitted, graphNames.state(`${place}`), graphNames.newState(`${place}`)) })),
  };
  return { key: JSON.stringify([emitted, graph.initializers.map(({ name, data }) => [name, [...data].map(String)]), states.map(({ after }) => after !== null)]), made, arrays, numbers };
}

/**
 * Whether a new value may be written over the old one: every operator that reads the old one is the writer itself, which reads each element
 * before it writes it, or comes before the writer in whatever order the operators run, because the writer depends on it.
 */
export function isSafeInPlace(nodes: readonly OnnxNode[], before: Ref, after: Ref): boolean {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const reached = new Set<OnnxNode>();
  const follow = (ref: Ref): void => {
    const node = producers.get(ref);
    if (node === undefined || reached.has(node)) return;
    reached.add(node);
    node.inputs.forEach(follow);
  };
  follow(after);
  return nodes.every((node) => !node.inputs.includes(before) || reached.has(node));
}

const filled = (length: number, value: number): TypedArray => new Float32Array(length).fill(value);
