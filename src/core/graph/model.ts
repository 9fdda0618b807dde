import type { LayerFields, LayerOptions } from './layer-state.js';
import { type CallRecord, LayerInstance, SymbolicTensor, type TensorTree } from './instance.js';
import type { Masking, OrderedGraph } from './order.js';
import { type Problem, Rejection, reject } from './problem.js';
import { type InfoTree, flatten, isTensor, mapTensors, showShape } from './tensors.js';
import type { Loss, Shape, TensorInfo } from './types.js';
import { Unknown } from './values.js';

export type ModelKind = 'Sequential' | 'Functional' | 'Subclass';

interface ModelFields extends LayerFields {
  operations: readonly LayerInstance[];
  graphCalls: readonly CallRecord[];
  inputTree: TensorTree | undefined;
  outputTree: TensorTree | undefined;
  incomplete: Loss | undefined;
  pretrained: string | undefined;
  masking: Masking | undefined;
}
type ModelState = Readonly<ModelFields>;

const noLayers: readonly never[] = [];
const noCalls: readonly never[] = [];

/** A model: a layer that has layers. */
export class ModelInstance extends LayerInstance {
  readonly kind: ModelKind;
  protected declare fields: ModelFields;
  /** Builds a Sequential for the shape that it is first applied to; set by the builder. */
  buildFor: ((tensor: TensorInfo) => readonly Problem[]) | undefined = undefined;

  constructor(kind: ModelKind, options: LayerOptions) {
    super(options);
    // All written out: to spread the layer's fields in would cost as much as the rest of the constructor.
    const { name, built, weights, calls, inner, functions, evaluate, variants, locked, flags, extras } = this.fields;
    this.fields = { name, built, weights, calls, inner, functions, evaluate, variants, locked, flags, extras, operations: noLayers, graphCalls: noCalls, inputTree: undefined, outputTree: undefined, incomplete: undefined, pretrained: undefined, masking: undefined };
    this.kind = kind;
  }

  /** A Sequential's stack, InputLayer included; else `Functional._operations`. */
  get operations(): readonly LayerInstance[] {
    return this.fields.operations;
  }
  set operations(operations: readonly LayerInstance[]) {
    this.changing().operations = operations;
  }
  /** In an order in which they can run; empty while a Sequential has no input shape. */
  get graphCalls(): readonly CallRecord[] {
    return this.fields.graphCalls;
  }
  set graphCalls(calls: readonly CallRecord[]) {
    this.changing().graphCalls = calls;
  }
  get inputTree(): TensorTree | undefined {
    return this.fields.inputTree;
  }
  set inputTree(tree: TensorTree | undefined) {
    this.changing().inputTree = tree;
  }
  get outputTree(): TensorTree | undefined {
    return this.fields.outputTree;
  }
  set outputTree(tree: TensorTree | undefined) {
    this.changing().outputTree = tree;
  }
  /** Why the graph is not whole. */
  get incomplete(): Loss | undefined {
    return this.fields.incomplete;
  }
  set incomplete(loss: Loss | undefined) {
    this.changing().incomplete = loss;
  }
  /** What `keras.applications` was told as `weights`, where that is not None. */
  get pretrained(): string | undefined {
    return this.fields.pretrained;
  }
  set pretrained(weights: string | undefined) {
    this.changing().pretrained = weights;
  }

  /** A functional model as Keras has it, where masks go through it. */
  get masking(): Masking | undefined {
    return this.fields.masking;
  }
  set masking(masking: Masking | undefined) {
    this.changing().masking = masking;
  }

  override get children(): readonly LayerInstance[] {
    return this.operations;
  }

  /** `model.layers`: without operations, and for a Sequential without its InputLayer. */
  get layers(): readonly LayerInstance[] {
    const first = this.operations[0];
    if (this.kind === 'Sequential') return first?.type === 'InputLayer' ? this.operations.slice(1) : this.operations;
    return this.operations.filter((layer) => layer.role !== 'operation');
  }

