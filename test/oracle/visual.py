"""Writes test/golden/visual: small Keras models with their weights, and what real Keras computes when it looks inside them.

    KERAS_BACKEND=tensorflow python test/oracle/visual.py

For each model: <name>.keras, its graph as <name>.json.gz, and <name>.npz with
    weight/<layer>/<weight>   the model's weights
    image                     (height, width, channels), the model's input
    activation/<layer>        output of every layer for that image (nested layers as outer/inner)
    probabilities             the model's output
    cam/<method>/<layer>/<target>/<score>   maps, not scaled
    ascent/<layer>/start, image, normalized (filters, h, w, c); objective (filters, steps + 1); filters
"""
import os
import sys

os.environ['KERAS_BACKEND'] = 'tensorflow'
os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
import keras
import numpy as np
import tensorflow as tf
from keras import layers

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from graph import graph_of, write

here = os.path.dirname(os.path.abspath(__file__))
out = os.path.join(here, '..', 'golden', 'visual')
mnist = os.path.join(here, '..', '..', 'samples', 'data', 'mnist', 'mnist-subset.npz')


def digits():
    """A trained classifier with the usual layers."""
    data = np.load(mnist)
    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3, activation='relu', name='first'),
        layers.MaxPooling2D(2, name='pool'),
        layers.Conv2D(12, 3, padding='same', use_bias=False, name='second'),
        layers.BatchNormalization(name='norm'),
        layers.Activation('relu', name='rectify'),
        layers.AveragePooling2D(2, name='halve'),
        layers.SeparableConv2D(16, 3, activation='relu', name='separable'),
        layers.Dropout(0.2, name='drop'),
        layers.Flatten(name='flatten'),
        layers.Dense(10, activation='softmax', name='classes'),
    ], name='digits')
    model.compile('adam', 'sparse_categorical_crossentropy')
    model.fit(data['x_train'][:6000, ..., None] / 255.0, data['y_train'][:6000], batch_size=64, epochs=2, verbose=0)
    return model, data['x_test'][7, ..., None].astype('float32') / 255, ['first', 'rectify', 'separable']


def branches():
    """Skips, a concatenation and a single sigmoid unit, with random weights; the input is neither square nor gray."""
    image = keras.Input((20, 26, 3), name='photo')
    x = layers.Conv2D(8, 3, padding='same', activation='relu', name='stem')(image)
    y = layers.DepthwiseConv2D(3, padding='same', activation='relu', name='deep')(x)
    y = layers.Conv2D(8, 1, name='wide')(y)
    x = layers.Add(name='skip')([x, y])
    x = layers.Concatenate(name='both')([x, layers.Conv2D(4, 5, padding='same', dilation_rate=2, activation='tanh', name='far')(image)])
    x = layers.Conv2D(10, 3, strides=2, activation='relu', name='last')(x)
    x = layers.GlobalAveragePooling2D(name='mean')(x)
    model = keras.Model(image, layers.Dense(1, activation='sigmoid', name='yes')(x), name='branches')
    return model, np.random.default_rng(3).random((20, 26, 3), dtype='float32'), ['stem', 'skip', 'last']


def nested():
    """A base inside a Sequential, as in transfer learning."""
    image = keras.Input((24, 24, 3))
    x = layers.Conv2D(6, 3, activation='relu', name='low')(image)
    x = layers.MaxPooling2D(2, name='half')(x)
    x = layers.Conv2D(8, 3, activation='relu', name='high')(x)
    base = keras.Model(image, x, name='base')
    model = keras.Sequential([keras.Input((24, 24, 3)), base, layers.Flatten(name='flat'), layers.Dense(4, activation='softmax', name='classes')], name='nested')
    return model, np.random.default_rng(4).random((24, 24, 3), dtype='float32'), ['base/low', 'base/high']


