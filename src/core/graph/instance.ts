import type { Context, LayerSpec, Values } from '../layers/define.js';
import { inferOutcome, unknownWeights, variantsOf } from './infer.js';
import type { DtypePolicy, LayerFields, LayerOptions, LayerState } from './layer-state.js';
import type { PlainConfig } from './export.js';
import type { OwnMasking } from './masks.js';
import type { ModelInstance } from './model.js';
import { noteChange } from './history.js';
import { reject } from './problem.js';
import { assigned, joined, lostTrainable, trainableLoss, type Way } from './trainable.js';
import { type InfoTree, SubLayer, flatten, isTensor, showShape, unknownTensor } from './tensors.js';
import type { ConfigValue, Dtype, Loss, Shape, Span, TensorInfo, WeightSpec } from './types.js';
import { type Maybe, Opaque, Unknown } from './values.js';

/** A tensor that flows between layers, before any data. */
export class SymbolicTensor extends Opaque implements TensorInfo {
  declare readonly loss?: Loss;

  constructor(readonly id: number, info: TensorInfo, /** The call that made it; for an input that of its InputLayer. */ readonly node: CallRecord, readonly outputIndex: number) {
    super();
    this.shape = info.shape;
    this.dtype = info.dtype;
    if (info.loss) this.loss = info.loss;
  }
  readonly shape: Shape | null;
  readonly dtype: Dtype;

  attached: unknown[] | undefined = undefined;
  /** Its mask (Keras's `_keras_mask`), which the call that makes it sets. */
  mask: SymbolicTensor | undefined = undefined;
  private made: TensorInfo | undefined;

  /** What is known of it as plain data, the same object each time. */
  get info(): TensorInfo {
    const { shape, dtype, loss } = this;
    return (this.made ??= loss ? { shape, dtype, loss } : { shape, dtype });
  }

  /** The call that made it; null for an input's. */
  get origin(): CallRecord | null {
    return this.node.isInput ? null : this.node;
  }
}

/** Symbolic tensors in the structure in which Python holds them. */
export type TensorTree = SymbolicTensor | readonly TensorTree[] | { readonly [key: string]: TensorTree } | Unknown;

/** One application of a layer. */
export interface CallRecord {
  readonly layer: LayerInstance;
  /** As given; a list for a merge. */
  readonly inputs: TensorTree;
  /** Every tensor that it depends on, call arguments included, in Keras's order. */
  readonly tensors: readonly SymbolicTensor[];
  /** Those and the masks that Keras hands the layer, where it does: the edges of a functional model. What is computed is computed without. */
  readonly edges?: readonly SymbolicTensor[];
  /** Flat. */
  readonly outputs: readonly SymbolicTensor[];
  readonly arguments: { readonly [name: string]: Maybe };
  readonly span: Span | null;
  /** True for the call that stands for an InputLayer's tensor. */
  readonly isInput: boolean;
  /** Set where an input was not known at all. */
  readonly loss?: Loss;
}

/** A layer of Keras's own, or a list of them, made once more. */
function copied(value: unknown, within: string): unknown {
  if (Array.isArray(value)) return value.some((item) => item instanceof LayerInstance) ? value.map((item) => copied(item, within)) : value;
  return value instanceof LayerInstance && value.role === 'layer' && !value.evaluate ? value.copy(value.name, {}, within) : value;
}

const nothingLocked: readonly never[] = [];
const noWeights: readonly never[] = [];
const noCalls: readonly never[] = [];
const noExtras: ReadonlyMap<string, unknown> = new Map();

/** One layer object of the analysed program. */
export class LayerInstance extends SubLayer {
  attached: unknown[] | undefined = undefined;
  protected fields: LayerFields;
  /** Whether somebody keeps the fields as they are: they are then copied before they change, so that to keep a state costs nothing. */
  private kept = false;

  /** Its configuration as plain data, once somebody has asked for it. */
  plain: PlainConfig | undefined = undefined;

