"""A small convolutional network for the ten classes of CIFAR-10, with images flipped and moved at random."""
import keras
from keras import layers
from keras.datasets import cifar10

EPOCHS = 12
BATCH = 64

(x_train, y_train), (x_test, y_test) = cifar10.load_data()
x_train = x_train.astype('float32') / 255
x_test = x_test.astype('float32') / 255

model = keras.Sequential([
    keras.Input((32, 32, 3)),
    layers.RandomFlip('horizontal'),
    layers.RandomTranslation(0.08, 0.08, fill_mode='nearest'),
    layers.Conv2D(32, 3, padding='same', use_bias=False),
    layers.BatchNormalization(),
    layers.Activation('relu'),
    layers.MaxPooling2D(),
    layers.Conv2D(64, 3, padding='same', use_bias=False),
    layers.BatchNormalization(),
    layers.Activation('relu'),
    layers.MaxPooling2D(),
    layers.Conv2D(128, 3, padding='same', use_bias=False),
    layers.BatchNormalization(),
    layers.Activation('relu'),
    layers.MaxPooling2D(),
    layers.Flatten(),
    layers.Dropout(0.3),
    layers.Dense(10, activation='softmax'),
])
model.summary()

rate = keras.optimizers.schedules.CosineDecay(2e-3, decay_steps=EPOCHS * (50000 // BATCH))
model.compile(keras.optimizers.Adam(rate), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(x_train, y_train, epochs=EPOCHS, batch_size=BATCH)

test_loss, test_acc = model.evaluate(x_test, y_test)
print('Test accuracy:', test_acc)
