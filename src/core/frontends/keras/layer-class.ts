import { firstLoss } from '../../graph/arguments.js';
import type { LayerInstance } from '../../graph/builder.js';
import { bind } from '../../graph/bind.js';
import { toCamel, toSnake } from '../../graph/names.js';
import type { Problem } from '../../graph/problem.js';
import { type InfoTree, mapTensors } from '../../graph/tensors.js';
import type { TensorInfo } from '../../graph/types.js';
import { assignYoung } from '../../graph/young.js';
import { type Maybe, Opaque, Unknown } from '../../graph/values.js';
import type { LayerSpec } from '../../layers/define.js';
import { Args } from '../python/args.js';
import { NativeClass, type PyClass, PyInstance } from '../python/classes.js';
import { PyFunction } from '../python/functions.js';
import { BoundNative } from '../python/native.js';
import { Float, NumpyInteger, Obj, TensorInteger, type Site, type Value } from '../python/values.js';
import { isListed } from './configuration.js';
import { fromMaybe, toMaybe } from './convert.js';
import { shapesOf, tensorsOf } from './custom-call.js';
import { stateOf } from './custom-state.js';
import { TensorValue } from './tensor-value.js';
import { fromTree, isSymbolic, toTree } from './trees.js';
import { followFunctions } from './function-arguments.js';
import { isKerasOne } from './keras-one.js';
import { LayerValue } from './layer-value.js';
import { objectNames } from './surface/objects.js';
import { type KerasSession, type Origin, sessionOf } from './session.js';
import { baseMember, assignAttribute, constructInstance, invokeInstance } from './custom-layer.js';
import { Dict, List, Tuple } from '../python/containers.js';
import { showFloat } from '../python/show.js';

const classes = new Map<string, LayerClass>();

/** One of Keras's layer classes. */
export class LayerClass extends NativeClass {
  constructor(readonly spec: LayerSpec) {
    super(spec.type);
  }
  static of(spec: LayerSpec): LayerClass {
    let cls = classes.get(spec.type);
    if (!cls) {
      cls = new LayerClass(spec);
      classes.set(spec.type, cls);
    }
    return cls;
  }

  override call(args: Args, at: Site): Value {
    return sessionOf(at.machine).wrapped(makeLayer(this.spec, args, at));
  }
  override instanceCheck(value: Value): boolean | null {
    if (value instanceof LayerValue) return value.layer.type === this.spec.type;
    return super.instanceCheck(value);
  }
  override classMember(_cls: NativeClass | PyClass, name: string): Value | undefined {
    if (name !== 'from_config') return undefined;
    return new BoundNative(name, (args, at) => {
      const config = args.positional[0];
      if (!(config instanceof Dict) || !isListed(config)) return config instanceof Unknown ? config : new Unknown({ reason: 'This configuration is not known.', span: at.span });
      const keyword = new Map([...config.entries.values()].flatMap(([key, value]) => (typeof key === 'string' ? [[key, value] as const] : [])));
      return this.call(new Args([], keyword), at);
    });
  }
  override construct(instance: PyInstance, args: Args, at: Site): void {
    constructInstance(instance, args, at, this.spec);
  }
  override member(instance: PyInstance, name: string, at: Site): Value | undefined {
    return baseMember(instance, name, at);
  }
  override memberNames(): ReadonlySet<string> {
    return objectNames('layer');
  }
  override assign(instance: PyInstance, name: string, value: Value, at: Site): boolean {
    return assignAttribute(instance, name, value, at);
  }
  override invoke(instance: PyInstance, args: Args, at: Site): Value {
    return invokeInstance(instance, args, at);
  }
}

const nothing = new Map<string, Maybe>();

