import { lastActivation } from '../activation.js';
import { defineRule } from '../define.js';
import { REGRESSION_LOSSES, judgedOutputs } from '../losses.js';

const ACCURACY: ReadonlySet<string> = new Set(['accuracy', 'acc', 'Accuracy', 'BinaryAccuracy', 'binary_accuracy', 'CategoricalAccuracy', 'categorical_accuracy', 'SparseCategoricalAccuracy', 'sparse_categorical_accuracy']);

export default defineRule({
  code: 'accuracy-of-regression',
  severity: 'warning',
  summary: 'Accuracy as a metric of a model that predicts numbers.',
  why: 'Accuracy counts predictions that equal the label (after rounding or taking the largest). Of a model that predicts quantities it is next to 0 or 1 by chance and says nothing. Mean absolute error has the unit of what is predicted. Nothing is said of models that end in softmax or sigmoid.',
  bad: `model = keras.Sequential([keras.Input((13,)), layers.Dense(64, activation="relu"), layers.Dense(1)])
model.compile(optimizer="adam", loss="mse", metrics=["accuracy"])
#                                           ^^^^^^^^^^^^^^^^^^^^ accuracy-of-regression
model.fit(keras.ops.zeros((4, 13)), keras.ops.zeros((4, 1)))`,
  good: `model = keras.Sequential([keras.Input((13,)), layers.Dense(64, activation="relu"), layers.Dense(1)])
model.compile(optimizer="adam", loss="mse", metrics=["mae"])
model.fit(keras.ops.zeros((4, 13)), keras.ops.zeros((4, 1)))`,
  alsoGood: [`model = keras.Sequential([keras.Input((13,)), layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss="mse", metrics=["accuracy"])
model.fit(keras.ops.zeros((4, 13)), keras.ops.zeros((4, 1)))`],
  *ofTrained({ model, view, recipe }) {
    // A model that is trained batch by batch may be half of a GAN, whose squared error judges real and fake.
    if (!recipe.fitSpan) return;
    for (const { loss, output, index } of judgedOutputs(recipe, model.graph)) {
      if (!REGRESSION_LOSSES.has(loss.className)) continue;
      const metric = recipe.metrics.find(({ className, output: of = index }) => of === index && ACCURACY.has(className));
      const last = lastActivation(view, output);
      if (!metric || !last || !['linear', 'relu', 'softplus'].includes(last.name)) continue;
      yield { span: metric.span ?? recipe.compileSpan, message: `Accuracy counts exact hits, but ${loss.className} on "${last.layer.name}" predicts quantities. Use "mae" or "root_mean_squared_error" as metric.` };
    }
  },
});
