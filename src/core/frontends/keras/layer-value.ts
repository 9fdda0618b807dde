import { type LayerInstance, ModelInstance, type TensorTree } from '../../graph/builder.js';
import { unknownWeights } from '../../graph/infer.js';
import { toCamel } from '../../graph/names.js';
import { type InfoTree, isTensor, showShape } from '../../graph/tensors.js';
import type { Loss } from '../../graph/types.js';
import { type Maybe, Unknown } from '../../graph/values.js';
import { Args } from '../python/args.js';
import { List, Tuple } from '../python/containers.js';
import { joinMaps } from '../python/join-maps.js';
import type { Machine } from '../python/machine.js';
import { BoundNative } from '../python/native.js';
import { type Mutable, Obj, type Site, type Value, unknown } from '../python/values.js';
import { configurationOf } from './configuration.js';
import { fromMaybe, plainShape, readShape, tensorShape } from './convert.js';
import { formerOfLayer, formerOfModel } from './former-attributes.js';
import { LayerClass } from './layer-class.js';
import { applyLayer } from './apply.js';
import { initialState } from './initial-state.js';
import { isUnbuilt, modelMethod } from './model-methods.js';
import { countOf } from './counts.js';
import { checkAssignment, ownerOf } from './read-only.js';
import { giveWeights } from './recipe/start.js';
import type { KerasSession } from './session.js';
import { fromTree, isSymbolic } from './trees.js';
import { ArrayValue } from './array-value.js';
import { objectNames } from './surface/objects.js';
import { maskOfLayer } from './custom-masks.js';
import { Rejection } from './shapes.js';

type State = ReturnType<LayerInstance['snapshot']> & Partial<ReturnType<ModelInstance['snapshot']>>;

/** Layers that can be quantized or given a low-rank pair. */
const LOW_RANK: ReadonlySet<string> = new Set(['Dense', 'EinsumDense', 'Embedding', 'Conv1D', 'Conv2D', 'Conv3D', 'ReversibleEmbedding']);

/** A layer as the program holds it. */
export class LayerValue extends Obj implements Mutable {
  constructor(
    readonly layer: LayerInstance,
    readonly session: KerasSession,
  ) {
    super();
  }
  /** The layer notes itself what changes of it. */
  override readonly born = Infinity;

  get typeName(): string {
    return this.layer instanceof ModelInstance && this.layer.kind !== 'Subclass' ? this.layer.kind : this.layer.type;
  }
  get name(): string {
    return this.layer.name;
  }
  toConfig(): LayerInstance {
    return this.layer;
  }

  override equals(other: Value): boolean {
    return other instanceof LayerValue && other.layer === this.layer;
  }

  override call(args: Args, at: Site): Value {
    return applyLayer(this, args, at);
  }

