import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'not-cloned',
  severity: 'error',
  summary: 'A model is cloned that holds a layer which Keras cannot make again.',
  why: 'clone_model makes each layer again from its configuration. A function of the program must be registered for that, and a class of one\'s own must take the arguments that Keras keeps of every layer.',
  bad: `class Scale(layers.Layer):
    def __init__(self, factor=2.0):
        super().__init__()
        self.factor = factor

    def call(self, x):
        return self.factor * x

inputs = keras.Input((8,))
model = keras.Model(inputs, Scale()(inputs))
copy = keras.models.clone_model(model)
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not-cloned`,
  good: `class Scale(layers.Layer):
    def __init__(self, factor=2.0, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor

    def call(self, x):
        return self.factor * x

inputs = keras.Input((8,))
model = keras.Model(inputs, Scale()(inputs))
copy = keras.models.clone_model(model)`,
});
