"""Times Keras on TensorFlow at the pictures of visual.ts. Writes one line that names itself, then reads the name of one work a line and answers with its milliseconds: "wall processor".

Needs Python with keras and tensorflow. Each work is what the lecture's code does, with its step compiled once by tf.function.
"""
import os
import sys
import time

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf

rng = np.random.default_rng(1)


def ascent(layer, size, count):
    base = keras.applications.VGG16(weights=None, include_top=False)
    model = keras.Model(base.inputs, base.get_layer(layer).output)

    @tf.function
    def step(image, filter):
        with tf.GradientTape() as tape:
            tape.watch(image)
            loss = tf.reduce_mean(tf.gather(model(image), filter, axis=-1))
        gradient = tape.gradient(loss, image)
        return image + gradient / (tf.sqrt(tf.reduce_mean(tf.square(gradient))) + 1e-5)

    def work():
        for filter in range(count):
            image = tf.constant(128 + 20 * rng.random((1, size, size, 3), dtype="float32"))
            for _ in range(40):
                image = step(image, tf.constant(filter))
            image.numpy()

    return work


def grad_cam():
    model = keras.applications.VGG16(weights=None, classifier_activation=None)
    both = keras.Model(model.inputs, [model.get_layer("block5_conv3").output, model.output])
    image = tf.constant(rng.random((1, 224, 224, 3), dtype="float32") * 255)

    @tf.function
    def map(x):
        with tf.GradientTape() as tape:
            maps, scores = both(x)
            score = tf.reduce_max(scores, -1)
        weights = tf.reduce_mean(tape.gradient(score, maps), (1, 2), keepdims=True)
        return tf.nn.relu(tf.reduce_sum(maps * weights, -1)), scores

    return lambda: [value.numpy() for value in map(image)]


def activations():
    model = keras.applications.MobileNetV2(weights=None)
    every = keras.Model(model.inputs, [layer.output for layer in model.layers[1:]])
    image = tf.constant(rng.random((1, 224, 224, 3), dtype="float32"))
    run = tf.function(lambda x: every(x, training=False))
    return lambda: [value.numpy() for value in run(image)]


make = {"pattern": lambda: ascent("block3_conv1", 150, 1), "sheet": lambda: ascent("block1_conv1", 64, 64), "cam": grad_cam, "activations": activations}
print(f"Keras {keras.__version__} on TensorFlow", flush=True)
works = {}
for line in sys.stdin:
    name = line.strip()
    if name not in works:
        works[name] = make[name]()
        works[name]()
    began, used = time.perf_counter(), time.process_time()
    works[name]()
    print(1000 * (time.perf_counter() - began), 1000 * (time.process_time() - used), flush=True)
