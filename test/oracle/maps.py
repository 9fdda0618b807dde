"""Writes test/golden/visual/<name>.maps.npz: class activation maps and saliency that need more than one gradient, and the measures of trust.

    KERAS_BACKEND=tensorflow python test/oracle/maps.py

The models and images are those that visual.py wrote. Each file holds
    map/<method>/<layer>/<target>/<score>    maps, not scaled; methods at the image itself stand under every layer's name once
    samples                                  images that SmoothGrad and integrated gradients look at
    trust/<layer>/<target>/<what>            deletion, insertion (probabilities), areas, whole, masked for Grad-CAM's map
"""
import os
import sys

import numpy as np

from visual import cams, keras, layers, out, outputs_of, scores, tf

samples = 8


def mulberry(seed):
    """The generator of src/visualizations/random.ts."""
    state = seed & 0xFFFFFFFF
    imul = lambda a, b: (a * b) & 0xFFFFFFFF
    while True:
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        bits = imul(state ^ (state >> 15), state | 1)
        bits ^= (bits + imul(bits ^ (bits >> 7), bits | 61)) & 0xFFFFFFFF
        yield ((bits ^ (bits >> 14)) & 0xFFFFFFFF) / 2 ** 32


def normals(seed):
    uniform = mulberry(seed)
    while True:
        radius = np.sqrt(-2 * np.log(1 - next(uniform)))
        yield radius * np.cos(2 * np.pi * next(uniform))


@tf.custom_gradient
def guided_relu(x):
    return tf.nn.relu(x), lambda dy: tf.nn.relu(dy) * tf.cast(x > 0, dy.dtype)


def flat(model):
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from flat(layer)
        else:
            yield layer


def gradient(model, image, target, score, guided=False):
    x = tf.constant(image[None])
    rectified = [layer for layer in flat(model) if guided and getattr(layer, 'activation', None) is keras.activations.relu]
    for layer in rectified:
        layer.activation = guided_relu
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = scores(model, x, None, score)[0, target]
    result = tape.gradient(y, x)[0].numpy().astype('float64')
    for layer in rectified:
        layer.activation = keras.activations.relu
    return result


def score_of(model, images, target, score):
    return scores(model, tf.constant(np.asarray(images, 'float32')), None, score)[:, target].numpy().astype('float64')


def large(map, shape):
    return tf.image.resize(np.asarray(map, 'float32')[..., None], shape[:2], 'bilinear')[..., 0].numpy()


def at_layer(model, image, path, target, score):
    _, seen = outputs_of(model, tf.constant(image[None]))
    a = seen[path][0].numpy().astype('float64')
    masked = []
    for k in range(a.shape[-1]):
        m = large(a[..., k], image.shape)
        m = (m - m.min()) / (m.max() - m.min()) if m.max() > m.min() else np.zeros_like(m)
        masked.append(image * m[..., None])
    s = score_of(model, masked, target, score)
    weights = np.exp(s - s.max())
    weights /= weights.sum()
    yield 'score-cam', np.maximum((a * weights).sum(-1), 0)
    flat_a = a.reshape(-1, a.shape[-1])
    _, _, v = np.linalg.svd(flat_a, full_matrices=False)
    projected = flat_a @ v[0]
    yield 'eigen-cam', (projected * (1 if projected.sum() >= 0 else -1)).reshape(a.shape[:2])
    grad_cam = dict(cams(model, image, path, target, score))['grad-cam']
    yield 'guided-grad-cam', np.abs(gradient(model, image, target, score, guided=True) * large(grad_cam, image.shape)[..., None]).max(-1)


