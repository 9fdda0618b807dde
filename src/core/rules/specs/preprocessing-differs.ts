import type { DataArray } from '../../recipe/types.js';
import { defineRule } from '../define.js';

export default defineRule({
  code: 'preprocessing-differs',
  severity: 'warning',
  summary: 'Validation or test images that are scaled otherwise than the training images.',
  why: 'A model knows only the range that it was trained on. Where training divides by 255 and validation does not, validation scores are noise, and one looks for overfitting that is not there. Something is said only where both ways from the same source are known step by step.',
  bad: `(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train / 255
model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(x_train, y_train, validation_data=(x_test, y_test))
#                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ preprocessing-differs`,
  good: `(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train, x_test = x_train / 255, x_test / 255
model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(x_train, y_train, validation_data=(x_test, y_test))`,
  *ofTrained({ recipe }, context) {
    const { train, validation, fitSpan } = recipe;
    if (!train || validation?.x.source.kind !== train.x.source.kind) return;
    if (train.x.source.kind !== 'kerasDataset' && train.x.source.kind !== 'directory') return;
    const [expected, found] = [arithmetic(train.x), arithmetic(validation.x)];
    if (expected === found) return;
    yield {
      span: context.callArgument(fitSpan, 'validation_data', 7) ?? fitSpan,
      message: `Validation images are prepared otherwise than training images (${found || 'not scaled'}, but ${expected || 'not scaled'} for training). Prepare both in the same way.`,
    };
  },
});

/** The steps that change numbers, in words; equal words mean equal steps. */
function arithmetic({ steps }: DataArray): string {
  return steps.flatMap((step) => {
    if (step.op === 'preprocessInput') return [`preprocess_input (${step.mode})`];
    if (step.op === 'divide') return typeof step.by === 'number' ? [`times ${rounded(1 / step.by)}`] : [`divided by ${step.by.join(', ')}`];
    if (step.op === 'multiply') return [`times ${typeof step.by === 'number' ? rounded(step.by) : step.by.join(', ')}`];
    if (step.op === 'add' || step.op === 'subtract') return [`${step.op === 'add' ? 'plus' : 'minus'} ${typeof step.by === 'number' ? step.by : step.by.join(', ')}`];
    return [];
  }).join(', ');
}

const rounded = (factor: number): string => String(Number(factor.toPrecision(4)));
