import type { Part } from '../../recipe/types.js';
import { lastActivation } from '../activation.js';
import { defineRule } from '../define.js';
import { BINARY_LOSSES, CLASS_LOSSES, judgedOutputs, takesLogits } from '../losses.js';

/** Activations whose values are certainly no probabilities. */
const NO_PROBABILITIES: ReadonlySet<string> = new Set(['linear', 'relu', 'relu6', 'tanh', 'leaky_relu', 'elu', 'selu', 'gelu', 'silu', 'swish', 'softsign', 'log_softmax']);

export default defineRule({
  code: 'loss-does-not-fit-activation',
  severity: 'warning',
  summary: 'A crossentropy that expects probabilities on an output that gives none, or several softmax classes under a binary loss.',
  why: 'Crossentropy takes the logarithm of a probability. Where the last layer gives raw scores (no activation) or values outside 0 to 1 (relu, tanh), Keras clips them and the loss says nothing. Either add softmax (one class of many) or sigmoid (yes or no), or tell the loss with `from_logits=True`. NeuraLint (Nikanjam et al. 2021) checks the same pair.',
  bad: `model = keras.Sequential([keras.Input((32, 32, 3)), layers.Flatten(), layers.Dense(10)])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
#                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ loss-does-not-fit-activation`,
  good: `model = keras.Sequential([keras.Input((32, 32, 3)), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")`,
  alsoGood: [
    `inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(2, 1)(inputs)
outputs = layers.Softmax()(x)
model = keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss="categorical_crossentropy")`,
    `model = keras.Sequential([keras.Input((8,)), layers.Dense(5, activation="sigmoid")])
model.compile(optimizer="adam", loss="binary_crossentropy")`,
    `model = keras.Sequential([keras.Input((8,)), layers.Dense(10), layers.Lambda(lambda x: keras.ops.softmax(x))])
model.compile(optimizer="adam", loss="categorical_crossentropy")`,
  ],
  *ofTrained({ model, view, recipe }) {
    const told = new Set<Part>();
    for (const { loss, output } of judgedOutputs(recipe, model.graph)) {
      const binary = BINARY_LOSSES.has(loss.className);
      if (told.has(loss) || takesLogits(loss) !== false || (!binary && !CLASS_LOSSES.has(loss.className))) continue;
      const last = lastActivation(view, output);
      if (!last) continue;
      const { layer, name } = last;
      const related = layer.span ? [{ span: layer.span, message: 'The last activation stands here.' }] : [];
      const units = view.shape(output)?.at(-1) ?? null;
      const wanted = binary ? 'sigmoid' : 'softmax';
      if (NO_PROBABILITIES.has(name)) {
        const found = name === 'linear' ? 'has no activation' : `gives ${name}`;
        yield { span: loss.span, related, message: `${loss.className} expects probabilities, but the last layer "${layer.name}" ${found}. Give it activation="${wanted}", or pass from_logits=True with a layer without activation.` };
      } else if (binary && name === 'softmax' && units !== null && units > 2) {
        yield { span: loss.span, related, message: `${loss.className} treats each of the ${units} outputs as a question of its own, but "${layer.name}" makes them one choice by softmax. Use categorical crossentropy, or sigmoid where several classes may be right at once.` };
      } else continue;
      told.add(loss);
    }
  },
});