/** Makes a layer from the arguments of its constructor, and says what Keras says to them. */
export function makeLayer(spec: LayerSpec, args: Args, at: Site): LayerInstance {
  const session = sessionOf(at.machine);
  at.machine.spend(10);
  if (isSymbolic(args.positional[0] ?? null)) args = withoutTensor(spec, args, at);
  const keyword = args.keyword.size === 0 ? nothing : new Map<string, Maybe>();
  for (const [name, value] of args.keyword) keyword.set(name, toMaybe(value));
  const binding = bind(spec, args.positional.map(toMaybe), keyword, () => isKerasOne(at.machine));
  const origin: Origin = { span: at.span, args, spec };
  if (spec.type === 'RNN') checkCell(args.get(0, 'cell'), at);
  const floats = floatProblems(spec, args);
  const problems = args.open ? binding.problems.filter((p) => p.code !== 'argument-missing') : binding.problems;
  const config = args.open ? withOpen(spec, binding.config, args.open) : binding.config;
  const { layer, problems: found } = session.builder.createLayer(spec.type, config, {
    name: typeof binding.name === 'string' ? binding.name : undefined,
    trainable: typeof binding.trainable === 'boolean' ? binding.trainable : undefined,
    dtype: binding.dtype,
    inputShape: binding.inputShape,
    span: at.span,
  });
  if (binding.trainable instanceof Unknown) session.setTrainable(layer, session.trainableOf(binding.trainable, at), at);
  followFunctions(layer, at);
  if (spec.type === 'Lambda') followLambda(layer, args.get(0, 'function') ?? null, session, at);
  session.origins.set(layer, origin);
  if (problems.length > 0 || found.length > 0 || floats.length > 0) session.constructorProblems([...problems, ...found, ...floats], origin, at);
  return layer;
}

/** A cell of the program's own says in `state_size` how large its states are (`RNN.__init__`). */
function checkCell(cell: Value | undefined, at: Site): void {
  if (!(cell instanceof PyInstance) || stateOf(cell)?.spec !== null || cell.getAttribute('state_size', at) !== undefined) return;
  at.machine.raise('ValueError', `RNN needs a cell that has a state_size, but ${cell.cls.name} has none. Set self.state_size in its __init__().`, at, 'argument-type');
}

/** Layers whose constructor keeps anything unseen, so that Keras 3.15 raises only where the layer is then used as a tensor. */
const UNSEEN: ReadonlySet<string> = new Set(['AdditiveAttention', 'Attention', 'Concatenate', 'ELU', 'HashedCrossing', 'Masking', 'MixUp', 'Pipeline', 'RMSNormalization', 'RandomFlip', 'Rescaling', 'Softmax']);

/** `Flatten(x)` for `Flatten()(x)`: says so, and goes on as if the layer were made without the tensor. */
function withoutTensor(spec: LayerSpec, args: Args, at: Site): Args {
  const where = args.positionalSpans[0] ?? at.span;
  const given = args.positional[0] instanceof TensorValue ? 'a tensor' : 'tensors';
  const alone = args.positional.length === 1 && where.file === undefined;
  at.machine.report({
    code: 'tensor-in-constructor', severity: UNSEEN.has(spec.type) ? 'warning' : 'error', span: at.span,
    message: `${spec.type} is given ${given} where it is made, but takes its arguments there. Make the layer first, then call it: ${spec.type}(...)(x).`,
    ...(alone && args.keyword.size === 0 ? { fixes: [{ title: `Call ${spec.type}() on the tensor`, edits: [{ span: { from: where.from, to: where.from }, text: ')(' }] }] } : {}),
  });
  return new Args(args.positional.slice(1), args.keyword, args.positionalSpans.slice(1), args.keywordSpans, args.open);
}

/** A whole number that is a float (`64 / 2`): Keras takes it for no size, count or axis. */
function floatProblems(spec: LayerSpec, args: Args): readonly Problem[] {
  const found: Problem[] = [];
  for (let i = 0; i < args.positional.length; i++) checkFloat(spec, spec.parameterNames[i] ?? '', args.positional[i]!, found);
  for (const [name, value] of args.keyword) checkFloat(spec, toCamel(name), value, found);
  return found;
}

