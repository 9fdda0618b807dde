"""AlexNet (Krizhevsky, Sutskever, Hinton 2012). Three of its convolutions were split between two GPUs: groups=2."""
import keras
from keras import layers

IMAGE_SIZE = (227, 227)
CLASSES = 1000

model = keras.Sequential([
    layers.Input(shape=IMAGE_SIZE + (3,)),
    layers.Rescaling(1 / 255),
    layers.Conv2D(96, 11, strides=4, activation='relu'),
    layers.MaxPooling2D(3, strides=2),
    layers.Conv2D(256, 5, padding='same', groups=2, activation='relu'),
    layers.MaxPooling2D(3, strides=2),
    layers.Conv2D(384, 3, padding='same', activation='relu'),
    layers.Conv2D(384, 3, padding='same', groups=2, activation='relu'),
    layers.Conv2D(256, 3, padding='same', groups=2, activation='relu'),
    layers.MaxPooling2D(3, strides=2),
    layers.Flatten(),
    layers.Dense(4096, activation='relu'),
    layers.Dropout(0.5),
    layers.Dense(4096, activation='relu'),
    layers.Dropout(0.5),
    layers.Dense(CLASSES, activation='softmax'),
], name='alexnet')
model.summary()

train = keras.utils.image_dataset_from_directory('data/imagenet/train', image_size=IMAGE_SIZE, batch_size=128)
validation = keras.utils.image_dataset_from_directory('data/imagenet/validation', image_size=IMAGE_SIZE, batch_size=128)

model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=0.01, momentum=0.9, weight_decay=0.0005),
    loss='sparse_categorical_crossentropy',
    metrics=['accuracy'],
)
model.fit(train, validation_data=validation, epochs=90)
