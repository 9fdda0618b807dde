import { defineRule } from '../define.js';
import { insertion } from '../insert.js';
import { CLASS_LOSSES, labelsOf, judgedOutputs } from '../losses.js';

export default defineRule({
  code: 'missing-flatten',
  severity: 'warning',
  summary: 'One answer an image is wanted, but the output still has height and width.',
  why: 'Dense works on the last axis only: on a feature map it gives one answer a position. Where labels name one class an image, `fit` stops with a sentence about shapes, after the data was loaded. Labels in arrays are underlined as errors by themselves; this is about those that come from folders. NeuraLint (Nikanjam et al. 2021) has the same rule. Segmentation, where labels are images as well, is left alone.',
  bad: `train = keras.utils.image_dataset_from_directory("data/train", image_size=(64, 64))
model = keras.Sequential([
    keras.Input((64, 64, 3)),
    layers.Rescaling(1 / 255),
    layers.Conv2D(8, 3, activation="relu"),
    layers.Dense(10, activation="softmax"),
#   ^^^^^^^^^^^^ missing-flatten
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(train)`,
  good: `train = keras.utils.image_dataset_from_directory("data/train", image_size=(64, 64))
model = keras.Sequential([
    keras.Input((64, 64, 3)),
    layers.Rescaling(1 / 255),
    layers.Conv2D(8, 3, activation="relu"),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(train)`,
  *ofTrained({ model, view, recipe }, context) {
    const [judged] = judgedOutputs(recipe, model.graph);
    if (!judged || !CLASS_LOSSES.has(judged.loss.className) || model.graph.outputs.length !== 1 || recipe.train?.y !== null || !labelsOf(recipe.train, 0)) return;
    const { output } = judged;
    const shape = view.shape(output);
    const call = view.maker(output);
    const layer = call && view.layerOf(call);
    if (shape?.length !== 4 || layer?.type !== 'Dense') return;
    const { span: applied } = call!;
    yield {
      span: context.place(layer), layer: layer.id,
      message: `The labels name one class an image, but the output of "${layer.name}" is a map of ${shape[1] ?? '?'}×${shape[2] ?? '?'} answers. Put Flatten or GlobalAveragePooling2D before it.`,
      fixes: ['GlobalAveragePooling2D', 'Flatten'].flatMap((type) => insertion(context.written, layer.span, applied, type)),
    };
  },
});
