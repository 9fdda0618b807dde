import { layerSpec } from '../layers/lookup.js';
import { type Config, askedShape, negativeAxis, openNegative, camelKeys, collect, collectArgument, firstLoss, inputInfo, readConfig, shapeOf } from './arguments.js';
import { exportGraph } from './export.js';
import { type CallRecord, LayerInstance, SymbolicTensor, type TensorTree } from './instance.js';
import type { DtypePolicy, LayerOptions } from './layer-state.js';
import { ModelInstance, type ModelKind, symbols } from './model.js';
import { maskNames, maskedCall } from './masks.js';
import { Names, layerStem } from './names.js';
import { orderGraph } from './order.js';
import { type Problem, Rejection } from './problem.js';
import { policyOf } from './policy.js';
import { type InfoTree, isTensor, isTensorList, unknownTensor } from './tensors.js';
import type { Dim, Dtype, Loss, ModelGraph, Span, TensorInfo, WeightSpec } from './types.js';
import { type Maybe, Unknown } from './values.js';
import { assignYoung } from './young.js';

export { LayerInstance, SymbolicTensor, type CallRecord, type TensorTree } from './instance.js';
export { ModelInstance } from './model.js';

/** A problem together with the layer that it arises at. */
export interface LayerProblem extends Problem {
  readonly layer: LayerInstance;
}

export interface CreateOptions {
  readonly name?: string | undefined;
  readonly trainable?: boolean | undefined;
  readonly dtype?: Maybe | undefined;
  readonly inputShape?: Maybe | undefined;
  readonly span?: Span | null | undefined;
}

/** One builder an analysed file: owns names, layers and tensors, as a Python session owns Keras's global state. */
export class GraphBuilder {
  /** `keras.config.image_data_format()`. */
  imageDataFormat: 'channels_last' | 'channels_first' = 'channels_last';
  /** `keras.config.dtype_policy()`. */
  policy: DtypePolicy = { compute: 'float32', variable: 'float32' };
  readonly names = new Names();
  /** Above zero while a layer's `call` is followed: what operations make there are tensors of TensorFlow, for which Keras takes no names. */
  tracing = 0;
  /** Every layer, in the order in which they were made. */
  readonly made: LayerInstance[] = [];
  private count = 0;

  /** Makes a layer from bound arguments. Reports what its constructor rejects. */
  createLayer(type: string, config: Config, options: CreateOptions = {}): { layer: LayerInstance; problems: Problem[] } {
    const spec = layerSpec(type);
    if (!spec) throw new RangeError(`There is no layer spec for ${type}.`);
    const { values: read, given, ambiguous, loss } = readConfig(spec, config, this.imageDataFormat);
    const values = spec.prepare(read);
    for (const inner of spec.constructs(values)) this.names.take(inner);
    const layer = new LayerInstance(this.options(type, 'layer', options, { spec, values, given, ambiguous, loss, policy: policyOf(options.dtype, this.policy) }));
    if (type === 'InputLayer') {
      layer.built = true;
      this.inputTensor(layer, inputInfo(given, layer.policy.compute));
    }
    return { layer, problems: ambiguous.length > 0 ? [] : attempt(() => spec.check(values)) };
  }

