import type { Diagnostic, Fix } from '../../analysis.js';
import { type CallRecord, GraphBuilder, type LayerInstance, type ModelInstance, type SymbolicTensor, type TensorTree } from '../../graph/builder.js';
import { orderGraph } from '../../graph/order.js';
import { symbols } from '../../graph/model.js';
import { type InfoTree, mapTensors, showShape } from '../../graph/tensors.js';
import { toSnake } from '../../graph/names.js';
import { history, noteChange, noteReads } from '../../graph/history.js';
import { Attached } from '../../graph/attached.js';
import { CONSTANT } from '../../graph/call-operations.js';
import type { Problem } from '../../graph/problem.js';
import type { ConfigValue, Dim, Dtype, Loss, Span, TensorInfo } from '../../graph/types.js';
import { Unknown } from '../../graph/values.js';
import type { LayerSpec } from '../../layers/define.js';
import type { Args } from '../python/args.js';
import { PyInstance } from '../python/classes.js';
import { List, Tuple } from '../python/containers.js';
import { type Machine, Raised } from '../python/machine.js';
import { type Site, type Value, unknown } from '../python/values.js';
import { layerOf } from './custom-state.js';
import { fixOf } from './fixes.js';
import { LayerValue } from './layer-value.js';
import type { ModelReader } from '../../modelfiles/saved.js';
import type { FolderReader } from '../../recipe/folders.js';
import { RecipeDraft } from './recipe/draft.js';
import { SavedModels } from './saved/saved-models.js';
import type { TensorValue } from './tensor-value.js';

/** One layer applied (or added to a Sequential), in the order in which the program does so. */
export interface RecordedCall {
  readonly layer: LayerInstance;
  readonly span: Span;
  readonly callSpan: Span;
  /** Null for a layer of a Sequential, whose call is looked up when the model is whole. */
  readonly record: CallRecord | null;
  readonly model: ModelInstance | null;
  /** Happened while a function was followed that the file never calls. */
  readonly hypothetical?: boolean;
}

export interface ModelEntry {
  readonly model: ModelInstance;
  readonly span: Span;
  /** Made in a function that the file never calls. */
  readonly hypothetical: boolean;
}

/** A name that a layer was bound to. */
export interface Binding {
  readonly layer: LayerInstance;
  readonly name: string;
  /** False where an earlier name goes before: the one of a helper's own variable says less. */
  readonly always: boolean;
  before: string | undefined;
}

/** Where a layer was constructed, to place what is said of it. */
export interface Origin {
  readonly span: Span;
  readonly args: Args;
  readonly spec: LayerSpec | null;
}

const attachedValues = new Attached<LayerInstance, LayerValue>();
const attachedTensors = new Attached<SymbolicTensor, TensorValue>();
const attachedOrigins = new Attached<LayerInstance, Origin>();
const attachedObjects = new Attached<LayerInstance, PyInstance>();
const attachedTensorLayers = new Attached<SymbolicTensor, LayerInstance>();

const attachedLosses = new Attached<LayerInstance, true>();

/** Something else than a name that steps share: all that the program says of training. */
const RECIPES = 'the recipes';

/** Everything of Keras that one analysed program makes. */
export class KerasSession {
  readonly builder = new GraphBuilder();
  readonly calls: RecordedCall[] = [];
  readonly models: ModelEntry[] = [];
  readonly values = attachedValues;
  readonly tensors = attachedTensors;
  readonly origins = attachedOrigins;
  /** Objects of user classes, by the layer that they are. */
  readonly objects = attachedObjects;
  /** Layers and models whose own `call` adds to the loss. */
  readonly addsLoss = attachedLosses;
  /** Layers that a tensor of `Input` came from. */
  readonly tensorLayers = attachedTensorLayers;
  readonly variables = new Map<LayerInstance, string>();
  /** How `variables` came to be, in order. */
  readonly bindings: Binding[] = [];
  readonly recipes = new Map<ModelInstance, RecipeDraft>();
  /** What the program saved. */
  readonly saved = new SavedModels();
  /** Finds what is in files of saved models; null where nothing is read. */
  readModel: ModelReader | null = null;
  /** Finds the folders in a folder; null where nothing is read. */
  readFolder: FolderReader | null = null;
  /** What a pass that nobody sees says of training. */
  readonly scratch = new RecipeDraft(Infinity);
  /** Above zero while a layer's `call` is evaluated: there, unlike in the functional API, TensorFlow's own functions work. */
  get tracing(): number {
    return this.builder.tracing;
  }
  set tracing(depth: number) {
    this.builder.tracing = depth;
  }
  /** Set once the program has told Keras of functions and classes of its own in a way that is not followed. */
  findsOwn = false;
  /** Set once the program has registered a class of its own, which is then found by its name. */
  registersOwn = false;
  /** Classes and functions that Keras finds by a name when it loads a model: those that the program has registered, and those of its scopes. */
  own: ReadonlyMap<string, Value> = new Map();
  /** Above zero while a model is built from data: its batch has a length there, which is left open here. */
  openBatch = 0;
  /** Where the object that is being made is constructed. */
  constructing: Span | null = null;
  /** When the file had run to its end: functions that it never calls do not change what it made until then. */
  private end = Infinity;

