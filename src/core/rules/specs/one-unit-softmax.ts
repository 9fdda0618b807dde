import { lastActivation } from '../activation.js';
import { defineRule } from '../define.js';

export default defineRule({
  code: 'one-unit-softmax',
  severity: 'warning',
  summary: 'A softmax over an axis of length 1.',
  why: 'Softmax divides by the sum over its axis. With one entry the result is always 1, whatever the input: no gradient flows and nothing is learned. For a yes-or-no question take one unit with sigmoid, or two with softmax.',
  bad: `model = keras.Sequential([keras.Input((64, 64, 3)), layers.Flatten(), layers.Dense(1, activation="softmax")])
#                                                                                     ^^^^^^^^^^^^^^^^^^^^ one-unit-softmax`,
  good: `model = keras.Sequential([keras.Input((64, 64, 3)), layers.Flatten(), layers.Dense(1, activation="sigmoid")])`,
  alsoGood: [`inputs = keras.Input((7, 16))
scores = layers.Dense(1)(inputs)
weights = layers.Softmax(axis=1)(scores)
model = keras.Model(inputs, weights)`],
  *ofGraph(view, context) {
    for (const call of view.graph.calls) {
      const [output] = call.outputs;
      const shape = output === undefined ? null : view.shape(output);
      const layer = view.layerOf(call);
      if (output === undefined || !shape?.includes(1) || !layer) continue;
      const last = lastActivation(view, output);
      if (last?.call !== call || last.name !== 'softmax') continue;
      if (shape.at(last.axis) !== 1 || shape.length < 2) continue;
      const given = context.argument(layer, 'activation');
      const place = layer.role === 'operation' ? layer.span : context.place(layer, 'activation');
      yield {
        span: place, layer: layer.id,
        message: `"${layer.name}" applies softmax to a single value, which always gives 1. Use sigmoid for one unit, or give it one unit a class.`,
        fixes: layer.type !== 'Softmax' && given && /^["']softmax["']$/.test(context.text.slice(given.valueFrom, given.valueTo)) ? [{ title: 'Change softmax to sigmoid', edits: [{ span: { from: given.valueFrom, to: given.valueTo }, text: '"sigmoid"' }] }] : [],
      };
    }
  },
});