def at_image(model, image, target, score):
    yield 'saliency', np.abs(gradient(model, image, target, score)).max(-1)
    normal = normals(1)
    deviation = 0.15 * (image.max() - image.min())
    noisy = [gradient(model, (image + deviation * np.array([next(normal) for _ in range(image.size)]).reshape(image.shape)).astype('float32'), target, score) for _ in range(samples)]
    yield 'smooth-grad', np.abs(np.mean(noisy, 0)).max(-1)
    way = [gradient(model, (image * (i + 0.5) / samples).astype('float32'), target, score) for i in range(samples)]
    yield 'integrated-gradients', (np.mean(way, 0) * image).sum(-1)
    height, width = image.shape[:2]
    side = max(1, int(np.floor(min(height, width) / 7 + 0.5)))
    places = lambda length: [*range(0, length - side, max(1, int(np.floor(side / 2 + 0.5)))), length - side]
    total, covered = np.zeros((height, width)), np.zeros((height, width))
    intact = score_of(model, image[None], target, score)[0]
    for y in places(height):
        for x in places(width):
            hidden = image.copy()
            hidden[y:y + side, x:x + side] = 0.5
            total[y:y + side, x:x + side] += intact - score_of(model, hidden[None], target, score)[0]
            covered[y:y + side, x:x + side] += 1
    yield 'occlusion', total / covered


def cam(model, image, path, target):
    """Zhou et al. 2016, eq. 2, with the weights themselves; a single sigmoid unit counts as the classes -z and z."""
    _, seen = outputs_of(model, tf.constant(image[None]))
    kernel = model.layers[-1].kernel.numpy().astype('float64')
    weights = (kernel[:, 0] if target == 1 else -kernel[:, 0]) if kernel.shape[1] == 1 else kernel[:, target]
    return (seen[path][0].numpy() * weights).sum(-1)


def blur(image):
    """A Gaussian of a tenth of the shorter side, to two deviations, edges repeated."""
    deviation = min(image.shape[:2]) / 10
    reach = max(1, int(np.ceil(2 * deviation)))
    kernel = np.exp(-np.arange(-reach, reach + 1) ** 2 / (2 * deviation ** 2))
    kernel /= kernel.sum()
    for axis in (1, 0):
        padded = np.pad(image, [(reach, reach) if a == axis else (0, 0) for a in range(3)], mode='edge')
        image = sum(k * np.take(padded, range(i, i + image.shape[axis]), axis) for i, k in enumerate(kernel))
    return image


def trust(model, image, map, target):
    order = np.argsort(-map.ravel(), kind='stable')
    mean = np.broadcast_to(image.mean((0, 1)), image.shape)

    def curve(start, end):
        found = []
        for step in range(21):
            now = start.reshape(-1, image.shape[-1]).copy()
            first = order[:int(np.floor(step / 20 * order.size + 0.5))]
            now[first] = end.reshape(-1, image.shape[-1])[first]
            found.append(score_of(model, now.reshape(1, *image.shape), target, 'probability')[0])
        return np.array(found)

    deletion, insertion = curve(image, mean), curve(blur(image), image)
    yield 'deletion', deletion
    yield 'insertion', insertion
    yield 'areas', np.array([np.trapezoid(deletion), np.trapezoid(insertion)]) / 20
    yield 'whole', score_of(model, image[None], target, 'probability')
    yield 'masked', score_of(model, (image * map[..., None])[None], target, 'probability')



def main():
    for name, paths in (('digits', ['first', 'separable']), ('branches', ['skip', 'last']), ('nested', ['base/high'])):
        model = keras.models.load_model(os.path.join(out, f'{name}.keras'))
        image = np.load(os.path.join(out, f'{name}.npz'))['image']
        y = model.predict(image[None], verbose=0)
        golden = {'samples': np.array(samples, 'int32')}
        for target in {0, 1 if y.shape[-1] == 1 else int(np.argmax(y))}:
            for score in ('logit', 'probability'):
                for path in paths:
                    for method, values in at_layer(model, image, path, target, score):
                        golden[f'map/{method}/{path}/{target}/{score}'] = values.astype('float32')
                for method, values in at_image(model, image, target, score):
                    golden[f'map/{method}/{paths[0]}/{target}/{score}'] = values.astype('float32')
            if name == 'branches':
                golden[f'map/cam/last/{target}/logit'] = cam(model, image, 'last', target).astype('float32')
            for path in paths:
                map = dict(cams(model, image, path, target, 'logit'))['grad-cam']
                if map.max() > 1e-7:
                    for what, values in trust(model, image, large(map / map.max(), image.shape), target):
                        golden[f'trust/{path}/{target}/{what}'] = values.astype('float32')
        file = os.path.join(out, f'{name}.maps.npz')
        np.savez_compressed(file, **golden)
        print(name, len(golden), 'arrays', os.path.getsize(file), 'bytes')


if __name__ == '__main__':
    main()
