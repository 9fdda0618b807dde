"""Writes test/golden/visual/groups.keras and groups.npz: a convolution with groups, a dead and a saturated channel, and colour patterns.

    KERAS_BACKEND=tensorflow python test/oracle/groups.py

The image is the photo that inside.py wrote. The file has
    weight/<layer>/<name>, activation/<layer>, probabilities
    relevance/<layer>      (channels): activation times the gradient of the predicted class's logit, summed over all places
    pattern/grouped        (filters, height, width, 3) bytes: the lecture's picture after 40 steps
    reached/grouped        (filters, 2): mean activation at the start of the ascent and when it ends
"""
import os

import numpy as np

import ascents
from inside import ends, noise
from visual import deprocess, keras, out, outputs_of, tf


def build():
    keras.utils.set_random_seed(5)
    model = keras.Sequential([
        keras.Input((20, 26, 3), name='photo'),
        keras.layers.Conv2D(6, 3, groups=3, activation='relu', name='grouped'),
        keras.layers.Conv2D(5, 3, activation='sigmoid', name='gate'),
        keras.layers.GlobalAveragePooling2D(name='mean'),
        keras.layers.Dense(3, activation='softmax', name='classes'),
    ], name='groups')
    for name, channel, by in (('grouped', 4, -50), ('gate', 2, 30)):
        kernel, bias = model.get_layer(name).get_weights()
        # With something to begin with, no other channel rests.
        bias += 0.5 if name == 'grouped' else 0
        bias[channel] += by
        model.get_layer(name).set_weights([kernel, bias])
    return model


def main():
    model = build()
    model.save(os.path.join(out, 'groups.keras'))
    x = tf.constant(np.load(os.path.join(out, 'panels.npz'))['photo'][None].astype('float32') / 255)
    golden = {f'weight/{weight.path}': weight.numpy() for weight in model.weights}
    y, seen = outputs_of(model, x)
    golden['probabilities'] = y[0].numpy()
    predicted = int(np.argmax(y[0]))
    for path in ('grouped', 'gate'):
        golden[f'activation/{path}'] = seen[path][0].numpy()
        with tf.GradientTape() as tape:
            tape.watch(seen[path])
            logit = outputs_of(model, x, {path: seen[path]}, logits=True)[0][0, predicted]
        golden[f'relevance/{path}'] = tf.reduce_sum(seen[path] * tape.gradient(logit, seen[path]), (0, 1, 2)).numpy()
    image, reached = ascents.climb(model, 'grouped', noise(range(1, 7), (20, 26, 3)), range(6), 40)
    golden['pattern/grouped'] = np.round(255 * np.array([deprocess(each) for each in image])).astype('uint8')
    golden['reached/grouped'] = ends(reached)
    file = os.path.join(out, 'groups.npz')
    np.savez_compressed(file, **golden)
    print(len(golden), 'arrays', os.path.getsize(file), 'bytes')


if __name__ == '__main__':
    main()
