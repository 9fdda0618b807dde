import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'input-count',
  severity: 'error',
  summary: 'A layer or a model is given more or fewer tensors than it takes.',
  why: 'Merging layers take a list, a model as many tensors as it has inputs, most layers one.',
  bad: `a, b = keras.Input((8,)), keras.Input((8,))
model = keras.Model([a, b], layers.Add()([a, b]))
outputs = model([a])
#         ^^^^^^^^^^ input-count`,
  good: `a, b = keras.Input((8,)), keras.Input((8,))
model = keras.Model([a, b], layers.Add()([a, b]))
outputs = model([a, b])`,
});
