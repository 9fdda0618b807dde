"""Writes test/golden/engine/saved.keras and saved.json.gz: a model of many kinds of layers as real Keras saves it, and what it predicts.

With paths of .keras files as arguments it loads each instead, and prints what real Keras makes of them; with --predict FILE.npy it prints predictions.
"""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
from keras import layers as L

sys.path.insert(0, os.path.dirname(__file__))
from graph import pack, write

GOLDEN = os.path.join(os.path.dirname(__file__), "..", "golden", "engine")


def build():
    image = keras.Input((8, 8, 2), name="image")
    x = L.Conv2D(3, 3, activation="relu", kernel_regularizer="l2", name="first")(image)
    x = L.BatchNormalization()(x)
    y = L.SpatialDropout2D(0.2)(L.Dropout(0.3)(x))
    x = L.Add()([x, y])
    nested = keras.Sequential([keras.Input((6, 6, 3)), L.Conv2D(2, 1, padding="same"), L.LeakyReLU(), L.Dropout(0.1)], name="nested")
    x = L.Concatenate()([nested(x), nested(y)])
    x = L.SpectralNormalization(L.Conv2D(2, 2))(x)
    x = L.SeparableConv2D(3, 2)(x)
    x = x * 2.0 + 1.0
    x = 1.0 - x / 4.0
    x = L.Reshape((16, 3))(x)
    x = L.Bidirectional(L.LSTM(3, return_sequences=True))(x)
    x = L.GRU(4, return_sequences=True)(x)
    x = L.TimeDistributed(L.Dense(6, activation="gelu"))(x)
    x = L.MultiHeadAttention(2, 3)(x, x)
    x = L.LayerNormalization()(x)
    x = L.Reshape((2, 2, 4, 6))(x)
    x = L.ConvLSTM2D(2, 2, padding="same")(x)
    x = L.GroupNormalization(2)(x)
    x = L.Conv2DTranspose(2, 3, strides=2)(x)
    x = L.GlobalAveragePooling2D()(x)
    x = keras.ops.concatenate([x, keras.ops.relu(x)], axis=-1)
    return keras.Model(image, L.Dense(4, activation="softmax")(x), name="many_kinds")


def main():
    keras.utils.set_random_seed(5)
    model = build()
    model.compile(keras.optimizers.Adam(0.01), "categorical_crossentropy", metrics=["accuracy"])
    rng = np.random.default_rng(3)
    x = rng.normal(size=(6, 8, 8, 2)).astype("float32")
    model.fit(x, np.eye(4)[[0, 1, 2, 3, 0, 1]], epochs=2, verbose=0)
    model.save(os.path.join(GOLDEN, "saved.keras"))
    write(os.path.join(GOLDEN, "saved.json.gz"), {"x": pack(x), "predictions": pack(model.predict(x, verbose=0)), "iterations": int(model.optimizer.iterations.numpy())})


def load(arguments):
    data = np.load(arguments[arguments.index("--predict") + 1]) if "--predict" in arguments else None
    for path in (a for a in arguments if a.endswith(".keras")):
        model = keras.models.load_model(path)
        print(path, model.count_params(), "parameters", None if model.optimizer is None else f"{model.optimizer.name} after {int(model.optimizer.iterations.numpy())} steps")
        if data is not None:
            print(np.array2string(model.predict(data, verbose=0), precision=6))


if len(sys.argv) > 1:
    load(sys.argv[1:])
else:
    main()
