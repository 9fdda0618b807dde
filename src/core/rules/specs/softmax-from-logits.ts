import type { Part } from '../../recipe/types.js';
import { lastActivation } from '../activation.js';
import { defineRule } from '../define.js';
import { BINARY_LOSSES, CLASS_LOSSES, judgedOutputs, takesLogits } from '../losses.js';

export default defineRule({
  code: 'softmax-from-logits',
  severity: 'warning',
  summary: 'A loss with `from_logits=True` on an output that went through softmax or sigmoid already.',
  why: 'With `from_logits=True` the loss applies softmax (or sigmoid) itself. Applied twice, it flattens the probabilities: gradients become small and the model can never be sure of a class. UMLAUT (Schoop et al. 2021) found this among the errors that beginners do not notice, because training runs on.',
  bad: `model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
#                                                                               ^^^^^^^^^^^^^^^^ softmax-from-logits`,
  good: `model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10)])
model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))`,
  alsoGood: [`model = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss="binary_crossentropy")`, `inputs = keras.Input((32,))
kind = layers.Dense(5, name="kind")(inputs)
good = layers.Dense(1, activation="sigmoid", name="good")(inputs)
model = keras.Model(inputs, [kind, good])
model.compile(loss={"good": "binary_crossentropy", "kind": keras.losses.CategoricalCrossentropy(from_logits=True)})`],
  *ofTrained({ model, view, recipe }, context) {
    const told = new Set<Part>();
    for (const { loss, output } of judgedOutputs(recipe, model.graph)) {
      if (told.has(loss) || takesLogits(loss) !== true) continue;
      const expected = CLASS_LOSSES.has(loss.className) || BINARY_LOSSES.has(loss.className);
      const last = lastActivation(view, output);
      if (!last || !expected || (last.name !== 'softmax' && last.name !== 'sigmoid')) continue;
      const span = context.callArgument(loss.span, 'from_logits', 0) ?? loss.span;
      const { layer } = last;
      told.add(loss);
      yield {
        span,
        message: `${loss.className} with from_logits=True expects raw scores, but "${layer.name}" gives ${last.name} already. Take the activation away, or leave from_logits out.`,
        related: layer.span ? [{ span: layer.span, message: `The output's ${last.name} is applied here.` }] : [],
        fixes: span && span !== loss.span && span.file === undefined ? [{ title: 'Say that the output is probabilities', edits: [{ span, text: 'from_logits=False' }] }] : [],
      };
    }
  },
});
