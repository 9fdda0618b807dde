import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'read-only-attribute',
  severity: 'error',
  summary: 'A property of layers or models is set that Keras 3 only lets one read.',
  why: 'Python raises an AttributeError. Keras 2 took `self.output = Dense(10)` in a class of one\'s own; in Keras 3 `input`, `output`, `layers`, `metrics`, `losses`, `weights` and their kin have no setter.',
  bad: `class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.output = keras.layers.Dense(10)
#       ^^^^^^^^^^^ read-only-attribute

net = Net()`,
  good: `class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.head = keras.layers.Dense(10)

net = Net()`,
});
