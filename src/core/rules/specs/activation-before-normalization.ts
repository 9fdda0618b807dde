import { WEIGHTED, activationOf } from '../activation.js';
import { defineRule } from '../define.js';

export default defineRule({
  code: 'activation-before-normalization',
  severity: 'hint',
  optIn: true,
  summary: 'Batch normalization after the activation instead of before it.',
  why: 'Ioffe & Szegedy (2015, section 3.2) normalize the weighted sum, before the activation, where its distribution is closest to a normal one; published networks follow them, and NeuraLint (Nikanjam et al. 2021) expects it. Others measured that the opposite order trains as well, so this advice is given only to those who ask for it.',
  bad: `inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(64, 3, activation="relu")(inputs)
#                        ^^^^^^^^^^^^^^^^^ activation-before-normalization
x = layers.BatchNormalization()(x)
model = keras.Model(inputs, x)`,
  good: `inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(64, 3, use_bias=False)(inputs)
x = layers.BatchNormalization()(x)
x = layers.ReLU()(x)
model = keras.Model(inputs, x)`,
  needs: ['BatchNormalization'],
  *ofGraph(view, context) {
    for (const call of view.graph.calls) {
      const layer = view.layerOf(call);
      const next = layer?.role === 'layer' && WEIGHTED.has(layer.type) && view.callsOf(layer) === 1 ? view.next(call) : undefined;
      const normalization = next && view.layerOf(next);
      if (!layer || normalization?.type !== 'BatchNormalization') continue;
      const name = activationOf(layer);
      if (name === null || name === 'linear') continue;
      yield { span: context.place(layer, 'activation'), layer: layer.id, message: `"${normalization.name}" normalizes after the ${name} of "${layer.name}". Take the activation out of the layer and apply it after the normalization.` };
    }
  },
});
