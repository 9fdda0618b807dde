"""Writes test/golden/visual/<name>.h5: the models of visual.py in Keras's older format.

    KERAS_BACKEND=tensorflow python test/oracle/legacy_files.py
"""
import os

from visual import keras, out

for name in ('digits', 'nested', 'branches'):
    model = keras.models.load_model(os.path.join(out, f'{name}.keras'))
    if name == 'nested':
        # Frozen weights change places in the older format.
        model.get_layer('base').get_layer('low').trainable = False
    model.save(os.path.join(out, f'{name}.h5'), include_optimizer=False)
    print(name, os.path.getsize(os.path.join(out, f'{name}.h5')), 'bytes')
