import type { ModelGraph } from '../../graph/types.js';
import { defineRule } from '../define.js';

export default defineRule({
  code: 'no-shuffling',
  severity: 'warning',
  summary: 'Training images that come in the same order every epoch.',
  why: 'Stochastic gradient descent counts on batches that are samples of the whole (Bottou 2012, "Stochastic Gradient Descent Tricks"). A folder is read class by class: without shuffling, each batch shows one class, and the model learns the last one it saw. Batch normalization suffers as well. Nothing is said of sequences, where order may matter.',
  bad: `train = keras.utils.image_dataset_from_directory("data/train", image_size=(64, 64), shuffle=False)
#                                                                                   ^^^^^^^^^^^^^ no-shuffling
model = keras.Sequential([keras.Input((64, 64, 3)), layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(train)`,
  good: `train = keras.utils.image_dataset_from_directory("data/train", image_size=(64, 64))
held_out = keras.utils.image_dataset_from_directory("data/validation", image_size=(64, 64), shuffle=False)
model = keras.Sequential([keras.Input((64, 64, 3)), layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(train, validation_data=held_out)`,
  alsoGood: [`import tensorflow as tf
(x_train, y_train), _ = keras.datasets.cifar10.load_data()
train = tf.data.Dataset.from_tensor_slices((x_train / 255, y_train)).shuffle(1024).batch(32)
model = keras.Sequential([keras.Input((32, 32, 3)), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(train)`, `import numpy as np
model = keras.Sequential([keras.Input((20, 4)), layers.LSTM(8), layers.Dense(1)])
model.compile(optimizer="adam", loss="mse")
model.fit(np.zeros((100, 20, 4)), np.zeros((100, 1)), shuffle=False)`],
  *ofTrained({ model, recipe }, context) {
    const { train, shuffle, fitSpan } = recipe;
    if (!train || !ofImages(model.graph)) return;
    // The batches of a class of the program's own are put into a random order by fit.
    if (train.numbered && train.order && shuffle) return;
    const { source } = train.x;
    if (source.kind === 'directory' && train.shuffle === false) {
      yield { span: context.callArgument(source.span, 'shuffle', Infinity) ?? source.span, message: 'The training images are read folder by folder, so that a batch shows one class only. Leave shuffle=True, and switch it off for validation and test.' };
    } else if (source.kind !== 'directory' && train.shuffle === false) {
      yield { span: context.callArgument(fitSpan, 'x', 0) ?? fitSpan, message: 'This data set gives its images in the same order every epoch, and fit does not shuffle data sets. Put .shuffle(...) before .batch(...).' };
    } else if (source.kind !== 'directory' && train.shuffle === null && !shuffle) {
      yield { span: context.callArgument(fitSpan, 'shuffle', 8) ?? fitSpan, message: 'With shuffle=False every epoch shows the same batches in the same order. Leave shuffle out: True is the default.' };
    }
  },
});

/** Whether a model reads single images: its input has four axes. */
const ofImages = ({ inputs, tensors }: ModelGraph): boolean => inputs.length === 1 && tensors[inputs[0]!]?.shape?.length === 4;
