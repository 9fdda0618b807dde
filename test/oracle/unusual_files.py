"""Small files of real Keras that are stored in an unusual way, with the activations of every layer for one image: float16, bfloat16, names beyond ASCII, a Lambda."""
import os

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import keras
import numpy as np
from keras import Input, Model, Sequential, layers

folder = os.path.join(os.path.dirname(__file__), '..', 'golden', 'visual')
image = np.random.default_rng(0).random((12, 12, 3)).astype('float32')


def write(name, make, policy='float32', ending='keras'):
    keras.utils.set_random_seed(1)
    keras.config.set_dtype_policy(policy)
    model = make(name)
    model.save(os.path.join(folder, f'{name}.{ending}'))
    found = {layer.name: np.asarray(Model(model.inputs, layer.output)(image[None])).astype('float32')[0] for layer in model.layers}
    np.savez_compressed(os.path.join(folder, f'{name}.files.npz'), image=image, **{f'layer{at}': values for at, values in enumerate(found.values())})


def convnet(name, first='conv'):
    return Sequential([Input((12, 12, 3)), layers.Conv2D(4, 3, activation='relu', name=first, bias_initializer='random_normal'), layers.GlobalAveragePooling2D(name='means'), layers.Dense(3, activation='softmax', name='classes')], name=name)


write('half', convnet, 'float16')
write('half_legacy', convnet, 'float16', 'h5')
write('brain', convnet, 'bfloat16')
write('mixed', convnet, 'mixed_float16')
write('named', lambda name: convnet(name, 'свёртка 1'), ending='h5')
keras.config.set_dtype_policy('float32')
Sequential([Input((12, 12, 3)), layers.Lambda(lambda x: x * 2, name='twice'), layers.Flatten(), layers.Dense(2)], name='lambda').save(os.path.join(folder, 'lambda.keras'))
