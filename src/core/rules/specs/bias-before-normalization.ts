import { grouped } from '../../graph/show.js';
import { WEIGHTED, activationOf } from '../activation.js';
import { defineRule } from '../define.js';

export default defineRule({
  code: 'bias-before-normalization',
  severity: 'hint',
  summary: 'A bias directly before batch normalization.',
  why: 'Batch normalization subtracts the mean of each channel, and with it any constant that was added before; its own `beta` takes the place of the bias (Ioffe & Szegedy 2015, section 3.2). The bias costs memory and time and never changes the result. NeuraLint (Nikanjam et al. 2021) has the same rule.',
  bad: `inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(64, 3, padding="same")(inputs)
#   ^^^^^^^^^^^^^ bias-before-normalization
x = layers.BatchNormalization()(x)
x = layers.ReLU()(x)
model = keras.Model(inputs, x)`,
  good: `inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(64, 3, padding="same", use_bias=False)(inputs)
x = layers.BatchNormalization()(x)
x = layers.ReLU()(x)
model = keras.Model(inputs, x)`,
  alsoGood: [
    `inputs = keras.Input((32, 32, 3))
x = layers.Conv2D(64, 3, activation="relu")(inputs)
x = layers.BatchNormalization()(x)
x = layers.Conv2D(64, 3)(x)
x = layers.BatchNormalization(center=False)(x)
model = keras.Model(inputs, x)`,
    // One constructor call for a layer that is normalized and for one that is not.
    `def block(x, normalized):
    x = layers.Conv2D(8, 3)(x)
    if normalized:
        x = layers.BatchNormalization()(x)
    return layers.ReLU()(x)
inputs = keras.Input((32, 32, 3))
model = keras.Model(inputs, block(block(inputs, True), False))`,
  ],
  needs: ['BatchNormalization'],
  *ofGraph(view, context) {
    for (const call of view.graph.calls) {
      const layer = view.layerOf(call);
      if (layer?.role !== 'layer' || !WEIGHTED.has(layer.type) || layer.config.useBias !== true || activationOf(layer) !== 'linear' || view.callsOf(layer) !== 1) continue;
      const next = view.next(call);
      const normalization = next && view.layerOf(next);
      if (normalization?.type !== 'BatchNormalization' || normalization.config.center !== true) continue;
      const axis = normalization.config.axis;
      const channels = layer.config.dataFormat === 'channels_first' ? 1 : -1;
      if (axis !== channels && axis !== (view.shape(call.outputs[0]!)?.length ?? 0) + channels) continue;
      const bias = layer.weights.find(({ name }) => name === 'bias')?.shape[0];
      yield {
        span: context.place(layer, 'use_bias'), layer: layer.id,
        message: `"${normalization.name}" takes the mean away, and with it the bias of "${layer.name}"${typeof bias === 'number' ? ` (${grouped(bias)} parameters)` : ''}. Pass use_bias=False.`,
        fixes: context.setArgument(layer, 'use_bias', 'False', 'Add use_bias=False'),
      };
    }
  },
});
