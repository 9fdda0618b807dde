"""Writes test/golden/engine/inspection.json.gz: what real Keras says of single images and of layers, from given weights on one batch.

Losses of single images, predicted classes, gradients' lengths by layer, the length of the optimizer's next step, channels that give 0 for
every image.
"""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf
from keras import layers as L

sys.path.insert(0, os.path.dirname(__file__))
from graph import graph_of, pack, part, write

rng = np.random.default_rng(5)
BATCH = 12


def convnet(head):
    model = keras.Sequential([
        keras.Input((8, 8, 2)),
        L.Conv2D(6, 3, activation="relu", padding="same"),
        L.BatchNormalization(),
        L.MaxPooling2D(),
        L.Flatten(),
        L.Dense(7, activation="relu"),
        head,
    ])
    for w in model.weights:
        noise = rng.normal(size=w.shape).astype("float32") * 0.3
        w.assign(np.abs(noise) + 0.5 if "variance" in w.name else noise)
    # Two channels that a bias silences, and one unit.
    kernel, bias = model.layers[0].get_weights()
    bias[[1, 4]] = -100
    model.layers[0].set_weights([kernel, bias])
    kernel, bias = model.layers[4].get_weights()
    bias[3] = -100
    model.layers[4].set_weights([kernel, bias])
    return model


def length(tensors):
    return float(np.sqrt(sum(np.sum(np.square(np.asarray(t, "float64"))) for t in tensors)))


def case(name, head, loss, optimizer, targets):
    model = convnet(head)
    values = {}
    graph = graph_of(model, values)
    x = rng.normal(size=(BATCH, 8, 8, 2)).astype("float32")
    model.compile(optimizer, loss)
    predictions = model(x, training=False)
    loss.reduction = None
    losses = np.asarray(loss(targets, predictions)).reshape(BATCH, -1).mean(1)
    loss.reduction = "sum_over_batch_size"
    trained = [layer for layer in model.layers if layer.trainable_weights]
    activations = keras.Model(model.inputs, [layer.output for layer in model.layers])(x, training=False)
    dead = {layer.name: int(np.sum(np.abs(np.asarray(a)).max(tuple(range(a.ndim - 1))) == 0)) for layer, a in zip(model.layers, activations) if layer.weights}
    with tf.GradientTape() as tape:
        total = loss(targets, model(x, training=True))
    gradients = tape.gradient(total, model.trainable_weights)
    by_layer = {layer.name: [g for g, w in zip(gradients, model.trainable_weights) if any(w is own for own in layer.trainable_weights)] for layer in trained}
    before = {layer.name: [np.array(w) for w in layer.trainable_weights] for layer in trained}
    optimizer.apply(gradients, model.trainable_weights)
    ratios = {layer.name: length([np.asarray(w) - b for w, b in zip(layer.trainable_weights, before[layer.name])]) / length(before[layer.name]) for layer in trained}
    return {
        "name": name, "graph": graph, "weights": {k: pack(v) for k, v in values.items()}, "optimizer": part(optimizer), "loss": part(loss),
        "x": pack(x), "y": pack(targets), "predictions": pack(np.asarray(predictions)), "losses": [float(v) for v in losses],
        "gradients": {k: length(v) for k, v in by_layer.items()}, "ratios": ratios, "dead": dead,
    }


def main():
    O, F = keras.optimizers, keras.losses
    labels = rng.integers(0, 5, size=(BATCH,)).astype("int32")
    one_hot = np.eye(5, dtype="float32")[rng.integers(0, 5, size=BATCH)]
    yes = rng.integers(0, 2, size=(BATCH, 1)).astype("float32")
    cases = [
        case("one-hot, Adam", L.Dense(5, activation="softmax"), F.CategoricalCrossentropy(), O.Adam(0.01), one_hot),
        case("labels and logits, SGD with momentum", L.Dense(5), F.SparseCategoricalCrossentropy(from_logits=True), O.SGD(0.05, momentum=0.9), labels),
        case("yes or no, RMSprop", L.Dense(1, activation="sigmoid"), F.BinaryCrossentropy(), O.RMSprop(0.01), yes),
        case("regression, AdamW", L.Dense(3), F.MeanSquaredError(), O.AdamW(0.01, weight_decay=0.05), rng.normal(size=(BATCH, 3)).astype("float32")),
    ]
    write(os.path.join(os.path.dirname(__file__), "..", "golden", "engine", "inspection.json.gz"), {"keras": keras.__version__, "cases": cases})


if __name__ == "__main__":
    main()