  get inputs(): readonly SymbolicTensor[] {
    return this.inputTree ? symbols(this.inputTree) : [];
  }
  get outputs(): readonly SymbolicTensor[] {
    return this.outputTree ? symbols(this.outputTree) : [];
  }
  override get input(): TensorTree | undefined {
    return this.inputTree;
  }
  override get output(): TensorTree | undefined {
    return this.outputTree;
  }

  /** True once the graph between inputs and outputs is known. */
  get hasGraph(): boolean {
    return this.outputTree !== undefined;
  }

  protected override changing(): ModelFields {
    return super.changing() as ModelFields;
  }
  override snapshot(): ModelState {
    return super.snapshot() as ModelState;
  }
  override isAs(state: ModelState): boolean {
    const { fields } = this;
    return fields === state || (super.isAs(state) && fields.operations === state.operations && fields.graphCalls === state.graphCalls && fields.inputTree === state.inputTree && fields.outputTree === state.outputTree && fields.incomplete === state.incomplete && fields.pretrained === state.pretrained);
  }

  setGraph(inputTree: TensorTree, outputTree: TensorTree, ordered: OrderedGraph): void {
    this.inputTree = inputTree;
    this.outputTree = outputTree;
    this.graphCalls = ordered.calls;
    this.masking = ordered.masking;
    this.incomplete = ordered.loss;
    this.built = true;
  }

  /** Applies the model to other tensors: runs its graph again where their shapes differ. */
  override infer(inputs: InfoTree, callArguments: { readonly [name: string]: unknown } = {}, computed = false): InfoTree {
    if (this.evaluate) return this.evaluate(inputs, callArguments);
    if (!this.outputTree && this.kind === 'Sequential' && isTensor(inputs)) {
      const [problem] = this.buildFor?.(inputs) ?? [];
      if (problem) throw new Rejection(problem);
    }
    if (!this.outputTree || !this.inputTree) return this.inferStack(inputs, computed);
    if (inputs instanceof Unknown) return mapTensors(this.outputTree, (t) => ({ shape: t.shape?.map((d, i) => (i === 0 ? null : d)) ?? null, dtype: t.dtype, loss: inputs.loss }));
    const called = flatten(inputs);
    const expected = this.inputs;
    if (called.length !== expected.length) reject('input-count', `Model "${this.name}" has ${expected.length} input${expected.length === 1 ? '' : 's'}, but is called on ${called.length} tensors. Pass one tensor for each input.`);
    if (computed) return this.inferData(called);
    called.forEach((tensor, i) => checkInput(this.name, tensor, expected[i]!.shape));
    if (called.every((tensor, i) => sameShape(tensor.shape, expected[i]!.shape))) return mapTensors(this.outputTree, plain);
    return this.rerun(called);
  }

  /**
   * Applies the model to data, or within a `call`: Keras takes a last axis of 1 more or less, and a Sequential takes other lengths. Throws
   * where Keras would raise.
   */
  inferData(given: readonly TensorInfo[]): InfoTree {
    const expected = this.inputs;
    if (this.kind !== 'Sequential') given.forEach((tensor, i) => checkInput(this.name, tensor, expected[i]!.shape));
    const fitted = given.map((tensor, i) => fitRank(this.name, tensor, expected[i]!.shape));
    if (fitted.every((tensor, i) => sameShape(tensor.shape, expected[i]!.shape))) return mapTensors(this.outputTree!, plain);
    return this.rerun(fitted, { checksLayers: true, computed: true });
  }

  /** With symbolic tensors Keras asks the layers inside for shapes only; with data it calls them, and they check their inputs. */
  private rerun(given: readonly TensorInfo[], { checksLayers = false, computed = false } = {}): InfoTree {
    const values = new Map<SymbolicTensor, TensorInfo>(this.inputs.map((tensor, i) => [tensor, given[i]!]));
    const lookUp = (tensor: TensorInfo): TensorInfo => values.get(tensor as SymbolicTensor) ?? tensor;
    for (const call of this.graphCalls) {
      if (checksLayers && call.layer.role === 'layer') call.layer.checkLocked(mapTensors(call.inputs, lookUp));
      const result = (call.layer.role === 'operation' && !call.layer.rule) || (call.layer.role === 'custom' && !call.layer.inner && !call.layer.evaluate) ? mapTensors(call.outputs as readonly TensorInfo[], blur) : call.layer.infer(mapTensors(call.inputs, lookUp), mapArguments(call.arguments, lookUp), computed);
      flatten(result).forEach((info, i) => call.outputs[i] && values.set(call.outputs[i], info));
    }
    return mapTensors(this.outputTree!, (tensor) => plain(lookUp(tensor)));
  }

