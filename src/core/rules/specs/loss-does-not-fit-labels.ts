import { defineRule } from '../define.js';
import { FORMS, type Labels, labelsOf, judgedOutputs } from '../losses.js';

/** What a loss expects of labels. */
const EXPECTED: { readonly [loss: string]: Labels['form'] } = { CategoricalCrossentropy: 'one-hot', CategoricalFocalCrossentropy: 'one-hot', SparseCategoricalCrossentropy: 'integer' };

export default defineRule({
  code: 'loss-does-not-fit-labels',
  severity: 'warning',
  summary: 'Labels in another form than the loss takes, or more classes than the last layer has units.',
  why: 'Categorical crossentropy compares one row of probabilities with one row of labels, so labels must be one-hot; the sparse form takes whole numbers. What a folder of images gives depends on `label_mode` (or `class_mode`), and Keras notices only when `fit` starts, or (where the shapes happen to agree) not at all. A label beyond the last unit makes the loss NaN on some devices. Arrays of the wrong shape are underlined as errors, so nothing more is said of them.',
  bad: `train = keras.utils.image_dataset_from_directory("data/train", image_size=(64, 64))
model = keras.Sequential([keras.Input((64, 64, 3)), layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy")
#                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ loss-does-not-fit-labels
model.fit(train)`,
  good: `train = keras.utils.image_dataset_from_directory("data/train", image_size=(64, 64), label_mode="categorical")
model = keras.Sequential([keras.Input((64, 64, 3)), layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy")
model.fit(train)`,
  alsoGood: [`(x_train, y_train), _ = keras.datasets.mnist.load_data()
x_train = x_train.reshape(-1, 28, 28, 1) / 255
y_train = keras.utils.to_categorical(y_train, 10)
model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy")
model.fit(x_train, y_train)`],
  *ofTrained({ model, view, recipe }, context) {
    for (const { loss, output, index } of judgedOutputs(recipe, model.graph)) {
      const labels = recipe.train && labelsOf(recipe.train, index);
      const expected = EXPECTED[loss.className];
      if (!labels || !expected) continue;
      const units = view.shape(output)?.at(-1) ?? null;
      const fromFolder = recipe.train.y === null;
      if (fromFolder && labels.form !== expected && !(labels.form === 'binary' && expected === 'integer')) {
        const other = expected === 'one-hot' ? 'sparse_categorical_crossentropy' : 'categorical_crossentropy';
        const next = labels.form === 'binary' ? 'Use binary_crossentropy with one sigmoid unit' : `Use ${other}`;
        yield { span: loss.span, message: `${loss.className} expects labels as ${FORMS[expected]}, but the training labels are ${FORMS[labels.form]}. ${next}, or change the labels.` };
      } else if (units !== null && labels.classes !== null && (labels.form === 'one-hot' ? fromFolder && units !== labels.classes : units < labels.classes)) {
        const last = view.maker(output);
        const layer = last && view.layerOf(last);
        yield {
          span: layer?.role === 'layer' ? context.place(layer, layer.type === 'Dense' ? 'units' : undefined) : loss.span,
          message: `The training labels have ${labels.classes} classes, but the model gives ${units} ${units === 1 ? 'value' : 'values'}. Give the last layer one unit a class.`,
        };
      }
    }
  },
});
