import type { Call, Layer } from '../../graph/types.js';
import type { DataArray } from '../../recipe/types.js';
import { WEIGHTED } from '../activation.js';
import { defineRule } from '../define.js';
import type { GraphView } from '../graph-view.js';

/** Layers that leave the range of pixels as it is. */
const KEEPS_RANGE: ReadonlySet<string> = new Set([
  'RandomFlip', 'RandomRotation', 'RandomZoom', 'RandomTranslation', 'RandomCrop', 'RandomShear', 'CenterCrop', 'Resizing', 'Cropping2D', 'ZeroPadding2D',
  'Reshape', 'Permute', 'Flatten', 'Identity', 'Dropout', 'MaxPooling2D', 'AveragePooling2D',
]);
/** Steps that move or copy numbers without changing them. */
const COPIES: ReadonlySet<string> = new Set(['reshape', 'cast', 'expandDims', 'squeeze', 'slice', 'resize', 'augment']);

export default defineRule({
  code: 'unscaled-pixels',
  severity: 'warning',
  summary: 'Pixels from 0 to 255 that reach the first layer with weights unscaled.',
  why: 'Initial weights are made for inputs around 0 to 1 (Glorot & Bengio 2010). Values up to 255 make the first outputs and gradients hundreds of times too large: training starts with a huge loss, is unstable or needs a tiny learning rate. UMLAUT (Schoop et al. 2021) checks it before anything else. Something is said only where the data and every step between it and the layer are known.',
  bad: `(x_train, y_train), _ = keras.datasets.cifar10.load_data()
model = keras.Sequential([keras.Input((32, 32, 3)), layers.Conv2D(8, 3, activation="relu"), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(x_train, y_train, epochs=5)
#         ^^^^^^^ unscaled-pixels`,
  good: `(x_train, y_train), _ = keras.datasets.cifar10.load_data()
x_train = x_train.astype("float32") / 255
model = keras.Sequential([keras.Input((32, 32, 3)), layers.Conv2D(8, 3, activation="relu"), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(x_train, y_train, epochs=5)`,
  alsoGood: [
    `(x_train, y_train), _ = keras.datasets.cifar10.load_data()
model = keras.Sequential([keras.Input((32, 32, 3)), layers.RandomFlip(), layers.Rescaling(1 / 255), layers.Conv2D(8, 3, activation="relu"), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(x_train, y_train)`,
    `(x_train, y_train), _ = keras.datasets.cifar10.load_data()
inputs = keras.Input((32, 32, 3))
x = keras.applications.vgg16.preprocess_input(inputs)
x = layers.Conv2D(8, 3, activation="relu")(x)
model = keras.Model(inputs, layers.Dense(10, activation="softmax")(layers.Flatten()(x)))
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(x_train, y_train)`,
    `(x_train, y_train), _ = keras.datasets.cifar10.load_data()
model = keras.Sequential([keras.Input((32, 32, 3)), layers.Conv2D(8, 3, use_bias=False), layers.BatchNormalization(), layers.ReLU(), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(x_train, y_train)`,
    `(x_train, y_train), _ = keras.datasets.cifar10.load_data()
x_train = (x_train - x_train.mean()) / x_train.std()
model = keras.Sequential([keras.Input((32, 32, 3)), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(x_train, y_train)`,
  ],
  *ofTrained({ model, view, recipe }, context) {
    const data = recipe.train?.x;
    const [input] = model.graph.inputs;
    if (!data || !arePixels(data) || model.graph.inputs.length !== 1 || input === undefined) return;
    const reached = view.readers(input).map((call) => firstWeighted(view, call));
    const layer = reached.length > 0 && reached.every((call) => call !== null) ? view.layerOf(reached[0]!) : undefined;
    if (!layer) return;
    yield {
      span: context.callArgument(recipe.fitSpan, 'x', 0) ?? recipe.fitSpan,
      message: `The pixels of this data run from 0 to 255, and "${layer.name}" gets them unscaled. Divide by 255, or begin the model with layers.Rescaling(1 / 255).`,
      related: data.span ? [{ span: data.span, message: 'The pixels are read here.' }] : [],
    };
  },
});

const arePixels = ({ source, steps }: DataArray): boolean => ((source.kind === 'kerasDataset' && source.part === 'x') || source.kind === 'directory') && steps.every(({ op }) => COPIES.has(op));

/** The first layer with weights on a straight way from the input; null where it or anything before it could scale. */
function firstWeighted(view: GraphView, from: Call): Call | null {
  for (let call: Call | undefined = from; call; call = view.next(call)) {
    const layer = view.layerOf(call);
    if (layer && onlyKeepsRange(layer)) continue;
    if (layer?.role !== 'layer') return null;
    if (WEIGHTED.has(layer.type)) {
      const next = view.next(call);
      // A normalization takes away whatever scale a weighted sum has.
      return next && /Normalization$/.test(view.layerOf(next)?.type ?? '') ? null : call;
    }
    if (!KEEPS_RANGE.has(layer.type)) return null;
  }
  return null;
}

/** A model of nothing but augmentation and the like, as it is often put first. */
const onlyKeepsRange = ({ role, inner }: Layer): boolean => role === 'model' && inner !== undefined && !inner.incomplete && inner.layers.every(({ role: own, type }) => own === 'layer' && (type === 'InputLayer' || KEEPS_RANGE.has(type)));
