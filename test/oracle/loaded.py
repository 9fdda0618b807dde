"""Writes test/golden/loaded/: models as real Keras saves them, and loaded.json: what real Keras has after loading each of them.

    python test/oracle/loaded.py

For every file: the model that `load_model` gives, what it is compiled with, and a model with one more layer put on top of it, which also shows
how many automatic names the loading took. A file that Keras refuses has its error instead.
"""
import gzip
import json
import os
import pathlib
import re

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras  # noqa: E402
from keras import layers  # noqa: E402

TEST = pathlib.Path(__file__).resolve().parents[1]
GOLDEN = TEST / "golden"
KEPT = ["visual/branches.keras", "visual/branches.h5", "visual/digits.keras", "visual/digits.h5", "visual/nested.keras", "visual/nested.h5", "engine/saved.keras"]


def compiled():
    model = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(2, 3, activation="relu"), layers.Flatten(), layers.Dense(3, activation="softmax")])
    model.layers[0].trainable = False
    model.compile(optimizer=keras.optimizers.SGD(0.01, momentum=0.9), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def weighted():
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"], weighted_metrics=["sparse_top_k_categorical_accuracy", keras.metrics.SparseCategoricalCrossentropy()])
    return model


def scheduled():
    rate = keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.9)
    image = keras.Input((6, 6, 2))
    x = layers.Conv2D(3, 3, padding="same", name="first")(image)
    x = layers.Add()([x * 2.0, x])
    x = layers.GlobalAveragePooling2D()(x)
    outputs = [layers.Dense(2, name="left")(x), layers.Dense(1, name="right")(x)]
    model = keras.Model(image, outputs)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss=["mse", keras.losses.BinaryCrossentropy(from_logits=True)], loss_weights=[1.0, 0.5])
    return model


def unbuilt():
    """Built by its first call only, so that the file names no Input."""
    model = keras.Sequential([layers.Conv1D(4, 3), layers.GlobalMaxPooling1D(), layers.Dense(2)], name="late")
    model.build((None, 10, 3))
    return model


def long():
    """A configuration of more than 64 kilobytes."""
    x = image = keras.Input((4,), name="numbers")
    for i in range(90):
        x = layers.Dense(1, name=f"a_layer_with_a_long_name_that_fills_the_configuration_{i}", use_bias=False)(x)
    return keras.Model(image, x, name="long")


def count(variables):
    return sum(int(variable.shape.num_elements()) if hasattr(variable.shape, "num_elements") else int(keras.ops.prod(variable.shape)) for variable in variables)


def facts(path):
    keras.utils.clear_session()
    try:
        model = keras.models.load_model(path)
    except Exception as error:
        return {"error": re.sub(r"\s+", " ", str(error))[:200]}
    optimizer = getattr(model, "optimizer", None)
    rate = None
    if optimizer is not None:
        saved = optimizer.get_config()["learning_rate"]
        rate = saved["class_name"] if isinstance(saved, dict) else round(float(saved), 6)
    outputs = model.outputs
    bigger = keras.Model(model.inputs, layers.Dense(5, name="on_top")(outputs[0]))
    return {
        "name": model.name,
        "layers": [[layer.name, type(layer).__name__, list(layer.output.shape) if not isinstance(layer.output, list) else None, layer.count_params()] for layer in model.layers if type(layer).__name__ != "InputLayer"],
        "total": model.count_params(),
        "trainable": count(model.trainable_weights),
        "optimizer": None if optimizer is None else type(optimizer).__name__,
        "rate": rate,
        "weighted": len((model.get_compile_config() or {}).get("weighted_metrics") or []) if optimizer is not None else 0,
        "bigger": [bigger.name, bigger.count_params(), list(bigger.outputs[0].shape)],
    }


def main():
    folder = GOLDEN / "loaded"
    folder.mkdir(exist_ok=True)
    made = []
    for make in (compiled, weighted, scheduled, unbuilt, long):
        for ending in ("keras", "h5"):
            keras.utils.clear_session()
            path = folder / f"{make.__name__}.{ending}"
            if make is long and ending == "keras":
                continue
            make().save(path)
            made.append(f"loaded/{path.name}")
    golden = {name: facts(GOLDEN / name) for name in KEPT + made}
    # Mostly empty blocks: 350 kilobytes that shrink to some ten.
    (folder / "long.h5.gz").write_bytes(gzip.compress((folder / "long.h5").read_bytes(), mtime=0))
    (folder / "long.h5").unlink()
    text = "{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in golden.items()) + "\n}\n"
    (folder / "loaded.json").write_text(text)
    print(f"{len(golden)} files, {sum(f.stat().st_size for f in folder.iterdir())} bytes")


if __name__ == "__main__":
    main()