  /** Whether a layer of the user's does something with masks: see `Layer.masks`. */
  masks = false;

  /** What a class of the program's own says of masks, asked at each call; set by the frontend. */
  ownMasks: (() => OwnMasking) | undefined = undefined;

  /** Called once its weights are there, with what its first application gives: the frontend follows functions among its arguments. */
  onBuilt: ((layer: LayerInstance, outputs: InfoTree) => void) | undefined = undefined;

  private readonly options: LayerOptions;

  constructor(options: LayerOptions) {
    super();
    this.options = options;
    options.made.push(this);
    const flags = { flag: options.trainable, weights: options.trainable || options.spec?.freesWeights === true };
    this.fields = { name: options.name, built: false, weights: noWeights, calls: noCalls, inner: undefined, functions: undefined, evaluate: undefined, variants: undefined, locked: nothingLocked, flags, extras: noExtras };
  }

  get name(): string {
    return this.fields.name;
  }
  set name(name: string) {
    this.changing().name = name;
  }
  get built(): boolean {
    return this.fields.built;
  }
  set built(built: boolean) {
    this.changing().built = built;
  }
  /** Empty until built. */
  get weights(): readonly WeightSpec[] {
    return this.fields.weights;
  }
  set weights(weights: readonly WeightSpec[]) {
    this.changing().weights = weights;
  }
  get calls(): readonly CallRecord[] {
    return this.fields.calls;
  }
  set calls(calls: readonly CallRecord[]) {
    this.changing().calls = calls;
  }
  /** The model inside a nested model, or what a custom layer's `call` was evaluated to. */
  get inner(): ModelInstance | undefined {
    return this.fields.inner;
  }
  set inner(inner: ModelInstance | undefined) {
    this.changing().inner = inner;
  }
  /** See `Layer.functions`. */
  get functions(): LayerFields['functions'] {
    return this.fields.functions;
  }
  set functions(functions: LayerFields['functions']) {
    this.changing().functions = functions;
  }
  /** See `LayerFields.extras`. */
  get extras(): LayerFields['extras'] {
    return this.fields.extras;
  }
  set extras(extras: LayerFields['extras']) {
    this.changing().extras = extras;
  }
  /** For a class of the analysed program: evaluates its `call`. Set by the frontend. */
  get evaluate(): LayerFields['evaluate'] {
    return this.fields.evaluate;
  }
  set evaluate(evaluate: LayerFields['evaluate']) {
    this.changing().evaluate = evaluate;
  }

  /** What changes of the layer, to be changed now. */
  protected changing(): LayerFields {
    noteChange(this);
    if (this.kept) {
      this.fields = { ...this.fields, calls: [...this.fields.calls] };
      this.kept = false;
    }
    return this.fields;
  }

  get id(): string {
    return this.options.id;
  }
  get type(): string {
    return this.options.type;
  }
  get role(): LayerOptions['role'] {
    return this.options.role;
  }
  get spec(): LayerSpec | null {
    return this.options.spec;
  }
  get span(): Span | null {
    return this.options.span;
  }
  get values(): Values {
    return this.options.values;
  }
  get given(): LayerOptions['given'] {
    return this.options.given;
  }
  get policy(): DtypePolicy {
    return this.options.policy;
  }
  /** What an operation gives for other inputs; undefined where that is not known. */
  get rule(): LayerOptions['rule'] {
    return this.options.rule;
  }
  /** `input_shape=` of the constructor, without the batch: a Sequential makes its InputLayer from it. */
  get inputShape(): Maybe | undefined {
    return this.options.inputShape;
  }

  /**
   * `layer.trainable`; setting it sets every layer inside. Setting the value that it has does nothing: Keras on TensorFlow
   * skips an assignment that changes nothing, and so leaves the layers inside as they are.
   */
  get trainable(): boolean {
    return this.fields.flags.flag;
  }
  set trainable(value: boolean) {
    this.setTrainable(value, 'always');
  }

