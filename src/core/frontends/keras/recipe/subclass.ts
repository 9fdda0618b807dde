import type { ModelInstance } from '../../../graph/builder.js';
import type { Shape } from '../../../graph/types.js';
import type { Site } from '../../python/values.js';
import type { ArrayValue } from '../array-value.js';
import { sessionOf } from '../session.js';

/** What a class may do itself, so that Keras's own checks of data and targets are not made. */
const OWN = ['compile', 'fit', 'evaluate', 'train_step', 'test_step', 'compute_loss', 'compiled_loss', '__call__'];

/** Whether a model is trained as Keras trains any: not where its class has a way of its own. */
export function trainsAsKeras(model: ModelInstance, at: Site): boolean {
  if (model.kind !== 'Subclass') return true;
  const cls = sessionOf(at.machine).objects.get(model)?.cls;
  return cls !== undefined && OWN.every((name) => {
    const found = cls.lookUp(name);
    return found === null || !('value' in found);
  });
}

/** Calls a subclassed model on data of another shape than that of its first call: what its layers reject is told of at the layer. Throws a Rejection for what the model itself rejects. */
export function callOnData(model: ModelInstance, { shape, dtype }: ArrayValue): void {
  const [first] = model.inputs;
  if (model.inputs.length !== 1 || !first?.shape || !shape || same(first.shape, shape)) return;
  model.infer({ shape: [null, ...shape.slice(1)], dtype });
}

const same = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((d, i) => i === 0 || d === b[i]);