def flat(model, prefix=''):
    """Layers that can be shown, nested ones by their path."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from flat(layer, f'{prefix}{layer.name}/')
        elif not isinstance(layer, layers.InputLayer):
            yield prefix + layer.name, layer


def outputs_of(model, x, substitutes=None, logits=False, prefix=''):
    """Runs a model layer by layer in inference mode; a layer in `substitutes` gives the substitute. Returns (output, {path: output})."""
    values, seen = {}, {}
    functional = model if not isinstance(model, keras.Sequential) else model._functional
    for tensor in functional.inputs:
        values[id(tensor)] = x
    last = functional.operations[-1]
    for operation in functional.operations:
        for node in operation._inbound_nodes:
            if node.arguments is None or not all(id(t) in values for t in node.arguments.keras_tensors) or node.is_input:
                continue
            arguments = [values[id(t)] for t in node.arguments.keras_tensors]
            path = prefix + operation.name
            if isinstance(operation, keras.Model):
                result, inner = outputs_of(operation, arguments[0], substitutes, logits and operation is last, f'{path}/')
                seen.update(inner)
            else:
                if logits and operation is last:
                    kept, operation.activation = operation.activation, keras.activations.linear
                    result = operation(arguments[0])
                    operation.activation = kept
                elif len(arguments) > 1:
                    result = operation(arguments)
                elif isinstance(operation, (layers.BatchNormalization, layers.Dropout)):
                    result = operation(arguments[0], training=False)
                else:
                    result = operation(arguments[0])
                if substitutes and path in substitutes:
                    result = substitutes[path]
                seen[path] = result
            for tensor in node.output_tensors:
                values[id(tensor)] = result
    return values[id(functional.outputs[0])], seen


def scores(model, x, substitutes, score):
    y, _ = outputs_of(model, x, substitutes, logits=score == 'logit')
    if y.shape[-1] == 1:
        y = tf.concat([-y if score == 'logit' else 1 - y, y], -1)
    return y


def cams(model, image, path, target, score):
    """Maps from A and dy/dA with plain NumPy, after the papers' equations."""
    x = tf.constant(image[None])
    _, seen = outputs_of(model, x)
    a = seen[path]
    with tf.GradientTape() as tape:
        tape.watch(a)
        y = scores(model, x, {path: a}, score)[0, target]
    g = tape.gradient(y, a)[0].numpy().astype('float64')
    a = a[0].numpy().astype('float64')
    rectify = lambda m: np.maximum(m, 0)
    yield 'grad-cam', rectify((a * g.mean((0, 1))).sum(-1))
    yield 'hires-cam', rectify((a * g).sum(-1))
    yield 'layer-cam', rectify((a * rectify(g)).sum(-1))
    yield 'xgrad-cam', rectify((a * (a / (a.sum((0, 1)) + 1e-7) * g).sum((0, 1))).sum(-1))
    bottom = 2 * g ** 2 + g ** 3 * a.sum((0, 1))
    alpha = np.divide(g ** 2, bottom, out=np.zeros_like(g), where=bottom != 0)
    yield 'grad-cam-plus-plus', rectify((a * (alpha * rectify(g)).sum((0, 1))).sum(-1))


def ascent(model, path, filters, start, steps=40, step=1.0):
    """The lecture's loop, one filter at a time."""
    images, objectives = [], []
    for filter, x in zip(filters, start):
        x = tf.constant(x[None])
        reached = []
        for i in range(steps + 1):
            with tf.GradientTape() as tape:
                tape.watch(x)
                _, seen = outputs_of(model, x, logits=True)
                loss = tf.reduce_mean(seen[path][..., filter])
            reached.append(float(loss))
            if i == steps:
                break
            g = tape.gradient(loss, x)
            x = x + step * g / (tf.sqrt(tf.reduce_mean(tf.square(g))) + 1e-5)
        images.append(x[0].numpy())
        objectives.append(reached)
    return np.array(images), np.array(objectives, 'float32')


def deprocess(x):
    x = x - x.mean()
    x = x / (x.std() + 1e-5)
    return np.clip(x * 0.1 + 0.5, 0, 1)


def main():
    keras.utils.set_random_seed(1)
    os.makedirs(out, exist_ok=True)
    wanted = sys.argv[1:] or ['digits', 'branches', 'nested']
    for make in (digits, branches, nested):
        if make.__name__ not in wanted:
            continue
        model, image, where = make()
        if make is not digits:
            # Biases are zero at first; random ones make a mistake with them visible.
            rng = np.random.default_rng(5)
            model.set_weights([w + rng.normal(0, 0.1, w.shape).astype('float32') if w.ndim == 1 else w for w in model.get_weights()])
        weights = {}
        write(os.path.join(out, f'{make.__name__}.json.gz'), graph_of(model, weights))
        golden = {'image': image, **{f'weight/{name}': value for name, value in weights.items()}}
        y, seen = outputs_of(model, tf.constant(image[None]))
        assert np.allclose(y, model.predict(image[None], verbose=0), atol=1e-6)
        golden['probabilities'] = y[0].numpy()
        for path, _ in flat(model):
            golden[f'activation/{path}'] = seen[path][0].numpy()
        classes = 2 if y.shape[-1] == 1 else y.shape[-1]
        for path in where:
            for target in {0, int(np.argmax(y)), classes - 1}:
                for score in ('logit', 'probability'):
                    for method, values in cams(model, image, path, target, score):
                        golden[f'cam/{method}/{path}/{target}/{score}'] = values.astype('float32')
            filters = [0, 1, 5]
            start = 0.5 + 0.08 * np.random.default_rng(6).random((len(filters), *image.shape), dtype='float32')
            final, objective = ascent(model, path, filters, start)
            golden.update({f'ascent/{path}/filters': np.array(filters, 'int32'), f'ascent/{path}/start': start, f'ascent/{path}/image': final, f'ascent/{path}/objective': objective,
                           f'ascent/{path}/normalized': np.array([deprocess(x) for x in final])})
        model.save(os.path.join(out, f'{make.__name__}.keras'))
        np.savez_compressed(os.path.join(out, f'{make.__name__}.npz'), **golden)
        print(make.__name__, len(golden), 'arrays', os.path.getsize(os.path.join(out, f'{make.__name__}.npz')), 'bytes')


if __name__ == '__main__':
    main()
