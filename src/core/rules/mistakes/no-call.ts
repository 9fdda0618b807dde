import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'no-call',
  severity: 'error',
  summary: 'A layer or model is called that has no call method.',
  why: 'What a layer or model of one\'s own computes stands in its call(self, inputs).',
  bad: `class Double(layers.Layer):
    def forward(self, x):
        return 2 * x

outputs = Double()(keras.Input((8,)))
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-call`,
  good: `class Double(layers.Layer):
    def call(self, x):
        return 2 * x

outputs = Double()(keras.Input((8,)))`,
});
