import { defineRule } from '../define.js';

export default defineRule({
  code: 'dropout-before-normalization',
  severity: 'hint',
  summary: 'Dropout directly before batch normalization.',
  why: 'Dropout changes the variance of its output between training and use, but batch normalization goes on with the variance that it saw while training (Li, Chen, Hu & Yang 2019, "Understanding the Disharmony between Dropout and Batch Normalization by Variance Shift"). Put dropout behind the last normalization. NeuraLint (Nikanjam et al. 2021) has the same rule.',
  bad: `model = keras.Sequential([
    keras.Input((64,)),
    layers.Dense(128, activation="relu"),
    layers.Dropout(0.5),
#   ^^^^^^^^^^^^^^ dropout-before-normalization
    layers.BatchNormalization(),
    layers.Dense(10, activation="softmax"),
])`,
  good: `model = keras.Sequential([
    keras.Input((64,)),
    layers.Dense(128, activation="relu"),
    layers.BatchNormalization(),
    layers.Dropout(0.5),
    layers.Dense(10, activation="softmax"),
])`,
  needs: ['BatchNormalization'],
  *ofGraph(view, context) {
    for (const call of view.graph.calls) {
      const layer = view.layerOf(call);
      const next = layer?.type === 'Dropout' && layer.config.rate !== 0 ? view.next(call) : undefined;
      const normalization = next && view.layerOf(next);
      if (!layer || normalization?.type !== 'BatchNormalization') continue;
      yield { span: context.place(layer), layer: layer.id, message: `"${normalization.name}" normalizes what "${layer.name}" leaves while training, which has another variance than what it gets in use. Put the dropout after it.` };
    }
  },
});