  constructor(readonly machine: Machine) {}

  recordCall(call: RecordedCall): void {
    if (this.machine.quiet === 0) this.calls.push(this.machine.hypothetical > 0 ? { ...call, hypothetical: true } : call);
  }

  /** Notes the variable that holds a layer. */
  bindVariable(layer: LayerInstance, name: string, always: boolean): void {
    this.rebind({ layer, name, always, before: undefined });
  }
  rebind(binding: Binding): void {
    const { layer, name, always } = binding;
    binding.before = this.variables.get(layer);
    if (always || binding.before === undefined) this.variables.set(layer, name);
    this.bindings.push(binding);
  }
  unbind({ layer, before }: Binding): void {
    if (before === undefined) this.variables.delete(layer);
    else this.variables.set(layer, before);
  }

  addModel(model: ModelInstance, span: Span): void {
    // A subclassed model that is loaded was there when its class made it.
    if (this.machine.quiet === 0 && !this.models.some((known) => known.model === model)) this.models.push({ model, span, hypothetical: this.machine.hypothetical > 0 });
  }

  /** The object for a layer: that of the user's class, or one of Keras's. */
  value(layer: LayerInstance): LayerValue | PyInstance {
    return this.objects.get(layer) ?? this.wrapped(layer);
  }
  wrapped(layer: LayerInstance): LayerValue {
    let value = this.values.get(layer);
    if (!value) {
      value = new LayerValue(layer, this);
      this.values.set(layer, value);
    }
    return value;
  }

  /** A tensor that no input leads to: what an array is to a layer. With its numbers, where they are known. */
  constant(shape: readonly (Dim | Unknown)[] | Unknown, dtype: Dtype, value?: ConfigValue): SymbolicTensor {
    const loss = shape instanceof Unknown ? shape.loss : shape.find((d): d is Unknown => d instanceof Unknown)?.loss;
    const dims = shape instanceof Unknown ? null : shape.map((d) => (d instanceof Unknown ? null : d));
    const info: TensorInfo = loss ? { shape: dims, dtype, loss } : { shape: dims, dtype };
    if (value !== undefined && !loss) return this.builder.operation(CONSTANT, [], { value }, info, null, () => info, 'constant') as SymbolicTensor;
    return this.builder.record(this.source, [], info, { listed: false }) as SymbolicTensor;
  }
  isConstant(tensor: SymbolicTensor): boolean {
    return tensor.node.layer.type === CONSTANT;
  }
  private readonly source = this.builder.customLayer(CONSTANT, { name: 'constant', weights: [] });

  /** Inputs of the same description, for evaluating a `call` on its own. */
  fresh(tree: InfoTree): TensorTree {
    return mapTensors(tree, ({ shape, dtype, loss }) => this.builder.input(shape === null ? new Unknown(loss ?? { reason: 'The shape of this tensor is not known.', span: null }) : loss ? shape.map((d, axis) => (d === null && axis > 0 ? new Unknown(loss) : d)) : shape, { dtype, name: 'inner' }));
  }

  /** Fresh tensors for descriptions that have no layer of their own. */
  tensorsFor(infos: InfoTree): TensorTree {
    return mapTensors(infos, ({ shape, dtype, loss }) => this.constant(shape ?? new Unknown(loss ?? { reason: 'The shape of this tensor is not known.', span: null }), dtype));
  }

  /** Gives a subclassed model the graph that its `call` made at its first call. */
  fillModel(model: ModelInstance, inputs: TensorTree, outputs: TensorTree, children: readonly LayerInstance[]): void {
    model.operations = children;
    if (model.hasGraph) return;
    model.setGraph(inputs, outputs, orderGraph(symbols(inputs), symbols(outputs)));
    if (outputs instanceof Unknown) model.incomplete ??= outputs.loss;
  }

