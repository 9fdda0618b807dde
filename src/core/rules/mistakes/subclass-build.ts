import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'subclass-build',
  severity: 'warning',
  summary: 'build is called on a subclassed model.',
  why: 'Keras 3 makes the weights of its layers at the first call, not in build.',
  bad: `class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(4)

    def call(self, x):
        return self.dense(x)

model = Net()
built = model.build((None, 8))
#       ^^^^^^^^^^^^^^^^^^^^^^ subclass-build`,
  good: `class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(4)

    def call(self, x):
        return self.dense(x)

model = Net()
outputs = model(keras.ops.zeros((1, 8)))`,
});
