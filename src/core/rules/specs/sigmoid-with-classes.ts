import { lastActivation } from '../activation.js';
import { defineRule } from '../define.js';
import { CLASS_LOSSES, judgedOutputs, takesLogits } from '../losses.js';

export default defineRule({
  code: 'sigmoid-with-classes',
  severity: 'warning',
  summary: 'Several classes through sigmoid under a categorical loss.',
  why: 'Categorical crossentropy expects one distribution over the classes, which softmax makes. Sigmoid gives each class a probability of its own; Keras rescales them silently (categorical) or takes them for a distribution (sparse), and the scores of wrong classes are hardly pushed down. Sigmoid belongs to binary crossentropy, where several labels may hold at once.',
  bad: `model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="sigmoid")])
#                                                                                      ^^^^^^^^^^^^^^^^^^^^ sigmoid-with-classes
model.compile(optimizer="adam", loss="categorical_crossentropy")`,
  good: `model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy")`,
  alsoGood: [`model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="sigmoid")])
model.compile(optimizer="adam", loss="binary_crossentropy")`],
  *ofTrained({ model, view, recipe }, context) {
    for (const { loss, output } of judgedOutputs(recipe, model.graph)) {
      if (!CLASS_LOSSES.has(loss.className) || takesLogits(loss) !== false) continue;
      const last = lastActivation(view, output);
      const units = view.shape(output)?.at(-1) ?? null;
      if (last?.name !== 'sigmoid' || units === null || units < 2) continue;
      const { layer } = last;
      const given = context.argument(layer, 'activation');
      yield {
        span: context.place(layer, 'activation'), layer: layer.id,
        message: `${loss.className} expects one distribution over ${units} classes, but "${layer.name}" gives each a sigmoid of its own. Use softmax, or binary crossentropy where several classes may be right at once.`,
        fixes: given && /^["']sigmoid["']$/.test(context.text.slice(given.valueFrom, given.valueTo)) ? [{ title: 'Change sigmoid to softmax', edits: [{ span: { from: given.valueFrom, to: given.valueTo }, text: '"softmax"' }] }] : [],
        related: loss.span ? [{ span: loss.span, message: 'The loss is chosen here.' }] : [],
      };
    }
  },
});