  /** Builds a subclassed model by calling it once. */
  applyOnce(model: ModelInstance, input: SymbolicTensor | Unknown, at: Site): void {
    this.openBatch++;
    try {
      const { problems } = this.builder.call(model, input, { span: at.span });
      model.calls = model.calls.slice(0, -1);
      this.callProblems(problems, model, at.span, at);
    } finally {
      this.openBatch--;
    }
  }

  /** From here on code is followed that does not run when the file does. */
  endOfFile(): void {
    for (const [model, draft] of this.recipes) {
      if (!draft.trainable.pending) continue;
      noteChange(draft);
      draft.trainable.ended(model, this.machine);
    }
    this.end = this.builder.moment;
  }
  /** True for a layer that is as the file left it, while functions are followed that it never calls. */
  isSettled(layer: LayerInstance): boolean {
    return this.machine.hypothetical > 0 && this.builder.madeBefore(layer, this.end);
  }

  /** `layer.trainable = value`. */
  setTrainable(layer: LayerInstance, value: boolean | Loss, at: Site): void {
    if (this.isSettled(layer)) return;
    if (this.machine.journal.active) {
      this.machine.journal.touch(this.wrapped(layer));
      this.touchInside(layer);
    }
    if (typeof value === 'object') layer.loseTrainable(value);
    else layer.trainable = value;
    noteReads(RECIPES);
    for (const [model, draft] of this.recipes) {
      if (!draft.trainable.concerns(model, layer)) continue;
      this.machine.journal.touch(draft);
      draft.trainable.assigned(layer, at.span);
    }
  }
  /** The truth of a value that is given as `trainable`, or why it is not known. */
  trainableOf(value: Value, at: Site): boolean | Loss {
    return (value instanceof Unknown ? null : this.machine.truth(value, at)) ?? { reason: `Whether this is trainable is not known${value instanceof Unknown ? `: ${value.loss.reason}` : '.'}`, span: at.span };
  }
  private touchInside(layer: LayerInstance): void {
    for (const child of layer.children) {
      this.machine.journal.touch(this.wrapped(child));
      this.touchInside(child);
    }
  }

  /** `trainable` was set of one of several layers, or of some of them. */
  loseTrainableAmong(owner: Unknown, at: Site): void {
    const layers = (value: unknown): LayerInstance[] => (value instanceof LayerValue ? [value.layer] : value instanceof PyInstance ? [layerOf(value)].filter((l) => l !== null) : value instanceof List || value instanceof Tuple ? value.items.flatMap(layers) : []);
    const loss = { reason: `Which layers become trainable or frozen here is not known: ${owner.loss.reason}`, span: at.span };
    for (const layer of owner.among.flatMap(layers)) this.setTrainable(layer, loss, at);
  }

  /** Two ways left a Sequential with different layers: what is common goes on, but the model as a whole is not known. */
  joinStacks(model: ModelInstance, other: Partial<ModelInstance>, loss: Loss): void {
    model.incomplete ??= loss;
    const [a, b] = [model.outputTree, other.outputTree];
    if (a && b && a !== b && 'shape' in a && 'shape' in b) {
      const [x, y] = [a as SymbolicTensor, b as SymbolicTensor];
      const same = x.shape !== null && x.shape.length === y.shape?.length;
      const shape = same ? x.shape.map((d, i) => (d === y.shape![i] ? d : null)) : null;
      const exact = same && shape!.every((d, i) => d === x.shape![i]);
      model.outputTree = this.builder.record(this.source, new Unknown(loss), exact ? { shape, dtype: x.dtype } : { shape, dtype: x.dtype, loss }, { listed: false });
    }
  }

  /** What follows in a Sequential to which something unknown was added. */
  loseOutput(model: ModelInstance, loss: Loss): void {
    if (model.outputTree) model.outputTree = this.constant(new Unknown(loss), 'float32');
  }

  recipe(model: ModelInstance): RecipeDraft {
    let draft = this.recipes.get(model);
    if (!draft) {
      draft = new RecipeDraft(model.born);
      this.recipes.set(model, draft);
    }
    history.notes?.makes.add(RECIPES);
    noteChange(draft);
    return draft;
  }

  /** What was said of every model so far. */
  everyRecipe(): ReadonlyMap<ModelInstance, RecipeDraft> {
    noteReads(RECIPES);
    return this.recipes;
  }

