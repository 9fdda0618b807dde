import { countSnapshot } from '../counts.js';
import type { LayerInstance, ModelInstance } from '../../../graph/builder.js';
import type { Loss, ParameterCount, Span } from '../../../graph/types.js';
import type { Recipe } from '../../../recipe/types.js';
import type { Machine } from '../../python/machine.js';

/** Which layers with variables that gradients move were trainable at one moment; null where that is not known. */
type Snapshot = ReadonlyMap<LayerInstance, boolean | null>;

/**
 * Watches `trainable` between `compile` and training. Keras 3 takes the flags as they are at the first training after `compile` and
 * keeps them until the next `compile`; Keras 2 took them as they were at `compile`. (Keras 3.15 on TensorFlow, tried: frozen between
 * compile and fit, a layer stays; frozen after a first fit, it moves on.)
 */
export class TrainableWatch {
  private compileSpan: Span | null = null;
  private atCompile: Snapshot | null = null;
  private atTraining: Snapshot | null = null;
  /** The last change of a layer of the model since it was compiled. */
  private changed: { readonly layer: LayerInstance; readonly span: Span } | null = null;
  /** Parameters as `compile` met them. */
  counts: ParameterCount | null = null;
  /** Why it was not known at `compile` which layers train. */
  loss: Loss | null = null;

  copy(): TrainableWatch {
    return Object.assign(new TrainableWatch(), this);
  }

  compiled(model: ModelInstance, span: Span): void {
    this.compileSpan = span;
    this.atCompile = snapshot(model);
    this.atTraining = null;
    this.changed = null;
    this.counts = countSnapshot(model);
    this.loss = model.trainableFlagLoss;
    trainers(model, (layer) => (this.loss ??= layer.trainableLoss));
  }

  /** Whether the layer is one of a model that was compiled. */
  concerns(model: ModelInstance, layer: LayerInstance): boolean {
    const holds = (one: LayerInstance): boolean => one === layer || one.children.some(holds);
    return this.compileSpan !== null && holds(model);
  }
  assigned(layer: LayerInstance, span: Span): void {
    this.changed = { layer, span };
  }
  /** Whether a change has not been told of yet. */
  get pending(): boolean {
    return this.changed !== null;
  }

  /** Which layers the last training moved or did not where that is not what their flags say now. */
  movedOtherwise(model: ModelInstance): Recipe['moved'] {
    const moved = [...(this.atTraining ?? [])].filter(([layer, flag]) => flag !== null && flagOf(layer, model) !== flag);
    return moved.length > 0 ? moved.map(([{ id }, flag]) => ({ id, moves: flag! })) : undefined;
  }

  /** `fit`, `train_on_batch`: what was changed since the last `compile` is told of, once. */
  trained(model: ModelInstance, machine: Machine): void {
    if (!this.compileSpan) return;
    const before = this.atTraining ?? this.atCompile;
    if (this.changed && before && differs(before, model)) this.report(machine, this.atTraining !== null);
    this.atTraining ??= snapshot(model);
    this.changed = null;
  }

  /** At the end of a file that compiles a model, changes it and does not train it. */
  ended(model: ModelInstance, machine: Machine): void {
    if (this.compileSpan && this.changed && !this.atTraining && this.atCompile && differs(this.atCompile, model)) this.report(machine, false);
    this.changed = null;
  }

  private report(machine: Machine, trainedBefore: boolean): void {
    const { layer, span } = this.changed!;
    const message = trainedBefore
      ? `"${layer.name}".trainable changes after the model was compiled and trained, so the training that follows still moves the same weights as before. Call compile again after this line.`
      : `"${layer.name}".trainable changes after compile. Keras 3 looks at it when training starts, Keras 2 looked at it in compile, so what trains depends on the version. Move this line before compile, or compile again after it.`;
    machine.report({ code: 'trainable-after-compile', severity: 'warning', span, message, related: [{ span: this.compileSpan!, message: 'The model is compiled here.' }] });
  }
}

/** The layers of a model that have something to train. */
function trainers(model: ModelInstance, visit: (layer: LayerInstance) => void): void {
  const seen = new Set<LayerInstance>();
  const go = (layer: LayerInstance): void => {
    if (seen.has(layer)) return;
    seen.add(layer);
    if (layer.weights.some((weight) => weight.trainable)) visit(layer);
    layer.children.forEach(go);
  };
  go(model);
}

const flagOf = (layer: LayerInstance, model: ModelInstance): boolean | null => (layer.trainableLoss ?? model.trainableFlagLoss ? null : layer.trainsWeights && model.trainable);

function snapshot(model: ModelInstance): Snapshot {
  const flags = new Map<LayerInstance, boolean | null>();
  trainers(model, (layer) => flags.set(layer, flagOf(layer, model)));
  return flags;
}

function differs(before: Snapshot, model: ModelInstance): boolean {
  let found = false;
  trainers(model, (layer) => {
    const [then, now] = [before.get(layer), flagOf(layer, model)];
    found ||= typeof then === 'boolean' && now !== null && then !== now;
  });
  return found;
}