  override getAttribute(name: string, at: Site): Value | undefined {
    const { layer } = this;
    if (layer instanceof ModelInstance) {
      const own = modelMethod(layer, name, at);
      if (own !== undefined) return own;
    }
    switch (name) {
      case 'name':
        return layer.name;
      case '__class__':
        return layer.spec ? LayerClass.of(layer.spec) : undefined;
      case 'trainable':
        return layer.trainableFlagLoss ? new Unknown(layer.trainableFlagLoss) : layer.trainable;
      case 'built':
        return layer.built;
      case 'input':
        return this.neverCalled(name, at) ?? this.tree(layer.input, 'It has no input yet, because it has not been called.', at);
      case 'output':
        return this.neverCalled(name, at) ?? this.tree(layer.output, 'It has no output yet, because it has not been called.', at);
      case 'input_shape':
      case 'output_shape':
        if (!(layer instanceof ModelInstance)) formerOfLayer(name, at);
        return this.shapes(name === 'input_shape' ? layer.input : layer.output, at);
      case 'weights':
      case 'variables':
      case 'trainable_weights':
      case 'trainable_variables':
      case 'non_trainable_weights':
      case 'non_trainable_variables':
        return this.weightList(name);
      case 'count_params':
        return new BoundNative(name, (_args, site) => countOf(layer) ?? unknown('Not all weights of this layer are known.', site.span));
      case 'get_weights':
        return new BoundNative(name, () => this.weightList('weights'));
      case 'build':
        // The weights of an embedding are the same for any input, and Keras asks for none.
        return new BoundNative(name, (args, site) => (this.infer(layer.type === 'Embedding' && args.positional.length + args.keyword.size === 0 ? Args.of(new Tuple([null, null])) : args, site), null));
      case 'enable_lora':
      case 'quantize':
        if (layer instanceof ModelInstance || !LOW_RANK.has(layer.type)) return unknown(`What ${name} changes is not followed.`, at.span);
        // Other weights take the kernel's place, and how many is not followed.
        return new BoundNative(name, () => {
          if (layer.built) layer.weights = unknownWeights;
          return null;
        });
      case 'compute_mask':
        return new BoundNative(name, (args, site) => maskOfLayer(layer, args, this.session, site));
      case 'set_weights':
        return new BoundNative(name, (args, site) => {
          this.checkWeights(args, site);
          giveWeights(layer, `The weights of "${layer.name}" are set by the program (set_weights), which is not followed. Save them with save_weights and give them to load_weights of the model that is trained.`, site);
          return null;
        });
      case 'adapt':
        return new BoundNative(name, (_args, site) => {
          giveWeights(layer, `What "${layer.name}" learns from data (adapt) is not followed. ${layer.type === 'Normalization' ? 'Give the layer its mean and variance' : 'Give the layer what it would learn'} as arguments, or change the data instead.`, site);
          return null;
        });
      case 'reset_states':
        return (layer instanceof ModelInstance ? formerOfModel(layer, name, at) : undefined) ?? new BoundNative(name, () => null);
      case 'add_loss':
        return new BoundNative(name, () => null);
      case 'get_config':
        return new BoundNative(name, (_args, site) => (layer instanceof ModelInstance ? unknown('The configuration of a model is not followed.', site.span) : configurationOf([['name', layer.name]], layer.config)));
      case 'compute_output_shape':
        return new BoundNative(name, (args, site) => {
          const before = layer.snapshot();
          const outputs = this.infer(args, site);
          layer.restore(before);
          return outputs && isTensor(outputs) ? tensorShape(outputs) : unknown('compute_output_shape of this layer is not followed.', site.span);
        });
      case 'get_initial_state':
        return initialState(layer) ?? formerOfLayer(name, at);
      case 'get_vocabulary':
      case 'vocabulary_size': {
        const words = vocabularyOf(layer);
        if (!words) return new BoundNative(name, (_args, site) => unknown('The vocabulary of this layer is not known without its data.', site.span));
        return new BoundNative(name, () => (name === 'get_vocabulary' ? new List(words.map(fromMaybe)) : words.length));
      }
      case 'kernel':
      case 'bias':
      case 'gamma':
      case 'beta':
      case 'embeddings':
        return this.weight(name);
      default: {
        if (layer.extras.has(name)) return layer.extras.get(name) as Value;
        const value = layer.config[toCamel(name)];
        // What was given as None may be something else by now: the linear activation, statistics that were adapted, a quantizer.
        if (value === null && !/_(regularizer|constraint)$|^(seed|noise_shape|mask)$/.test(name)) return unknown(`What Keras makes of ${name} is not followed.`, at.span);
        return value === undefined ? (layer instanceof ModelInstance ? formerOfModel(layer, name, at) : formerOfLayer(name, at)) : fromMaybe(value);
      }
    }
  }

  override attributeNames(): ReadonlySet<string> {
    return objectNames(this.layer instanceof ModelInstance ? 'model' : 'layer');
  }

  override setAttribute(name: string, value: Value, at: Site): boolean {
    checkAssignment(ownerOf(this.layer), name, at);
    at.machine.journal.touch(this);
    if (name === 'trainable') {
      this.session.setTrainable(this.layer, this.session.trainableOf(value, at), at);
    } else if (name === 'name' || name === '_name') {
      if (typeof value === 'string') this.layer.name = value;
    } else this.layer.extras = new Map(this.layer.extras).set(name, value);
    return true;
  }

  /** What `build(shape)` and `compute_output_shape(shape)` work out: a layer that was not built has weights then. Null where that is not followed. */
  private infer(args: Args, at: Site): InfoTree | null {
    const { layer } = this;
    const { shape, loss } = plainShape(readShape(args.positional[0] ?? args.keyword.get('input_shape') ?? null));
    if (layer.role !== 'layer' || !layer.spec || shape === null || loss) return null;
    at.machine.journal.touch(this);
    try {
      return layer.infer({ shape, dtype: layer.policy.compute });
    } catch (error) {
      if (error instanceof Rejection) return null;
      throw error;
    }
  }

  /** What `set_weights` is given that does not fit the weights that the layer has (`Layer.set_weights`). */
  private checkWeights(args: Args, at: Site): void {
    const { layer } = this;
    const given = args.get(0, 'weights');
    if (layer instanceof ModelInstance || layer.children.length > 0 || !(given instanceof List) || given.lost) return;
    const unbuilt = !layer.built && this.onlyUnbuilt() !== null;
    if ((!layer.built && !unbuilt) || layer.weights.some(({ shape }) => shape.includes(null))) return;
    const count = layer.built ? layer.weights.length : 0;
    const say = (message: string): void => void at.machine.raise('ValueError', message, { ...at, span: args.spanOf(0, 'weights') ?? at.span }, 'weight-shape');
    if (given.items.length !== count) {
      say(`Layer "${layer.name}" has ${count} weights, but set_weights is given ${given.items.length}. ${unbuilt ? 'Build the model first: add keras.Input(shape), or call build(shape).' : `Give ${layer.weights.map((w) => `${w.name} ${showShape(w.shape)}`).join(', ') || 'an empty list'}.`}`);
      return;
    }
    for (const [i, value] of given.items.entries()) {
      const { name, shape } = layer.weights[i]!;
      if (!(value instanceof ArrayValue) || value.loss || !value.shape || value.shape.includes(null) || (value.shape.length === shape.length && value.shape.every((d, axis) => d === shape[axis]))) continue;
      say(`${name} of layer "${layer.name}" has the shape ${showShape(shape)}, but set_weights is given ${showShape(value.shape)}. Give an array of that shape.`);
    }
  }

