"""Writes test/golden/visual/trained.json.gz: what real Keras computes inside a real trained MobileNetV2.

    KERAS_BACKEND=tensorflow python test/oracle/trained.py .cache/nsfwjs-4.3.0

The folder holds the package's model as model.json and its weights (scripts/lib/trained-model.mjs puts it there). Keras builds the model by
its own reader of the older format; weights are given to it by name. The image is the picture of pictures.py. Of large results a few values
are kept, of class activation maps all.
"""
import gzip
import json
import os
import sys

import numpy as np

from deep import sampled, uniform
from maps import gradient, normals
from pictures import picture
from visual import ascent, cams, flat, keras, out, outputs_of, tf

from keras.src.legacy.saving.saving_utils import model_from_config

steps, length, samples = 40, 0.005, 4
place, pattern = 'out_relu', ('block_6_expand_relu', 7)


def load(folder):
    with open(os.path.join(folder, 'model.json'), encoding='utf8') as file:
        saved = json.load(file)
    values = {}
    for group in saved['weightsManifest']:
        data = b''.join(open(os.path.join(folder, path), 'rb').read() for path in group['paths'])
        at = 0
        for weight in group['weights']:
            size = int(np.prod(weight['shape']))
            small = np.frombuffer(data, weight['quantization']['dtype'], size, at)
            at += small.nbytes
            values[weight['name']] = (small * weight['quantization']['scale'] + weight['quantization']['min']).astype('float32').reshape(weight['shape'])
        assert at == len(data)
    model = model_from_config(saved['modelTopology']['model_config'])
    for layer in model.layers:
        for variable in layer.weights:
            names = [f'{layer.name}/{variable.name}', f'{layer.name}/depthwise_{variable.name}']
            variable.assign(values.pop(next(name for name in names if name in values)))
    assert not values, values.keys()
    return model


def main():
    model = load(sys.argv[1])
    image = (picture(224, 224, 3) / 255).astype('float32')
    y, seen = outputs_of(model, tf.constant(image[None]))
    assert np.allclose(y, model.predict(image[None], verbose=0), atol=1e-5)
    target = int(np.argmax(y))
    other = (target + 1) % y.shape[-1]
    maps = {f'{method}/{at}/{score}': {'shape': list(values.shape), 'values': values.astype('float32').ravel().tolist()}
            for at in (target, other) for score in ('logit', 'probability') for method, values in cams(model, image, place, at, score)}
    normal = normals(1)
    deviation = 0.15 * (image.max() - image.min())
    noisy = [gradient(model, (image + deviation * np.array([next(normal) for _ in range(image.size)]).reshape(image.shape)).astype('float32'), target, 'logit') for _ in range(samples)]
    way = [gradient(model, (image * (i + 0.5) / samples).astype('float32'), target, 'logit') for i in range(samples)]
    gradients = {
        'saliency': np.abs(gradient(model, image, target, 'logit')).max(-1),
        'smooth-grad': np.abs(np.mean(noisy, 0)).max(-1),
        'integrated-gradients': (np.mean(way, 0) * image).sum(-1),
    }
    layer, filter = pattern
    start = (0.5 + 0.08 * uniform('start', image.size)).reshape(1, *image.shape).astype('float32')
    final, objective = ascent(model, layer, [filter], start, steps, length)
    golden = {
        'probabilities': [float(v) for v in y[0]], 'target': target, 'samples': samples,
        'activations': {path: sampled(seen[path]) for path, _ in flat(model)},
        'maps': {'layer': place, 'values': maps},
        'gradients': {method: sampled(values) for method, values in gradients.items()},
        'ascent': {'layer': layer, 'filter': filter, 'steps': steps, 'length': length, 'objective': [float(v) for v in objective[0]], 'image': sampled(final)},
    }
    path = os.path.join(out, 'trained.json.gz')
    with gzip.GzipFile(path, 'wb', mtime=0) as file:
        file.write(json.dumps(golden).encode())
    print(y, target, len(seen), 'layers;', objective[0][[0, -1]], os.path.getsize(path), 'bytes')


if __name__ == '__main__':
    main()
