import { RawNative, native } from '../../python/native.js';
import { defineModule } from '../../python/modules.js';
import { unknown } from '../../python/values.js';
import { modelBase, layerBase, sequentialBase } from '../model-class.js';
import { input } from './keras.layers.js';
import { classByName } from '../objects/lookup.js';
import type { Site, Value } from '../../python/values.js';
import { TensorValue } from '../tensor-value.js';
import { PlainClass } from '../../python/classes.js';

/** `keras.KerasTensor`, for `isinstance`. */
class TensorClass extends PlainClass {
  override instanceCheck(value: Value): boolean | null {
    return value instanceof TensorValue || super.instanceCheck(value);
  }
}
export const kerasTensorClass = new TensorClass('KerasTensor');

const bases: Readonly<Record<string, string>> = { Optimizer: 'optimizer', Loss: 'loss', Metric: 'metric', Initializer: 'initializer', Regularizer: 'regularizer' };

export default defineModule({
  names: ['keras'],
  values: { Model: modelBase, Sequential: sequentialBase, Layer: layerBase, Input: input, KerasTensor: kerasTensorClass },
  functions: [
    native('version()', () => '3.15.1'),
    native('InputSpec(*args, **kwargs)', () => null),
    new RawNative('Variable(*args, **kwargs)', (_args, at: Site) => unknown('Variables outside layers are not followed.', at.span)),
  ],
  find: (name) => (bases[name] ? classByName(bases[name], name) : undefined),
  starNames: () => ['layers', 'models', 'optimizers', 'losses', 'metrics', 'callbacks', 'datasets', 'utils', 'ops', 'backend', 'applications', 'regularizers', 'initializers', 'constraints', 'activations', 'preprocessing', 'config', 'random'],
});
