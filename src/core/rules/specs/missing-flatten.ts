import { defineRule } from '../define.js';
import type { Fix } from '../../analysis.js';
import type { Span } from '../../graph/types.js';
import type { RuleContext } from '../context.js';
import { insertBefore } from '../insert.js';
import { spell } from '../naming.js';
import { CLASS_LOSSES, labelsOf, onlyLoss } from '../losses.js';

export default defineRule({
  code: 'missing-flatten',
  severity: 'warning',
  summary: 'One answer an image is wanted, but the output still has height and width.',
  why: 'Dense works on the last axis only: on a feature map it gives one answer a position. Where labels name one class an image, `fit` stops with a sentence about shapes, after the data was loaded. NeuraLint (Nikanjam et al. 2021) has the same rule. Segmentation, where labels are images as well, is left alone.',
  bad: `(x_train, y_train), _ = keras.datasets.mnist.load_data()
x_train = x_train.reshape(-1, 28, 28, 1) / 255
model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(8, 3, activation="relu"),
    layers.Dense(10, activation="softmax"),
#   ^^^^^^^^^^^^ missing-flatten
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(x_train, y_train)`,
  good: `(x_train, y_train), _ = keras.datasets.mnist.load_data()
x_train = x_train.reshape(-1, 28, 28, 1) / 255
model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(8, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(x_train, y_train)`,
  *check(context) {
    for (const { model, view, recipe } of context.trained) {
      const loss = onlyLoss(recipe);
      const [output] = model.graph.outputs;
      if (!loss || !CLASS_LOSSES.has(loss.className) || model.graph.outputs.length !== 1 || output === undefined || !recipe.train || !labelsOf(recipe.train)) continue;
      const shape = view.shape(output);
      const call = view.maker(output);
      const layer = call && view.layerOf(call);
      if (shape?.length !== 4 || layer?.type !== 'Dense') continue;
      const { span: applied } = call!;
      yield {
        span: context.place(layer), layer: layer.id,
        message: `The labels name one class an image, but the output of "${layer.name}" is a map of ${shape[1] ?? '?'}×${shape[2] ?? '?'} answers. Put Flatten or GlobalAveragePooling2D before it.`,
        fixes: ['GlobalAveragePooling2D', 'Flatten'].flatMap((type) => insertion(context, layer.span, applied, type)),
      };
    }
  },
});

function insertion({ written }: RuleContext, made: Span | null, applied: Span | null, type: string): readonly Fix[] {
  const like = made && written.at(made);
  const spelled = like && spell(type, like, written.parsed);
  const edits = spelled && insertBefore(written, made, applied ?? made, `${spelled.name}()`);
  return edits ? [{ title: `Insert ${type} before it`, edits: [...spelled.edits, ...edits] }] : [];
}
