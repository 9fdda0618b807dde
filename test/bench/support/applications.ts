/** A training step of a published architecture from the text of a Keras file, as `convlens train` makes it. */
import { analyze } from '../../../src/core/analyze.js';
import { initialWeights, shapeOf } from '../../../src/engine/model/initialize.js';
import { initialSlots } from '../../../src/engine/training/optimize.js';
import { planTraining } from '../../../src/engine/training/plan.js';
import { trainingStep } from '../../../src/engine/training/step.js';
import type { StepDefinition, TypedArray, Variable } from '../../../src/engine/trace/step.js';
import { generator } from '../../../src/engine/trace/random.js';

export interface ApplicationStep {
  readonly definition: StepDefinition;
  readonly variables: Readonly<Record<string, Variable>>;
  readonly inputs: Readonly<Record<string, TypedArray>>;
}

/** Images of `size` by `size` pixels, ten classes, RMSprop; weights by Keras's initializers. */
export function applicationStep(name: string, size: number, batch: number): ApplicationStep {
  const source = `import keras\nmodel = keras.applications.${name}(weights=None, input_shape=(${size}, ${size}, 3), classes=10)\nmodel.compile('rmsprop', 'sparse_categorical_crossentropy')\n`;
  const model = analyze(source).models.find(({ recipe }) => recipe !== null);
  if (!model?.recipe) throw new Error(`${name} could not be analysed.`);
  const plan = planTraining(model.graph, model.recipe, [{ shape: [], dtype: 'int32' }], source);
  const trained = plan.weights.filter(({ trainable }) => trainable).map((weight) => ({ name: weight.name, shape: shapeOf(weight) }));
  const next = generator(1, 0, name);
  return {
    definition: trainingStep(plan, batch),
    variables: { ...initialWeights(model.graph, 1), ...initialSlots(plan.optimizer, trained) },
    inputs: {
      x0: Float32Array.from({ length: batch * size * size * 3 }, () => next() / 2 ** 32),
      y0: Int32Array.from({ length: batch }, () => next() % 10),
      learningRate: Float32Array.of(plan.learningRate.at(0)),
      iteration: Float32Array.of(0),
    },
  };
}