  /**
   * Applies a layer: infers, builds its weights at the first call and records the call. Where Keras would raise, the problem is
   * returned and the outputs are unknown, so that the analysis goes on.
   */
  call(layer: LayerInstance, inputs: TensorTree, options: { readonly arguments?: Config | undefined; readonly span?: Span | null | undefined; readonly computed?: boolean } = {}): { outputs: TensorTree; problems: Problem[] } {
    const given = options.arguments ? camelKeys(options.arguments) : noArguments;
    let outputs: InfoTree;
    const problems: Problem[] = [];
    if (layer instanceof ModelInstance && layer.kind === 'Sequential' && !layer.hasGraph && inputs instanceof SymbolicTensor) problems.push(...this.buildFor(layer, inputs));
    try {
      layer.checkLocked(inputs);
      outputs = layer.infer(inputs, given, options.computed);
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      problems.push(error.problem);
      layer.abandon();
      outputs = unknownTensor({ reason: error.problem.message, span: options.span ?? layer.span }, layer.policy.compute);
    }
    const masked = options.computed ? null : maskedCall(layer, inputs, given);
    const tree = this.record(layer, inputs, outputs, { arguments: given, span: options.span, masks: masked?.edges });
    if (masked) {
      const masks = masked.outputs((name, of, config, shape, dtype) => this.operation(name, of.length === 1 ? of[0]! : of, config, { shape, dtype }, options.span ?? layer.span) as SymbolicTensor);
      symbols(tree).forEach((tensor, i) => (tensor.mask = masks[i]));
    }
    return { outputs: tree, problems };
  }

  /**
   * Records a call whose results are known already (custom layers, operations) and returns fresh tensors for them. With `listed` false
   * the layer does not list it: all arrays of a program come from one layer, which would list them all.
   */
  record(layer: LayerInstance, inputs: TensorTree, outputs: InfoTree, options: { readonly arguments?: Config | undefined; readonly span?: Span | null | undefined; readonly listed?: boolean; readonly masks?: readonly SymbolicTensor[] | undefined } = {}): TensorTree {
    const tensors = isTensor(inputs) ? [inputs] : [];
    let loss: Loss | undefined;
    if (tensors.length === 0) loss = collect(inputs, tensors);
    const args = options.arguments ?? noArguments;
    for (const key in args) loss ??= collectArgument(args[key]!, tensors);
    const made: SymbolicTensor[] = [];
    const node: { -readonly [K in keyof CallRecord]: CallRecord[K] } = { layer, inputs, tensors, outputs: made, arguments: args, span: options.span ?? layer.span, isInput: false };
    if (loss) node.loss = loss;
    if (options.masks && options.masks.length > 0) node.edges = [...tensors, ...options.masks];
    if (options.listed !== false) layer.addCall(node);
    return this.materialise(outputs, node, made);
  }

  /** `keras.Input`: `shape` includes the batch axis. */
  input(shape: readonly (Dim | Unknown)[] | Unknown, options: { readonly dtype?: Dtype | undefined; readonly name?: string | undefined; readonly span?: Span | null | undefined } = {}): SymbolicTensor {
    const loss = shape instanceof Unknown ? shape.loss : shape.find((d): d is Unknown => d instanceof Unknown)?.loss;
    const dims = shape instanceof Unknown ? null : shape.map((d) => (d instanceof Unknown ? null : d));
    const dtype = options.dtype ?? 'float32';
    const spec = layerSpec('InputLayer');
    const given: Config = { batchShape: dims ? dims : null, dtype };
    const layer = new LayerInstance(this.options('InputLayer', 'layer', options, { spec: spec ?? null, given, policy: { compute: dtype, variable: dtype } }));
    layer.built = true;
    return this.inputTensor(layer, loss ? { shape: dims, dtype, loss } : { shape: dims, dtype });
  }

  /** The tensor of an InputLayer, whose shape is known from its arguments. */
  private inputTensor(layer: LayerInstance, info: TensorInfo): SymbolicTensor {
    const made: SymbolicTensor[] = [];
    const node: CallRecord = { layer, inputs: [], tensors: [], outputs: made, arguments: noArguments, span: layer.span, isInput: true };
    layer.addCall(node);
    const tensor = new SymbolicTensor(this.count++, info, node, 0);
    made.push(tensor);
    return tensor;
  }

