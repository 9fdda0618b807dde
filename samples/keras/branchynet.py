"""B-AlexNet for CIFAR-10 (Teerapittayanon, McDanel, Kung 2016: BranchyNet): easy images leave the network early.

Each exit is a small classifier of its own. Training weighs the losses of all exits; a device that answers
stops at the first exit that is sure enough.
"""
import keras
from keras import layers
from keras.datasets import cifar10


def exit_branch(x, filters, name):
    for i, count in enumerate(filters):
        x = layers.Conv2D(count, 3, padding='same', activation='relu', name=f'{name}_conv{i + 1}')(x)
    x = layers.MaxPooling2D(3, strides=2, name=f'{name}_pool')(x)
    x = layers.Flatten(name=f'{name}_flatten')(x)
    return layers.Dense(10, activation='softmax', name=name)(x)


inputs = keras.Input(shape=(32, 32, 3))
x = layers.Conv2D(32, 5, padding='same', activation='relu', name='conv1')(inputs)
x = layers.MaxPooling2D(3, strides=2, name='pool1')(x)
exit1 = exit_branch(x, [64, 32], 'exit1')

x = layers.Conv2D(64, 5, padding='same', activation='relu', name='conv2')(x)
x = layers.MaxPooling2D(3, strides=2, name='pool2')(x)
x = layers.Conv2D(96, 3, padding='same', activation='relu', name='conv3')(x)
exit2 = exit_branch(x, [32], 'exit2')

x = layers.Conv2D(96, 3, padding='same', activation='relu', name='conv4')(x)
x = layers.Conv2D(64, 3, padding='same', activation='relu', name='conv5')(x)
x = layers.MaxPooling2D(3, strides=2, name='pool5')(x)
x = layers.Flatten(name='flatten')(x)
for i, units in enumerate([256, 128]):
    x = layers.Dense(units, activation='relu', name=f'fc{i + 1}')(x)
    x = layers.Dropout(0.5, name=f'dropout{i + 1}')(x)
exit3 = layers.Dense(10, activation='softmax', name='exit3')(x)

model = keras.Model(inputs, [exit1, exit2, exit3], name='branchynet')
fast = keras.Model(inputs, exit1, name='first_exit')
model.summary()

(x_train, y_train), (x_test, y_test) = cifar10.load_data()
x_train = x_train.astype('float32') / 255
x_test = x_test.astype('float32') / 255

model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.001),
    loss=['sparse_categorical_crossentropy'] * 3,
    loss_weights=[1.0, 0.3, 0.3],
    metrics=[['accuracy'], ['accuracy'], ['accuracy']],
)
model.fit(x_train, [y_train, y_train, y_train], epochs=100, batch_size=512, validation_data=(x_test, [y_test, y_test, y_test]))
