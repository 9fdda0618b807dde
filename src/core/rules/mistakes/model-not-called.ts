import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'model-not-called',
  severity: 'warning',
  summary: 'input or output is asked of a model that was never called.',
  why: 'In Keras 3 they are the tensors of a Sequential\'s first call. Its own tensors are its inputs and outputs.',
  bad: `model = keras.Sequential([keras.Input((8,)), layers.Dense(4)])
features = keras.Model(model.inputs, model.output)
#                                    ^^^^^^^^^^^^ model-not-called`,
  good: `model = keras.Sequential([keras.Input((8,)), layers.Dense(4)])
features = keras.Model(model.inputs, model.outputs[0])`,
});
