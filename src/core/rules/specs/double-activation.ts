import type { Call, Layer } from '../../graph/types.js';
import { WEIGHTED, activationOf } from '../activation.js';
import type { RuleContext } from '../context.js';
import { defineRule } from '../define.js';

/** Layers that are an activation and nothing else. */
const LAYERS: { readonly [type: string]: string } = { ReLU: 'relu', LeakyReLU: 'leaky_relu', PReLU: 'prelu', ELU: 'elu', Softmax: 'softmax' };

export default defineRule({
  code: 'double-activation',
  severity: 'warning',
  summary: 'Two activations directly one after the other.',
  why: 'A layer with `activation="relu"` followed by LeakyReLU passes no negative values on, so LeakyReLU does nothing; relu before softmax cuts scores off below zero, and softmax twice flattens the probabilities. One of the two was meant. NeuraLint (Nikanjam et al. 2021) reports redundant activations.',
  bad: `inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(64, 3, activation="relu")(inputs)
#                        ^^^^^^^^^^^^^^^^^ double-activation
x = layers.LeakyReLU()(x)
model = keras.Model(inputs, x)`,
  good: `inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(64, 3)(inputs)
x = layers.LeakyReLU()(x)
model = keras.Model(inputs, x)`,
  alsoGood: [`inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(64, 3, activation="linear")(inputs)
x = layers.BatchNormalization()(x)
x = layers.Activation("relu")(x)
x = layers.MaxPooling2D()(x)
model = keras.Model(inputs, layers.Activation("sigmoid")(x))`],
  *ofGraph(view, context) {
    for (const call of view.graph.calls) {
      const layer = view.layerOf(call);
      const next = layer && view.callsOf(layer) === 1 ? view.next(call) : undefined;
      const second = next && view.layerOf(next);
      const [first, then] = [layer && nameOf(layer), second && !WEIGHTED.has(second.type) ? nameOf(second) : null];
      if (!layer || !second || !first || !then || first === 'linear' || then === 'linear') continue;
      yield { ...finding(context, layer, second, next), message: `"${layer.name}" applies ${first}, and "${second.name}" applies ${then} to its result at once. Keep one of the two.` };
    }
  },
});

function finding(context: RuleContext, layer: Layer, second: Layer, call: Call) {
  const given = context.argument(layer, 'activation');
  const removable = given && WEIGHTED.has(layer.type) && given.form === 'keyword';
  return {
    span: context.place(layer, 'activation'), layer: layer.id,
    related: second.span ? [{ span: call.span ?? second.span, message: `"${second.name}" is applied here.` }] : [],
    fixes: removable ? [{ title: 'Leave this activation out', edits: [{ span: { from: given.valueFrom, to: given.valueTo }, text: 'None' }] }] : [],
  };
}

/** The activation that a layer ends with; null where it has none of its own or that is not known. */
function nameOf(layer: Layer): string | null {
  if (layer.role !== 'layer') return null;
  return LAYERS[layer.type] ?? (layer.type === 'Activation' || WEIGHTED.has(layer.type) ? activationOf(layer) : null);
}
