"""Writes test/golden/visual/deep.json.gz: what Keras computes inside VGG16 and MobileNetV2 with weights that both sides can make.

    KERAS_BACKEND=tensorflow python test/oracle/deep.py

Weights and image are numbers of mulberry32, seeded by their names (see test/engine/pictures/deep.test.ts). Of each layer's output a few
values are kept, of Grad-CAM's map all, of the ascent's image a few after some steps.
"""
import gzip
import json
import os

import numpy as np

from visual import ascent, cams, flat, keras, out, outputs_of, tf

kept = 48
steps = 8
# In steps as long as the image's range Keras itself arrives elsewhere when the start differs by a millionth; short ones stay together.
length = 0.02


def uniform(name, count):
    """Numbers 0..1: mulberry32 is a function of its count, so that all of them are made at once."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x01000193) & 0xFFFFFFFF
    with np.errstate(over='ignore'):
        state = np.uint32(seed) + np.arange(1, count + 1, dtype=np.uint32) * np.uint32(0x6D2B79F5)
        bits = (state ^ (state >> np.uint32(15))) * (state | np.uint32(1))
        bits ^= bits + (bits ^ (bits >> np.uint32(7))) * (bits | np.uint32(61))
        return (bits ^ (bits >> np.uint32(14))).astype('float64') / 2 ** 32


def weight(name, shape):
    u = uniform(name, int(np.prod(shape)))
    kind = name.rsplit('/', 1)[1]
    if kind in ('gamma', 'moving_variance'):
        values = 0.5 + u
    elif kind in ('bias', 'beta', 'moving_mean'):
        values = 0.2 * (u - 0.5)
    else:
        # He's scale keeps deep activations of one size; a depthwise kernel sees one channel.
        fan = np.prod(shape[:-1]) if 'depthwise' not in name else shape[0] * shape[1]
        values = (2 * u - 1) * np.sqrt(6 / fan)
    return values.reshape(shape).astype('float32')


def sampled(values):
    values = np.asarray(values).ravel()
    return {'size': int(values.size), 'low': float(values.min()), 'high': float(values.max()), 'values': [round(float(values[i * values.size // kept]), 7) for i in range(kept)]}


def main():
    golden = {'kept': kept, 'steps': steps, 'length': length, 'models': {}}
    for name, model, layer, filter in (
        ('VGG16', keras.applications.VGG16(weights=None, input_shape=(64, 64, 3), classes=10), 'block3_conv1', 5),
        ('MobileNetV2', keras.applications.MobileNetV2(weights=None, input_shape=(96, 96, 3), classes=10), 'block_6_expand_relu', 7),
    ):
        for path, each in flat(model):
            for variable in each.weights:
                variable.assign(weight(f'{path}/{variable.name}', tuple(variable.shape)))
        size = model.input_shape[1:]
        image = uniform('image', int(np.prod(size))).reshape(size).astype('float32')
        y, seen = outputs_of(model, tf.constant(image[None]))
        assert np.allclose(y, model.predict(image[None], verbose=0), atol=1e-5)
        target = int(np.argmax(y))
        where = {'VGG16': 'block5_conv3', 'MobileNetV2': 'out_relu'}[name]
        start = (0.5 + 0.08 * uniform('start', int(np.prod(size)))).reshape(1, *size).astype('float32')
        final, objective = ascent(model, layer, [filter], start, steps, length)
        golden['models'][name] = {
            'probabilities': [float(v) for v in y[0]], 'target': target,
            'activations': {path: sampled(seen[path]) for path, _ in flat(model)},
            'cam': {'layer': where, 'map': np.asarray(dict(cams(model, image, where, target, 'logit'))['grad-cam']).tolist()},
            'ascent': {'layer': layer, 'filter': filter, 'objective': [float(v) for v in objective[0]], 'image': sampled(final)},
        }
        print(name, len(seen), 'layers', max(float(np.abs(v).max()) for v in seen.values()))
    with gzip.GzipFile(os.path.join(out, 'deep.json.gz'), 'wb', mtime=0) as file:
        file.write(json.dumps(golden).encode())
    print(os.path.getsize(os.path.join(out, 'deep.json.gz')), 'bytes')


if __name__ == '__main__':
    main()