  /** Whether gradients reach its variables. */
  get trainsWeights(): boolean {
    return this.fields.flags.weights;
  }

  /** Why it is not known whether the layer's own flag is True. */
  get trainableFlagLoss(): Loss | null {
    const { flag, otherwise } = this.fields.flags;
    return otherwise && otherwise.flag !== flag ? otherwise.loss : null;
  }
  /** Why it is not known whether gradients reach its variables. */
  get trainableLoss(): Loss | null {
    return trainableLoss(this.fields.flags);
  }

  private setTrainable(value: boolean, way: Way): void {
    const { state, inside } = assigned(this.fields.flags, value, way);
    this.changing().flags = state;
    if (inside) for (const child of this.children) child.setTrainable(value, inside);
  }

  /** `trainable = ...` with a value that is not known. */
  loseTrainable(loss: Loss): void {
    if (this.someTrainableLost()) this.tangleTrainable(loss);
    else this.setTrainable(!this.fields.flags.flag, { side: 'other', loss });
  }
  private someTrainableLost(): boolean {
    return this.fields.flags.otherwise !== undefined || this.children.some((child) => child.someTrainableLost());
  }
  private tangleTrainable(loss: Loss): void {
    this.changing().flags = lostTrainable(loss);
    for (const child of this.children) child.tangleTrainable(loss);
  }

  /** Takes on what is known of the flags where the program may have come by another way, on which they are those of `other`. */
  joinTrainable(other: LayerState, loss: Loss): void {
    this.changing().flags = joined(this.fields.flags, other.flags, loss);
  }

  /** Layers that this one holds. */
  get children(): readonly LayerInstance[] {
    const held = (this.spec?.children(this.values) ?? []) as readonly LayerInstance[];
    return this.inner ? [...held, ...this.inner.children] : held;
  }

  /** What the program can change of the layer, as it is now. */
  snapshot(): LayerState {
    this.kept = true;
    return this.fields;
  }
  /** Brings the layer back to an earlier state. */
  restore(state: LayerState): void {
    noteChange(this);
    this.fields = state;
    this.kept = true;
  }
  /** Whether what others see of the layer is as it was. */
  isAs(state: LayerState): boolean {
    const { fields } = this;
    const { name, built, weights, calls, inner, functions, flags, extras } = state;
    return fields === state || (fields.calls.length === calls.length && fields.calls.at(-1) === calls.at(-1) && fields.weights === weights && fields.flags === flags && fields.name === name && fields.built === built && fields.inner === inner && fields.functions === functions && fields.extras === extras);
  }

  /** Bound arguments, defaults filled in, as frontends see them (`layer.filters`). */
  get config(): { readonly [parameter: string]: Maybe } {
    const config: { [parameter: string]: Maybe } = {};
    if (this.spec) for (const name of this.spec.parameterNames) {
      const fallback = this.spec.params[name]!.fallback;
      if (fallback !== undefined) config[name] = fallback;
    }
    return Object.assign(config, this.given);
  }

  /** `layer.input` and `layer.output`: those of its first call. */
  get input(): TensorTree | undefined {
    return this.calls[0]?.inputs;
  }
  get output(): TensorTree | undefined {
    const outputs = this.calls[0]?.outputs;
    return outputs && (outputs.length === 1 ? outputs[0] : outputs);
  }

  /** Nearly every layer is called once: an array of just that length is much smaller than one that has grown. */
  addCall(call: CallRecord): void {
    const fields = this.changing();
    if (fields.calls.length === 0) fields.calls = [call];
    else (fields.calls as CallRecord[]).push(call);
  }