  /** What Keras says of a layer that only stands in Sequential models which are not built. */
  private neverCalled(name: string, at: Site): Value | undefined {
    const { layer } = this;
    const holder = this.onlyUnbuilt();
    if (!holder) return undefined;
    return at.machine.raise('AttributeError', `Layer "${layer.name}" has no ${name} yet, because model "${holder.name}" is not built. Add keras.Input(shape) to it first, or call build(shape).`, at, 'model-not-built');
  }

  /** The first of the models that hold it, where none of them is built, nor anything else has called it. */
  private onlyUnbuilt(): ModelInstance | null {
    const { layer, session } = this;
    if (layer instanceof ModelInstance || layer.calls.length > 0 || layer.built) return null;
    const holders = session.models.filter(({ model }) => model.operations.includes(layer));
    return holders.every(({ model }) => isUnbuilt(model, session)) ? (holders[0]?.model ?? null) : null;
  }

  private tree(tree: TensorTree | undefined, absent: string, at: Site): Value {
    return tree === undefined ? unknown(`Layer "${this.layer.name}": ${absent}`, at.span) : fromTree(tree, this.session);
  }

  private shapes(tree: TensorTree | undefined, at: Site): Value {
    const value = this.tree(tree, 'it has not been called yet.', at);
    const shapeOf = (v: Value): Value => (v instanceof List ? new List(v.items.map(shapeOf)) : v instanceof Obj && isSymbolic(v) ? (v.getAttribute('shape', at) ?? v) : v);
    return shapeOf(value);
  }

  private weightList(name: string): Value {
    const { layer } = this;
    if (!layer.built) return new List([]);
    const wanted = name.startsWith('non') ? false : name.startsWith('trainable') ? true : null;
    const own = layer.weights.filter((w) => wanted === null || (w.trainable && layer.trainable) === wanted);
    const list = new List(own.map((w) => new ArrayValue(w.shape, w.dtype)));
    if (layer.trainableLoss && wanted !== null) list.lost = new Unknown(layer.trainableLoss);
    else if (layer.children.length > 0 || layer.weights.some((w) => w.shape.includes(null))) list.lost = unknown('The weights of layers inside layers are not listed.');
    return list;
  }

  private weight(name: string): Value | undefined {
    const found = this.layer.weights.find((w) => w.name === name);
    return found && new ArrayValue(found.shape, found.dtype);
  }

  snapshot(): State {
    return this.layer.snapshot();
  }
  restore(state: State): void {
    this.layer.restore(state);
  }
  join(a: State, b: State, loss: Loss, machine: Machine): void {
    // Where one way builds what the other leaves unbuilt, it is what it will be once it is built: a loop over data may run no time.
    const [kept, dropped] = builtFrom(b, a) ? [b, a] : [a, b];
    this.restore(kept);
    const { layer } = this;
    layer.joinTrainable(dropped, loss);
    if (kept.extras !== dropped.extras) layer.extras = joinMaps(kept.extras as ReadonlyMap<string, Value>, dropped.extras as ReadonlyMap<string, Value>, loss, machine);
    if (builtFrom(kept, dropped)) return;
    if (layer instanceof ModelInstance && dropped.operations && !sameList(layer.operations, dropped.operations)) this.session.joinStacks(layer, dropped, loss);
  }
}

/** What `get_vocabulary()` lists: mask and out-of-vocabulary tokens, then the given words (`IndexLookup.get_vocabulary`). */
function vocabularyOf({ type, config }: LayerInstance): readonly Maybe[] | null {
  const { vocabulary: words, maskToken = null, oovToken = null, numOovIndices = 1 } = config;
  if ((type !== 'StringLookup' && type !== 'IntegerLookup') || !Array.isArray(words) || typeof numOovIndices !== 'number' || maskToken instanceof Unknown || oovToken instanceof Unknown) return null;
  const special: Maybe[] = [...(maskToken === null ? [] : [maskToken]), ...new Array<Maybe>(numOovIndices).fill(oovToken)];
  const given = words as readonly Maybe[];
  return special.every((token, i) => given[i] === token) ? given : [...special, ...given];
}

/** True where `after` is the state of a model that `before` is before its first call. */
function builtFrom(after: State, before: State): boolean {
  if (!after.built || before.built || !after.operations || !before.operations) return false;
  return before.operations.length === 0 || sameList(before.operations, after.operations.filter((layer) => layer.type !== 'InputLayer'));
}

const sameList = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((item, i) => item === b[i]);
