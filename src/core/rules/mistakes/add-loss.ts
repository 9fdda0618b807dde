import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'add-loss',
  severity: 'error',
  summary: 'add_loss is called on a functional model.',
  why: 'In Keras 3 only a layer or a subclassed model adds to the loss, and inside of its call.',
  bad: `inputs = keras.Input((8,))
outputs = layers.Dense(4)(inputs)
model = keras.Model(inputs, outputs)
added = model.add_loss(keras.ops.mean(outputs))
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ add-loss`,
  good: `class Penalty(layers.Layer):
    def call(self, x):
        self.add_loss(keras.ops.mean(x))
        return x

inputs = keras.Input((8,))
outputs = Penalty()(layers.Dense(4)(inputs))
model = keras.Model(inputs, outputs)`,
});