  infer(inputs: InfoTree, callArguments: { readonly [name: string]: unknown } = {}, computed = false): InfoTree {
    if (this.evaluate) return this.evaluate(inputs, callArguments);
    if (this.rule) return this.rule(inputs);
    if (!this.spec) return new Unknown({ reason: `What ${this.type} returns is not known.`, span: this.span });
    const first = isTensor(inputs) ? inputs : flatten(inputs)[0];
    const context: Context = {
      lost: isTensor(inputs) ? inputs.loss !== undefined : flatten(inputs).some((t) => t.loss), input: first?.dtype ?? 'float32',
      compute: this.policy.compute, variable: this.policy.variable, arguments: callArguments, computed, built: this.built,
    };
    const variants = this.allVariants(this.spec);
    if (!variants) return this.giveUp();
    const { outputs, weights } = inferOutcome(this.spec, variants, inputs, context, this.options.loss);
    if (!this.built) {
      this.finishBuild(weights, first);
      this.onBuilt?.(this, outputs);
    }
    return outputs;
  }

  private allVariants(spec: LayerSpec): readonly Values[] | null {
    const { ambiguous, values } = this.options;
    const { variants } = this.fields;
    if (variants !== undefined) return variants;
    return (this.changing().variants = ambiguous.length === 0 ? [values] : variantsOf(spec, values, ambiguous));
  }

  copy(name: string, changes: { readonly [parameter: string]: ConfigValue } = {}, within = ''): LayerInstance {
    const id = `${within}${this.id}.${name}`;
    const values = Object.create(this.values) as { [parameter: string]: unknown };
    for (const [parameter, value] of Object.entries(changes)) if (this.spec?.params[parameter]) values[parameter] = this.spec.params[parameter].read(value);
    // Layers among the arguments are made anew as well, so that the copy has weights of its own.
    for (const parameter of this.spec?.parameterNames ?? []) values[parameter] = copied(values[parameter], `${id}.`);
    const ambiguous = this.options.ambiguous.filter((parameter) => !(parameter in changes));
    const made = new LayerInstance({ ...this.options, id, name, values, ambiguous, given: { ...this.given, ...changes }, trainable: this.trainable });
    made.onBuilt = this.onBuilt;
    return made;
  }

  private giveUp(): InfoTree {
    if (!this.built) this.weights = unknownWeights;
    this.built = true;
    return unknownTensor(this.options.loss ?? { reason: `Too many arguments of ${this.type} are not known.`, span: this.span });
  }

  private finishBuild(weights: readonly WeightSpec[], first: TensorInfo | undefined): void {
    const { variable } = this.policy;
    this.weights = variable === 'float32' ? weights : weights.map((w) => (w.dtype === 'float32' ? { ...w, dtype: variable } : w));
    this.built = true;
    for (const inner of this.spec?.builds ?? []) this.options.names.take(inner);
    const shape = first?.shape;
    if (shape && this.spec) {
      for (const axis of this.spec.lockedAxes(this.values, shape)) {
        const length = shape.at(axis);
        if (length != null) this.changing().locked = [...this.fields.locked, [axis, length]];
      }
    }
  }

  /** Marks the layer as built though nothing is known of its weights, after a rejection. */
  abandon(): void {
    if (this.built) return;
    this.built = true;
    this.weights = this.spec?.hasWeights === false ? [] : unknownWeights;
  }

  /** Rejects inputs that do not fit variables made for another length. Keras looks at this in a direct call only, not inside wrappers. */
  checkLocked(inputs: InfoTree): void {
    if (this.fields.locked.length === 0) return;
    const shape = (isTensor(inputs) ? inputs : flatten(inputs)[0])?.shape;
    if (!shape) return;
    for (const [axis, length] of this.fields.locked) {
      const found = shape.at(axis);
      if (found != null && found !== length) reject('shared-layer-mismatch', `${this.type} "${this.name}" was first called on an input with ${length} at axis ${axis}, which fixed its weights, but now gets ${found} (shape ${showShape(shape)}). Use a layer of its own here, or bring the input to ${length}.`);
    }
  }
}
