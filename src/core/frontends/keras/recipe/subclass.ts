import type { LayerInstance, ModelInstance } from '../../../graph/builder.js';
import type { Loss, Shape } from '../../../graph/types.js';
import { PyFunction } from '../../python/functions.js';
import type { Site } from '../../python/values.js';
import type { ArrayValue } from '../array-value.js';
import { type KerasSession, sessionOf } from '../session.js';

/** What a class may do itself, so that Keras's own checks of data and targets are not made. */
const OWN = ['compile', 'fit', 'evaluate', 'train_step', 'test_step', 'compute_loss', 'compiled_loss', '__call__'];

/** Whether a model is trained as Keras trains any: not where its class has a way of its own. */
export function trainsAsKeras(model: ModelInstance, at: Site): boolean {
  if (model.kind !== 'Subclass') return true;
  const cls = sessionOf(at.machine).objects.get(model)?.cls;
  return cls !== undefined && OWN.every((name) => cls.ownMember(name) === undefined);
}

/** What a class may do itself in place of what Keras does in each step, so that training as Keras trains would be another training. */
const STEPS: Readonly<Record<string, string>> = {
  train_step: 'trains by a train_step of its own', fit: 'has a fit of its own', make_train_function: 'makes its training function itself', compute_loss: 'computes its loss itself, in compute_loss', compiled_loss: 'computes its loss itself, in compiled_loss',
  test_step: 'is evaluated by a test_step of its own',
};

/** Why a model cannot be trained from its recipe: the program's own way to train it; null where there is none. Places are in the program. */
export function ownTraining(model: ModelInstance, session: KerasSession): (Loss & { readonly blocks: true }) | null {
  const cls = model.kind === 'Subclass' ? session.objects.get(model)?.cls : undefined;
  for (const [name, what] of Object.entries(STEPS)) {
    const found = cls?.ownMember(name);
    if (!cls || found === undefined) continue;
    const code = found instanceof PyFunction ? found.code : null;
    const from = code ? code.unit.base + code.from : 0;
    const span = code ? { from, to: from + `def ${name}`.length, ...(code.module.file === null ? {} : { file: code.module.file }) } : null;
    return { reason: `${cls.name} ${what}, which is not followed. Expected a model that Keras's own fit trains; train this one in Python.`, span, blocks: true };
  }
  const changed = layerWith(model, (layer) => overridden(layer, session) !== null, new Set());
  if (changed) return { reason: `${changed.name} is a ${changed.type} whose class has a ${overridden(changed, session)} of its own, and what that makes of the layer is not followed. Expected a layer of Keras as it is, or one of layers.Layer; train this model in Python.`, span: changed.span, blocks: true };
  const adding = layerWith(model, (layer) => session.addsLoss.get(layer) === true, new Set());
  return adding && { reason: `${adding.name} (${adding.type}) adds to the loss in its call method by add_loss, which is not followed. Expected a loss that compile names; train this model in Python.`, span: null, blocks: true };
}

/** What a subclass of one of Keras's own layers computes in its own way. */
const COMPUTES = ['call', 'convolution_op', '__call__', 'compute_mask', 'get_random_transformation', 'transform_images'];

function overridden(layer: LayerInstance, session: KerasSession): string | null {
  const instance = layer.spec && session.objects.get(layer);
  if (!instance) return null;
  return COMPUTES.find((name) => instance.cls.ownMethod(name) !== null) ?? null;
}

/** The first layer of a model, and of what it holds, of which something holds. */
function layerWith(layer: LayerInstance, test: (layer: LayerInstance) => boolean, seen: Set<LayerInstance>): LayerInstance | null {
  if (seen.has(layer)) return null;
  seen.add(layer);
  if (test(layer)) return layer;
  for (const inner of [...('layers' in layer ? (layer as ModelInstance).layers : []), ...(layer.inner ? [layer.inner] : [])]) {
    const found = layerWith(inner, test, seen);
    if (found) return found;
  }
  return null;
}

/** Calls a subclassed model on data of another shape than that of its first call: what its layers reject is told of at the layer. Throws a Rejection for what the model itself rejects. */
export function callOnData(model: ModelInstance, { shape, dtype }: ArrayValue): void {
  const [first] = model.inputs;
  if (model.inputs.length !== 1 || !first?.shape || !shape || same(first.shape, shape)) return;
  model.infer({ shape: [null, ...shape.slice(1)], dtype });
}

const same = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((d, i) => i === 0 || d === b[i]);
