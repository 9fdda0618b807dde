import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'legacy-method',
  severity: 'warning',
  summary: 'A method of models that Keras 3 removed.',
  why: 'Python finds no such attribute; the message says what takes its place.',
  bad: `model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
classes = model.predict_classes(keras.ops.zeros((4, 8)))
#               ^^^^^^^^^^^^^^^ legacy-method`,
  good: `model = keras.Sequential([keras.Input((8,)), layers.Dense(1)])
classes = model.predict(keras.ops.zeros((4, 8))).argmax(axis=-1)`,
});