  /**
   * One op of `keras.ops` on symbolic tensors. `outputs` is what the frontend worked out; `rule` does so again for other inputs,
   * and without it a model that holds the operation loses its shapes where it is applied to another one.
   */
  operation(name: string, inputs: TensorTree, config: Config, outputs: InfoTree, span: Span | null = null, rule?: (inputs: InfoTree) => InfoTree, layerName?: string): TensorTree {
    const layer = new LayerInstance(this.options(name, 'operation', { name: layerName ?? (this.tracing > 0 ? layerStem(name) : undefined), span }, { given: config, rule }));
    layer.built = true;
    return this.record(layer, inputs, outputs, { span });
  }

  /** A user's Layer subclass. Its `call` is evaluated by the frontend, which hands the results to `record`. */
  customLayer(type: string, options: CreateOptions & { readonly weights?: readonly WeightSpec[] | undefined; readonly inner?: ModelInstance | undefined; readonly config?: Config | undefined } = {}): LayerInstance {
    const layer = new LayerInstance(this.options(type, 'custom', options, { given: options.config ?? noArguments, policy: policyOf(options.dtype, this.policy) }));
    layer.weights = options.weights ?? [];
    layer.inner = options.inner;
    layer.built = options.weights !== undefined;
    return layer;
  }

  /** An empty `Sequential`. */
  sequential(name?: string, span: Span | null = null): ModelInstance {
    return this.model('Sequential', 'Sequential', name, span);
  }

  /**
   * `Sequential.add`. Builds as far as the input shape is known; a problem names the layer it arises at. With `rebuilds` false it adds
   * one of the layers that `Sequential([...])` is given, which Keras builds once for all of them: call `nameGraph` after the last.
   */
  add(model: ModelInstance, layer: LayerInstance, span?: Span | null, { rebuilds = true }: { readonly rebuilds?: boolean } = {}): LayerProblem[] {
    const before = model.graphCalls;
    const problems = this.append(model, layer, span);
    if (rebuilds) this.nameGraph(model, before);
    return problems;
  }

  /** Each time that Keras builds a Sequential it makes a Functional inside, which takes an automatic name, and so do masks of layers that it applies anew. */
  nameGraph(model: ModelInstance, anew: readonly CallRecord[] = []): void {
    if (!model.hasGraph) return;
    this.names.take('Functional');
    for (const call of anew) for (const name of maskNames(call.layer)) this.names.take(name);
  }

  private append(model: ModelInstance, layer: LayerInstance, span?: Span | null): LayerProblem[] {
    const problems: LayerProblem[] = [];
    const stack = model.operations;
    if (stack.length === 0 && layer.inputShape !== undefined && layer.inputShape !== null) {
      const axes = shapeOf(layer.inputShape);
      const negative = negativeAxis('input_shape', axes);
      if (negative) problems.push({ ...negative, layer });
      const tensor = this.input([null, ...(negative ? axes.map(openNegative) : axes)], { span: layer.span });
      model.operations = [tensor.node.layer];
    }
    if (model.operations.some((other) => other !== layer && other.name === layer.name)) {
      problems.push({ code: 'duplicate-name', severity: 'error', layer, argument: 'name', message: `Layers of a Sequential must have different names, but "${layer.name}" is already in model "${model.name}". Give this layer another name.` });
    }
    if (layer.type === 'InputLayer' && model.operations.some((other) => other.type === 'InputLayer')) {
      problems.push({ code: 'second-input', severity: 'error', layer, message: `Model "${model.name}" has an input already. Remove this Input, or use the functional API for several inputs.` });
      return problems;
    }
    model.operations = [...model.operations, layer];
    const output = model.outputTree;
    if (output && layer.type !== 'InputLayer') this.extend(model, output, layer, problems, span);
    else this.start(model, problems);
    return problems;
  }

  /** `Sequential.pop`; the removed layer, if there was one. */
  pop(model: ModelInstance): LayerInstance | undefined {
    const last = model.operations.at(-1);
    if (!last) return undefined;
    model.operations = model.operations.slice(0, -1);
    const calls = model.graphCalls.filter((call) => call.layer !== last);
    const tree: TensorTree | undefined = model.inputTree && (calls.at(-1) ? only(calls.at(-1)!.outputs) : model.inputTree);
    model.graphCalls = calls;
    model.outputTree = calls.length > 0 ? tree : undefined;
    if (!model.outputTree) model.built = false;
    this.nameGraph(model, calls);
    return last;
  }