  /** A Sequential whose input shape is not known yet applies its layers one by one. */
  private inferStack(inputs: InfoTree, computed: boolean): InfoTree {
    if (this.kind !== 'Sequential') return new Unknown(this.incomplete ?? { reason: `The layers of model "${this.name}" are not known.`, span: this.span });
    let x = inputs;
    for (const layer of this.layers) x = layer.infer(x, {}, computed);
    return x;
  }
}

/** Call arguments with the tensors among them replaced (the value of an attention layer, initial states). */
function mapArguments(given: CallRecord['arguments'], lookUp: (tensor: TensorInfo) => TensorInfo): { readonly [name: string]: unknown } {
  const replace = (value: unknown): unknown => (value instanceof SymbolicTensor ? lookUp(value) : Array.isArray(value) ? value.map(replace) : value);
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, replace(value)]));
}

const plain = ({ shape, dtype, loss }: TensorInfo): TensorInfo => (loss ? { shape, dtype, loss } : { shape, dtype });
/** An operation's result for other inputs is not worked out anew: only its rank is kept. */
const blur = ({ shape, dtype }: TensorInfo): TensorInfo => ({ shape: shape?.map(() => null) ?? null, dtype, loss: { reason: 'An operation inside a model is applied to another shape.', span: null } });

const sameShape = (a: Shape | null, b: Shape | null): boolean => a !== null && b !== null && a.length === b.length && a.every((d, i) => d === b[i]);

/**
 * Keras's `InputSpec` of a Functional model, with `allow_last_axis_squeeze`: a last axis of 1 is left out on either side, and what
 * then stands side by side must agree. The batch is not compared.
 */
function checkInput(name: string, { shape, loss }: TensorInfo, expected: Shape | null): void {
  if (shape === null || expected === null || loss) return;
  const squeezed = (s: Shape): Shape => (s.at(-1) === 1 ? s.slice(0, -1) : s);
  const [found, wanted] = [squeezed(shape), squeezed(expected)];
  for (let i = 1; i < Math.min(found.length, wanted.length); i++) {
    if (found[i] === null || wanted[i] === null || found[i] === wanted[i]) continue;
    reject('input-mismatch', `Model "${name}" expects an input of shape ${showShape(expected)}, but is called on ${showShape(shape)}. Bring the tensor to that shape, or build the model for this one.`);
  }
}

/** Keras's `Functional._adjust_input_rank`: a last axis of 1 is added or taken away where the ranks differ by one. */
function fitRank(name: string, tensor: TensorInfo, expected: Shape | null): TensorInfo {
  const { shape, loss } = tensor;
  if (shape === null || expected === null || shape.length === expected.length) return tensor;
  const fitted = shape.length === expected.length + 1 && shape.at(-1) === 1 ? shape.slice(0, -1) : shape.length === expected.length - 1 && expected.at(-1) === 1 ? [...shape, 1] : null;
  if (fitted) return { ...plain(tensor), shape: fitted };
  if (loss) return tensor;
  return reject('input-mismatch', `Model "${name}" expects an input of shape ${showShape(expected)}, but is called on ${showShape(shape)}. Bring the tensor to that shape, or build the model for this one.`);
}

/** The known tensors of a tree, from left to right. */
export function symbols(tree: TensorTree): SymbolicTensor[] {
  if (!(tree instanceof Unknown) && isTensor(tree)) return [tree];
  return flatten(tree).filter((t): t is SymbolicTensor => 'node' in t);
}