/** Sizes that Keras checks to be Python's or NumPy's whole numbers. */
const NO_TENSOR: ReadonlySet<string> = new Set(['inputDim', 'keyDim', 'kernelSize', 'n', 'numHeads', 'outputDim', 'poolSize', 'size', 'units']);

function checkFloat(spec: LayerSpec, name: string, value: Value, found: Problem[]): void {
  // Nearly every value is a plain number or string: looked at first, because this is asked of every argument of every layer.
  if (!(value instanceof Obj)) return;
  if (value instanceof TensorInteger && NO_TENSOR.has(name)) {
    found.push({ code: 'argument-type', severity: 'error', argument: toSnake(name), message: `${spec.type}'s ${toSnake(name)} must be a Python int, but found a tensor that holds ${value.value}. Write int(...) around it, or take the length from .shape.` });
    return;
  }
  if (!FLOATS_MATTER.has(name)) return;
  const param = spec.params[name];
  if (!param || param.accepts(1.5)) return;
  if (spec.type === 'Dense' && name === 'units' && value instanceof NumpyInteger) found.push({ code: 'argument-type', severity: 'error', argument: 'units', message: `Dense's units must be a Python int, but found NumPy's ${value.value}. Write int(...) around it.` });
  const items = value instanceof Tuple || value instanceof List ? value.items : [value];
  const float = items.find((item): item is Float => item instanceof Float && Number.isInteger(item.value));
  if (float) found.push({ code: 'argument-type', severity: 'error', argument: toSnake(name), message: `${spec.type}'s ${toSnake(name)} must be ${param.expects}, but found the float ${showFloat(float.value)}. Divide with // instead of /, or write int(...).` });
}
const FLOATS_MATTER: ReadonlySet<string> = new Set(['filters', 'units', 'kernelSize', 'poolSize', 'outputDim', 'inputDim', 'numHeads', 'keyDim', 'depthMultiplier']);

/** What a Lambda gives is what its function gives for symbolic tensors, or what a function given as `output_shape` says. */
function followLambda(layer: LayerInstance, fn: Value, session: KerasSession, at: Site): void {
  const declared = layer.given.outputShape;
  if (!(fn instanceof Obj) || (declared != null && !(declared instanceof PyFunction))) return;
  assignYoung(layer, 'evaluate', (inputs, callArguments) => {
    layer.built = true;
    const extra = layer.given.arguments;
    const keyword = new Map(extra && typeof extra === 'object' && !Array.isArray(extra) && !(extra instanceof Opaque) && !(extra instanceof Unknown) ? Object.entries(extra as { readonly [name: string]: Maybe }).map(([name, value]) => [name, fromMaybe(value)] as const) : []);
    void callArguments;
    // On tensors of a model Keras asks the function that is given for shapes; where it computes, the function itself.
    if (declared instanceof PyFunction && session.tracing === 0) return tensorsOf(at.machine.call(declared, Args.of(shapesOf(inputs)), at), layer.policy.compute) ?? new Unknown({ reason: 'The shape that a Lambda is said to return is not known.', span: layer.span });
    session.tracing++;
    try {
      const given = session.fresh(inputs);
      const outputs = toTree(at.machine.call(fn, new Args([fromTree(given, session)], keyword), at), session);
      layer.functions = firstLoss(outputs) === undefined ? { function: session.builder.names.aside(() => session.builder.functional(given, outputs, 'function', layer.span)).model } : undefined;
      return plainInfos(outputs);
    } finally {
      session.tracing--;
    }
  });
}

const plainInfos = (tree: InfoTree): InfoTree => mapTensors(tree, ({ shape, dtype, loss }): TensorInfo => (loss ? { shape, dtype, loss } : { shape, dtype }));

/** Something of unknown content was unpacked into the call: what is not given may come from there. */
function withOpen(spec: LayerSpec, config: { readonly [name: string]: Maybe }, open: Unknown): { [name: string]: Maybe } {
  const filled: { [name: string]: Maybe } = {};
  for (const name of spec.parameterNames) filled[name] = config[name] ?? (name in config ? null : open);
  return filled;
}