  /** Builds a Sequential without an Input for a given input shape (batch included). */
  build(model: ModelInstance, inputShape: readonly (Dim | Unknown)[] | Unknown, dtype?: Dtype): LayerProblem[] {
    if (model.kind !== 'Sequential' || model.hasGraph || model.operations[0]?.type === 'InputLayer') return [];
    const tensor = this.input(inputShape, { dtype: dtype ?? model.operations[0]?.policy.compute, span: model.span });
    model.operations = [tensor.node.layer, ...model.operations];
    const problems: LayerProblem[] = [];
    this.start(model, problems);
    this.nameGraph(model);
    return problems;
  }

  private buildFor(model: ModelInstance, { shape, dtype, loss }: TensorInfo): LayerProblem[] {
    return this.build(model, askedShape({ shape, loss }, { reason: 'The rank of a tensor is not known.', span: model.span }), dtype);
  }

  /** Runs the stack from its first layer, if that says the input shape. */
  private start(model: ModelInstance, problems: LayerProblem[]): void {
    const [first] = model.operations;
    if (!first || model.operations.length < 2) return;
    let input: SymbolicTensor | undefined;
    if (first.type === 'InputLayer') input = first.calls[0]?.outputs[0];
    else if (first instanceof ModelInstance && first.inputs.length === 1) {
      const inner = first.inputs[0]!;
      input = this.input(askedShape(inner, { reason: 'The input shape of the first model is not known.', span: first.span }), { dtype: inner.dtype, span: model.span });
      model.operations = [input.node.layer, ...model.operations];
    }
    if (!input) return;
    model.inputTree = input;
    let x: TensorTree = input;
    for (const layer of model.operations.slice(1)) x = this.extend(model, x, layer, problems);
  }

  private extend(model: ModelInstance, x: TensorTree, layer: LayerInstance, problems: LayerProblem[], span?: Span | null): TensorTree {
    const { outputs, problems: found } = this.call(layer, x, { span: span ?? layer.span });
    for (const problem of found) problems.push({ ...problem, layer });
    model.graphCalls = [...model.graphCalls, layer.calls.at(-1)!];
    model.outputTree = outputs;
    model.built = true;
    return outputs;
  }

  /** `keras.Model(inputs, outputs)`: orders the layers in between as Keras does. */
  functional(inputs: TensorTree, outputs: TensorTree, name?: string, span: Span | null = null, type = 'Functional'): { model: ModelInstance; problems: Problem[] } {
    const model = this.model('Functional', type, name, span);
    const ins = symbols(inputs);
    const outs = symbols(outputs);
    const ordered = orderGraph(ins, outs);
    const problems: Problem[] = [];
    model.setGraph(inputs, outputs, ordered);
    model.incomplete ??= firstLoss(inputs) ?? firstLoss(outputs);
    model.operations = this.withNewInputs(ins, ordered.layers);
    if (ordered.masking) model.masking = { ...ordered.masking, layers: [...model.operations.slice(0, model.operations.length - ordered.layers.length), ...ordered.masking.layers] };
    const stray = ordered.disconnected[0];
    if (stray && !model.incomplete) {
      problems.push({ code: 'graph-disconnected', severity: 'error', argument: 'inputs', message: `The outputs of model "${model.name}" depend on "${stray.node.layer.name}", which is not among its inputs. Add it to inputs, or start the model from a tensor that leads to every output.` });
    }
    const names = new Set<string>();
    for (const layer of model.operations) {
      if (names.has(layer.name)) problems.push({ code: 'duplicate-name', severity: 'error', argument: 'name', message: `Layers of a model must have different names, but "${layer.name}" occurs twice in model "${model.name}". Give one of them another name.` });
      names.add(layer.name);
    }
    return { model, problems };
  }

