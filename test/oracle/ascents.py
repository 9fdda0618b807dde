"""Writes test/golden/visual/<name>.ascents.npz: patterns by the better methods of gradient ascent, with TensorFlow's gradients and NumPy's Fourier transform.

    KERAS_BACKEND=tensorflow python test/oracle/ascents.py

The models are those that visual.py wrote. Each method starts where visual.py's ascents start (the spectrum from its own numbers) and holds
    <method>/image (filters, h, w, c), <method>/objective (filters, steps + 1)
"""
import os

import numpy as np

from maps import mulberry, normals
from visual import keras, out, outputs_of, tf

root = np.array([[0.26, 0.09, 0.02], [0.27, 0.00, -0.05], [0.27, -0.09, 0.03]])
root = root / np.max(np.linalg.norm(root, axis=0))


def offsets(reach):
    uniform = mulberry(1)
    while True:
        yield [int(np.floor(next(uniform) * (2 * reach + 1))) - reach for _ in range(2)]


def smooth(images, deviation):
    reach = max(1, int(np.ceil(3 * deviation)))
    kernel = np.exp(-np.arange(-reach, reach + 1) ** 2 / (2 * deviation ** 2))
    kernel /= kernel.sum()
    for axis in (2, 1):
        padded = np.pad(images, [(reach, reach) if a == axis else (0, 0) for a in range(4)], mode='edge')
        images = sum(k * np.take(padded, range(i, i + images.shape[axis]), axis) for i, k in enumerate(kernel))
    return images


def objective(model, path, x, filters):
    _, seen = outputs_of(model, x, logits=True)
    # A class unit has no places to take the mean over.
    means = tf.reduce_mean(seen[path], (1, 2)) if seen[path].shape.rank == 4 else seen[path]
    return tf.stack([means[i, f] for i, f in enumerate(filters)]), seen[path]


def variation(x):
    down, right = x[:, 1:, :-1] - x[:, :-1, :-1], x[:, :-1, 1:] - x[:, :-1, :-1]
    return tf.reduce_sum(tf.sqrt(down ** 2 + right ** 2 + 1e-8))


def likeness(maps):
    flat = tf.reshape(maps, (maps.shape[0], -1, maps.shape[-1]))
    gram = tf.reshape(tf.matmul(flat, flat, transpose_a=True), (maps.shape[0], -1))
    unit = gram / tf.sqrt(tf.reduce_sum(gram ** 2, 1, keepdims=True) + 1e-12)
    return tf.reduce_sum(unit @ tf.transpose(unit)) - tf.reduce_sum(unit ** 2)


def climb(model, path, start, filters, steps, sign=1, jitter=0, blur=0.0, tv=0.0, diversity=0.0):
    x, reached, moves = start.copy(), [], offsets(jitter)
    for i in range(steps + 1):
        by = next(moves) if jitter and i < steps else [0, 0]
        given = tf.constant(np.roll(x, by, (1, 2)))
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(given)
            value, maps = objective(model, path, given, filters)
            total = tf.reduce_sum(value) - sign * (tv * variation(given) + (diversity * likeness(maps) if diversity else 0))
        reached.append(value.numpy())
        if i == steps:
            break
        g = tape.gradient(total, given)
        g = g / (tf.sqrt(tf.reduce_mean(tf.square(g), (1, 2, 3), keepdims=True)) + 1e-5)
        x = np.roll(given.numpy() + sign * g.numpy(), [-by[0], -by[1]], (1, 2))
        if blur and (i + 1) % 4 == 0:
            x = smooth(x, blur).astype('float32')
    return x, np.array(reached, 'float32').T


def spectrum_images(re, im, shape):
    """Real part of the inverse transform, by TensorFlow's own."""
    height, width, channels = shape
    fy, fx = np.meshgrid(np.fft.fftfreq(height), np.fft.fftfreq(width), indexing='ij')
    scale = np.sqrt(height * width) / np.maximum(np.hypot(fy, fx), 1 / max(height, width))
    planes = tf.complex(tf.transpose(re, (0, 3, 1, 2)) * scale.astype('float32'), tf.transpose(im, (0, 3, 1, 2)) * scale.astype('float32'))
    images = tf.transpose(tf.math.real(tf.signal.ifft2d(planes)), (0, 2, 3, 1)) / 4
    return tf.sigmoid(tf.einsum('nhwc,dc->nhwd', images, root.astype('float32')) if channels == 3 else images)


def fourier(model, path, shape, filters, steps, jitter=0):
    size = int(np.prod(shape))
    parts = np.empty((2, len(filters), size), 'float32')
    for i, f in enumerate(filters):
        normal = normals(f + 1)
        for part in (0, 1):
            parts[part, i] = [0.01 * next(normal) for _ in range(size)]
    parts = parts.reshape(2, len(filters), *shape)
    mean, square, reached, moves = np.zeros_like(parts), np.zeros_like(parts), [], offsets(jitter)
    for i in range(steps + 1):
        by = next(moves) if jitter and i < steps else [0, 0]
        given = tf.constant(parts)
        with tf.GradientTape() as tape:
            tape.watch(given)
            images = spectrum_images(given[0], given[1], shape)
            value, _ = objective(model, path, tf.roll(images, by, (1, 2)), filters)
        reached.append(value.numpy())
        if i == steps:
            break
        g = tape.gradient(value, given).numpy()
        mean, square = 0.9 * mean + 0.1 * g, 0.999 * square + 0.001 * g ** 2
        parts = (parts + 0.05 * (mean / (1 - 0.9 ** (i + 1))) / (np.sqrt(square / (1 - 0.999 ** (i + 1))) + 1e-8)).astype('float32')
    return spectrum_images(parts[0], parts[1], shape).numpy(), np.array(reached, 'float32').T


def main():
    filters, steps = [0, 1], 12
    for name, path in (('digits', 'separable'), ('branches', 'last')):
        model = keras.models.load_model(os.path.join(out, f'{name}.keras'))
        known = np.load(os.path.join(out, f'{name}.npz'))
        start = known[f'ascent/{path}/start'][:len(filters)]
        golden = {'start': start, 'filters': np.array(filters, 'int32'), 'steps': np.array(steps, 'int32')}
        for method, found in {
            'negative': climb(model, path, start, filters, steps, sign=-1),
            'jitter': climb(model, path, start, filters, steps, jitter=2),
            'blur': climb(model, path, start, filters, steps, blur=0.7),
            'variation': climb(model, path, start, filters, steps, tv=0.002),
            'diversity': climb(model, path, start, filters, steps, diversity=0.05),
            'negative-variation': climb(model, path, start, filters, steps, sign=-1, tv=0.002),
            'fourier': fourier(model, path, start.shape[1:], filters, steps),
            'fourier-jitter': fourier(model, path, start.shape[1:], filters, steps, jitter=2),
        }.items():
            golden[f'{method}/image'], golden[f'{method}/objective'] = (values.astype('float32') for values in found)
        file = os.path.join(out, f'{name}.ascents.npz')
        np.savez_compressed(file, **golden)
        print(name, os.path.getsize(file), 'bytes')


if __name__ == '__main__':
    main()
