"""U-Net (Ronneberger, Fischer, Brox 2015): one class for every pixel, here whether it belongs to a cell."""
import keras
from keras import layers
import numpy as np

DEPTH = 4


def double_conv(x, filters, name):
    for i in (1, 2):
        x = layers.Conv2D(filters, 3, padding='same', activation='relu', kernel_initializer='he_normal', name=f'{name}_conv{i}')(x)
    return x


def unet(input_shape, filters=64, classes=1):
    inputs = keras.Input(shape=input_shape)
    x = inputs
    skipped = []
    for level in range(DEPTH):
        x = double_conv(x, filters * 2 ** level, f'down{level + 1}')
        skipped.append(x)
        x = layers.MaxPooling2D(2, name=f'pool{level + 1}')(x)

    x = double_conv(x, filters * 2 ** DEPTH, 'bottom')
    x = layers.Dropout(0.5, name='dropout')(x)

    for level in reversed(range(DEPTH)):
        x = layers.Conv2DTranspose(filters * 2 ** level, 2, strides=2, name=f'up{level + 1}')(x)
        x = layers.Concatenate(name=f'join{level + 1}')([skipped[level], x])
        x = double_conv(x, filters * 2 ** level, f'up{level + 1}')

    activation = 'sigmoid' if classes == 1 else 'softmax'
    outputs = layers.Conv2D(classes, 1, activation=activation, name='mask')(x)
    return keras.Model(inputs, outputs, name='unet')


model = unet((256, 256, 1))
model.summary()

images = np.load('data/cells/images.npy').astype('float32') / 255
masks = np.load('data/cells/masks.npy').astype('float32')

model.compile(optimizer=keras.optimizers.Adam(1e-4), loss='binary_crossentropy', metrics=[keras.metrics.BinaryIoU(target_class_ids=[1])])
model.fit(images, masks, batch_size=4, epochs=50, validation_split=0.2)