  /** A model that starts at an inner tensor gets an InputLayer for it, as Keras makes one. */
  private withNewInputs(inputs: readonly SymbolicTensor[], layers: readonly LayerInstance[]): readonly LayerInstance[] {
    const inner = inputs.filter((tensor) => !tensor.node.isInput);
    if (inner.length === 0) return layers;
    const made = inner.map((tensor) => this.input(askedShape(tensor, { reason: 'The shape of an inner tensor is not known.', span: null }), { dtype: tensor.dtype, name: `${this.names.take('KerasTensor')}CLONE` }).node.layer);
    return [...made, ...layers];
  }

  /** A Model subclass, its `call` evaluated by the frontend on given inputs. */
  subclassed(type: string, options: { readonly inputs?: TensorTree | undefined; readonly outputs?: TensorTree | undefined; readonly layers: readonly LayerInstance[]; readonly name?: string | undefined; readonly span?: Span | null | undefined; readonly incomplete?: Loss | undefined }): ModelInstance {
    const model = this.model('Subclass', type, options.name, options.span ?? null);
    model.operations = options.layers;
    if (options.inputs && options.outputs) model.setGraph(options.inputs, options.outputs, orderGraph(symbols(options.inputs), symbols(options.outputs)));
    model.incomplete = options.incomplete ?? model.incomplete ?? (options.outputs && firstLoss(options.outputs));
    return model;
  }

  /** Plain data, with the `trainable` flags of now. */
  graphOf(model: ModelInstance): ModelGraph {
    return exportGraph(model);
  }

  private model(kind: ModelKind, type: string, name: string | undefined, span: Span | null): ModelInstance {
    const model = new ModelInstance(kind, this.options(type, 'model', { name, span }, {}));
    if (kind === 'Sequential') assignYoung(model, 'buildFor', (tensor) => this.buildFor(model, tensor));
    return model;
  }


  /** A moment in the making of layers, for `madeBefore`. */
  get moment(): number {
    return this.count;
  }
  /** True where the layer existed at that moment. */
  madeBefore(layer: LayerInstance, moment: number): boolean {
    return Number.parseInt(layer.id.replace(/^[a-z]+/, ''), 10) < moment;
  }

  /** All options of a layer in one literal, so that every one has the same hidden class. */
  private options(type: string, role: LayerOptions['role'], { name, trainable = true, span = null, inputShape }: CreateOptions, { spec = null, values = nothing, given = noArguments, ambiguous = noNames, loss, policy = this.policy, rule }: Partial<LayerOptions>): LayerOptions {
    return { id: `${role === 'operation' ? 'op' : 'layer'}${this.count++}`, type, role, name: name ?? this.names.take(type), trainable, span, names: this.names, made: this.made, inputShape, spec, values, given, ambiguous, loss, policy, rule };
  }

  private materialise(infos: InfoTree, node: CallRecord, made: SymbolicTensor[]): TensorTree {
    if (infos instanceof Unknown || isTensor(infos)) {
      const tensor = new SymbolicTensor(this.count++, infos instanceof Unknown ? unknownTensor(infos.loss) : infos, node, made.length);
      made.push(tensor);
      return tensor;
    }
    if (isTensorList(infos)) return infos.map((info) => this.materialise(info, node, made));
    return Object.fromEntries(Object.entries(infos).map(([key, info]) => [key, this.materialise(info, node, made)]));
  }
}

const noArguments: Config = {};
const nothing: { readonly [name: string]: never } = {};
const noNames: readonly never[] = [];
const only = <T>(items: readonly T[]): T | readonly T[] => (items.length === 1 ? items[0]! : items);

function attempt(action: () => void): Problem[] {
  try {
    action();
    return [];
  } catch (error) {
    if (error instanceof Rejection) return [error.problem];
    throw error;
  }
}
