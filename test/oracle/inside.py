"""Writes test/golden/visual/panels.npz: what Keras computes where the panels of the editor ask for it, with their own starts and strengths.

    KERAS_BACKEND=tensorflow python test/oracle/inside.py

The models are those that visual.py wrote. The photo of `branches` is rounded to bytes, as an image file holds it. The file has
    photo                                    (height, width, 3) bytes
    digits/predicted, digits/share           class and probability of the first test images of the samples
    digits/map/<method>/<target>             maps by the methods that look at several images, with their usual number of them
    digits/<method>/<layer>                  (filters, 2): mean activation at the start of the ascent and when it ends
    digits/pattern/<layer>                   (filters, height, width) bytes: the lecture's picture after 40 steps
    branches/activation/<layer>, branches/cam/<target>, branches/share
"""
import os

import numpy as np

import ascents
import maps
from visual import deprocess, keras, mnist, out, outputs_of, tf

images, steps, variants = 24, 20, 4


def noise(seeds, shape, seed=1):
    """`grayNoise` of src/visualizations/filters/compute.ts for inputs from 0 to 1."""
    imul = lambda a, b: (a * b) & 0xFFFFFFFF
    start = np.empty((len(seeds), int(np.prod(shape))), 'float32')
    for i, own in enumerate(seeds):
        uniform = maps.mulberry(imul(own, 0x9E3779B9) ^ imul(seed + 1, 0x85EBCA6B))
        start[i] = [(128 + 20 * next(uniform)) / 255 for _ in range(start.shape[1])]
    return start.reshape(len(seeds), *shape)


def ends(objectives):
    return objectives[:, [0, -1]]


def patterns(model, golden):
    shape = model.input_shape[1:]
    for path, filters in (('first', 8), ('separable', 16), ('classes', 10)):
        image, reached = ascents.climb(model, path, noise(range(1, filters + 1), shape), range(filters), 40)
        golden[f'plain/{path}'] = ends(reached)
        golden[f'pattern/{path}'] = np.round(255 * np.array([deprocess(each) for each in image])[..., 0]).astype('uint8')
    filters = range(16)
    start = noise(range(1, 17), shape)
    for method, how in {'negative': {'sign': -1}, 'jitter': {'jitter': 4}, 'blur': {'blur': 0.6}, 'smooth': {'tv': 0.001}}.items():
        golden[f'{method}/separable'] = ends(ascents.climb(model, 'separable', start, filters, steps, **how)[1])
    golden['spectrum/separable'] = ends(ascents.fourier(model, 'separable', shape, filters, steps)[1])
    # The variants of filter 3, which are kept unlike one another.
    own = noise([4 + variant * 65_537 for variant in range(variants)], shape)
    golden['diverse/separable'] = ends(ascents.climb(model, 'separable', own, [3] * variants, steps, diversity=0.05)[1])


def digits():
    model = keras.models.load_model(os.path.join(out, 'digits.keras'))
    data = np.load(mnist)
    y = model.predict(data['x_test'][:images, ..., None] / 255.0, verbose=0)
    golden = {'predicted': np.argmax(y, 1).astype('int32'), 'share': y.max(1)}
    image = np.load(os.path.join(out, 'digits.npz'))['image']
    for method, samples in (('smooth-grad', 50), ('integrated-gradients', 50)):
        maps.samples = samples
        golden[f'map/{method}/0'] = dict(maps.at_image(model, image, 0, 'logit'))[method].astype('float32')
    patterns(model, golden)
    return golden


def branches(photo):
    model = keras.models.load_model(os.path.join(out, 'branches.keras'))
    image = photo.astype('float32') / 255
    y, seen = outputs_of(model, tf.constant(image[None]))
    golden = {'share': y[0].numpy()}
    golden.update({f'activation/{path}': seen[path][0].numpy() for path in ('stem', 'deep', 'wide', 'far', 'last')})
    golden.update({f'cam/{target}': maps.cam(model, image, 'last', target).astype('float32') for target in (0, 1)})
    return golden


def main():
    photo = np.round(255 * np.load(os.path.join(out, 'branches.npz'))['image']).astype('uint8')
    golden = {'photo': photo}
    for name, found in (('digits', digits()), ('branches', branches(photo))):
        golden.update({f'{name}/{key}': values for key, values in found.items()})
    file = os.path.join(out, 'panels.npz')
    np.savez_compressed(file, **golden)
    print(len(golden), 'arrays', os.path.getsize(file), 'bytes')


if __name__ == '__main__':
    main()
