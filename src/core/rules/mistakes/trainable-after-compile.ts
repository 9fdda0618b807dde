import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'trainable-after-compile',
  severity: 'warning',
  summary: 'A layer is frozen or released after the model was compiled.',
  why: 'Keras collects what is trained when the model is compiled; a later change has no effect until it is compiled again.',
  bad: `model = keras.Sequential([keras.Input((8,)), layers.Dense(4, activation="relu"), layers.Dense(1)])
model.compile(loss="mse")
for layer in model.layers[:1]:
    layer.trainable = False
#   ^^^^^^^^^^^^^^^ trainable-after-compile
model.fit(keras.ops.zeros((4, 8)), keras.ops.zeros((4, 1)))`,
  good: `model = keras.Sequential([keras.Input((8,)), layers.Dense(4, activation="relu"), layers.Dense(1)])
for layer in model.layers[:1]:
    layer.trainable = False
model.compile(loss="mse")
model.fit(keras.ops.zeros((4, 8)), keras.ops.zeros((4, 1)))`,
});
