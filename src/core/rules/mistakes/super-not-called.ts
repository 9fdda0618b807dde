import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'super-not-called',
  severity: 'error',
  summary: 'A layer or model is used whose __init__ does not call that of Keras.',
  why: 'super().__init__() prepares what every layer keeps: its weights, its layers, its name.',
  bad: `class Double(layers.Layer):
    def __init__(self):
        self.factor = 2

    def call(self, x):
        return self.factor * x

outputs = Double()(keras.Input((8,)))
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^ super-not-called`,
  good: `class Double(layers.Layer):
    def __init__(self):
        super().__init__()
        self.factor = 2

    def call(self, x):
        return self.factor * x

outputs = Double()(keras.Input((8,)))`,
});
