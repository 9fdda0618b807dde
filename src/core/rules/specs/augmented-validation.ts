import { defineRule } from '../define.js';

export default defineRule({
  code: 'augmented-validation',
  severity: 'warning',
  summary: 'Random changes of the images on which the model is judged.',
  why: 'Augmentation makes training harder on purpose. Validation and test images should be what the model will meet: with random changes the score is lower than the truth and differs from one evaluation to the next. A generator that splits off its own validation part augments that part, too: make a second one without augmentation, with the same split.',
  bad: `from tensorflow.keras.preprocessing.image import ImageDataGenerator
augmented = ImageDataGenerator(rescale=1 / 255, rotation_range=20)
train = augmented.flow_from_directory("data/train", target_size=(64, 64))
held_out = augmented.flow_from_directory("data/validation", target_size=(64, 64))
model = keras.Sequential([keras.Input((64, 64, 3)), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy")
model.fit(train, validation_data=held_out)
#                ^^^^^^^^^^^^^^^^^^^^^^^^ augmented-validation`,
  good: `from tensorflow.keras.preprocessing.image import ImageDataGenerator
augmented = ImageDataGenerator(rescale=1 / 255, rotation_range=20)
plain = ImageDataGenerator(rescale=1 / 255)
train = augmented.flow_from_directory("data/train", target_size=(64, 64))
held_out = plain.flow_from_directory("data/validation", target_size=(64, 64))
model = keras.Sequential([keras.Input((64, 64, 3)), layers.Flatten(), layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="categorical_crossentropy")
model.fit(train, validation_data=held_out)`,
  *ofTrained({ recipe }, context) {
    const step = recipe.validation?.x.steps.find((one) => one.op === 'augment');
    if (step?.op !== 'augment') return;
    const place = step.parts[0]?.span ?? null;
    yield {
      span: context.callArgument(recipe.fitSpan, 'validation_data', 7) ?? recipe.fitSpan,
      message: 'Validation images are changed at random, so the score is not that of the images as they are. Read them through a generator without augmentation.',
      related: place ? [{ span: place, message: 'The random changes are set here.' }] : [],
    };
  },
});