  /** Reports what Keras says to a constructor's arguments. */
  constructorProblems(problems: readonly Problem[], origin: Origin, at: Site): void {
    // The keywords of Keras 1 are what tells that its kernel is given side by side: none is mended without the kernel.
    const sides = problems.find((problem) => problem.replacement?.tuple);
    const kernel = sides ? fixOf(sides, this.place(sides, origin), origin.args) : null;
    for (const problem of problems) {
      // Initializers alone are looked up among registered objects as well.
      if ((this.findsOwn || this.registersOwn) && problem.code === 'argument-choice' && problem.argument?.endsWith('_initializer')) continue;
      this.report(problem, this.place(problem, origin), at, [], origin, problem === sides ? null : kernel);
    }
  }

  /**
   * Reports what Keras says when a layer is applied: at the layer, with the application as related place. Inside the `call` of a class,
   * whose `__init__` made the layer, and for a layer that is applied several times: at the application, with the layer as related place.
   */
  callProblems(problems: readonly Problem[], layer: LayerInstance, callSpan: Span, at: Site): void {
    for (const problem of problems) {
      const origin = this.origins.get(layer);
      const inCall = this.tracing > 0 && origin !== undefined && !within(origin.span, callSpan);
      const outside = !origin || inCall || (layer.calls.length > 1 && layer.spec !== null);
      const span = origin && !outside ? this.place(problem, origin) : callSpan;
      const elsewhere = origin && !outside && !within(origin.span, callSpan) ? [{ span: callSpan, message: `Layer "${layer.name}" is applied here.` }] : [];
      const made = origin && outside && !within(origin.span, callSpan) ? [{ span: origin.span, message: `Layer "${layer.name}" is made here.` }] : [];
      this.report(problem, span, at, [...elsewhere, ...made], outside ? undefined : origin, null, cameFrom(layer, span));
    }
  }

  /** The argument that a problem names, else the whole constructor call. */
  private place({ argument }: Problem, { span, args, spec }: Origin): Span {
    if (argument === undefined) return span;
    const named = args.keywordSpans.get(argument);
    if (named) return named;
    const index = spec ? spec.parameterNames.findIndex((name) => toSnake(name) === argument) : -1;
    return (index >= 0 && args.positionalSpans[index]) || span;
  }

  report(problem: Problem, span: Span, _at: Site, related: readonly { span: Span; message: string }[] = [], origin?: Origin, kernel: Fix | null = null, origins: NonNullable<Diagnostic['related']> = []): void {
    if (problem.severity === 'error' && this.machine.handlers > 0) throw new Raised(unknown(problem.message, span), 'ValueError', span);
    const fix = fixOf(problem, span, origin?.args, kernel);
    this.machine.report({ code: problem.code, severity: problem.severity, message: problem.message, span, ...(related.length > 0 ? { related } : {}), ...(origins.length > 0 ? { origins } : {}), ...(fix ? { fixes: [fix] } : {}), ...(problem.era ? { era: problem.era } : {}) });
  }

  warn(code: string, message: string, span: Span, fix?: Fix, era?: Diagnostic['era']): void {
    this.machine.report({ code, severity: 'warning', message, span, ...(fix ? { fixes: [fix] } : {}), ...(era ? { era } : {}) });
  }
}

/** Where the shapes came from that a layer was last called on. */
function cameFrom(layer: LayerInstance, place: Span): { readonly span: Span; readonly message: string }[] {
  const found: { span: Span; message: string }[] = [];
  for (const { shape, loss, node } of layer.calls.at(-1)?.tensors ?? []) {
    const span = node.span ?? node.layer.span;
    if (!span || loss || found.length === 4 || (span.from === place.from && span.to === place.to && span.file === place.file)) continue;
    found.push({ span, message: node.isInput ? `The input of shape ${showShape(shape)} is declared here.` : `The shape ${showShape(shape)} comes from ${node.layer.type} "${node.layer.name}".` });
  }
  return found;
}

const within = (inner: Span, outer: Span): boolean => inner.file === outer.file && inner.from >= outer.from && inner.to <= outer.to;

/** The Keras side of a running program. */
export function sessionOf(machine: Machine): KerasSession {
  return (machine.companion ??= new KerasSession(machine)) as KerasSession;
}

export const lossOf = (value: Value): Loss | null => (value instanceof Unknown ? value.loss : null);
