"""ResNeXt-50, 32 x 4d (Xie, Girshick, Dollár, Tu, He 2017): residual blocks whose middle convolution has 32 groups."""
import keras
from keras import layers

CARDINALITY = 32


def conv_block(x, filters, kernel_size, strides=1, groups=1, activation='relu', name=None):
    x = layers.Conv2D(filters, kernel_size, strides=strides, padding='same', groups=groups, use_bias=False, name=f'{name}_conv')(x)
    x = layers.BatchNormalization(epsilon=1e-5, name=f'{name}_bn')(x)
    if activation is not None:
        x = layers.Activation(activation, name=f'{name}_{activation}')(x)
    return x


def residual_block(x, filters, strides, name):
    shortcut = x
    if strides != 1 or x.shape[-1] != 2 * filters:
        shortcut = conv_block(x, 2 * filters, 1, strides=strides, activation=None, name=f'{name}_shortcut')
    y = conv_block(x, filters, 1, name=f'{name}_reduce')
    y = conv_block(y, filters, 3, strides=strides, groups=CARDINALITY, name=f'{name}_grouped')
    y = conv_block(y, 2 * filters, 1, activation=None, name=f'{name}_expand')
    return layers.ReLU(name=f'{name}_out')(layers.Add(name=f'{name}_add')([y, shortcut]))


def resnext(depths, input_shape=(224, 224, 3), classes=1000):
    inputs = keras.Input(shape=input_shape)
    x = conv_block(inputs, 64, 7, strides=2, name='stem')
    x = layers.MaxPooling2D(3, strides=2, padding='same', name='stem_pool')(x)
    for stage, depth in enumerate(depths):
        for block in range(depth):
            strides = 2 if block == 0 and stage > 0 else 1
            x = residual_block(x, 128 * 2 ** stage, strides, name=f'stage{stage + 1}_block{block + 1}')
    x = layers.GlobalAveragePooling2D(name='pool')(x)
    outputs = layers.Dense(classes, activation='softmax', name='predictions')(x)
    return keras.Model(inputs, outputs, name='resnext50')


model = resnext([3, 4, 6, 3])
model.summary()

schedule = keras.optimizers.schedules.CosineDecay(initial_learning_rate=0.1, decay_steps=450_000)
model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=schedule, momentum=0.9, nesterov=True),
    loss=keras.losses.SparseCategoricalCrossentropy(),
    metrics=['accuracy', keras.metrics.SparseTopKCategoricalAccuracy(k=5)],
)

train = keras.utils.image_dataset_from_directory('data/imagenet/train', image_size=(224, 224), batch_size=256)
model.fit(train, epochs=90)
