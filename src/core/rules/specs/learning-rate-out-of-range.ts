import type { ModelGraph } from '../../graph/types.js';
import { defineRule } from '../define.js';

/** Learning rates outside of which an optimizer hardly ever trains: [least, most]. */
const RANGES: { readonly [optimizer: string]: readonly [number, number] } = {
  Adam: [1e-7, 0.05], AdamW: [1e-7, 0.05], Adamax: [1e-7, 0.1], Nadam: [1e-7, 0.05], RMSprop: [1e-7, 0.05], Lion: [1e-8, 0.01],
  SGD: [1e-6, 1], Adagrad: [1e-5, 1], Adadelta: [1e-5, 10], Ftrl: [1e-5, 1],
};

export default defineRule({
  code: 'learning-rate-out-of-range',
  severity: 'warning',
  summary: 'A learning rate that is far from what its optimizer works with.',
  why: 'The same number means different things to different optimizers. Adam moves every weight by about the learning rate in each step (Kingma & Ba 2015, section 2.1), so 0.1 throws weights of size 0.05 about; plain SGD scales the gradient and takes 0.1 well. UMLAUT (Schoop et al. 2021) warns of rates that are out of the usual range. The ranges here are wide on purpose, and a model of a single layer may take large steps: its loss has one valley.',
  bad: `model = keras.Sequential([keras.Input((784,)), layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax")])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.1), loss="sparse_categorical_crossentropy")
#                                             ^^^^^^^^^^^^^^^^^ learning-rate-out-of-range`,
  good: `model = keras.Sequential([keras.Input((784,)), layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax")])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.001), loss="sparse_categorical_crossentropy")`,
  alsoGood: [`model = keras.Sequential([keras.Input((784,)), layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax")])
model.compile(optimizer=keras.optimizers.SGD(0.1, momentum=0.9), loss="sparse_categorical_crossentropy")`, `model = keras.Sequential([keras.Input((9,)), layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(0.1), loss="mae")`],
  *ofTrained({ model, recipe: { optimizer } }, context) {
    const range = RANGES[optimizer.className];
    const rate = optimizer.config.learningRate;
    if (!range || typeof rate !== 'number' || (rate >= range[0] && rate <= range[1])) return;
    if (rate > range[1] && weighted(model.graph) < 2) return;
    const [least, most] = range;
    const what = rate <= 0 ? 'trains nothing' : rate < least ? 'hardly moves any weight' : 'is likely to make the loss grow';
    yield {
      span: context.callArgument(optimizer.span, 'learning_rate', 0) ?? optimizer.span,
      message: `A learning rate of ${rate} ${what} with ${optimizer.className}, which works between ${least} and ${most}. Begin with ${optimizer.className === 'SGD' || optimizer.className === 'Adagrad' ? 0.01 : optimizer.className === 'Adadelta' ? 1 : optimizer.className === 'Lion' ? 0.0001 : 0.001}.`,
    };
  },
});

/** How many layers have weights that are trained; those of models inside count, as what one of them holds. */
const weighted = ({ layers }: ModelGraph): number => layers.reduce((n, { weights, inner }) => n + (weights.some(({ trainable }) => trainable) ? 1 : 0) + (inner ? weighted(inner) : 0), 0);
