"""Runs every file of test/fixtures/models and test/fixtures/broken in real Keras and writes what Keras built, or where it
raised, to test/golden/model_files.json.

    python test/oracle/model_files.py          (needs keras 3.15 and tensorflow-cpu 2.21)
"""
import json
import os
import re
import sys
import traceback

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import keras  # noqa: E402
from keras.src.ops.operation import Operation  # noqa: E402

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
current = None


def line_of_fixture():
    for frame in reversed(traceback.extract_stack()):
        if frame.filename == current:
            return frame.lineno
    return None


original_new = Operation.__new__


def tracked_new(cls, *args, **kwargs):
    instance = original_new(cls, *args, **kwargs)
    try:
        object.__setattr__(instance, "_fixture_line", line_of_fixture())
    except AttributeError:
        pass
    return instance


Operation.__new__ = tracked_new


def shape_of(layer):
    try:
        output = layer.output
    except Exception:
        return None
    flat = keras.tree.flatten(output)
    if len(flat) != 1:
        return None
    return list(flat[0].shape)


def describe_layer(layer):
    return {
        "name": layer.name,
        "type": type(layer).__name__,
        "outputShape": shape_of(layer),
        "params": layer.count_params() if layer.built else None,
        "trainable": bool(layer.trainable),
    }


def describe(model):
    count = lambda weights: sum(int(keras.ops.size(w)) if hasattr(w, "shape") else 0 for w in weights)
    return {
        "name": model.name,
        "layers": [describe_layer(layer) for layer in model.layers],
        "total": model.count_params() if model.built else None,
        "trainable": count(model.trainable_weights) if model.built else None,
    }


def run(path):
    global current
    current = path
    keras.backend.clear_session()
    keras.config.set_image_data_format("channels_last")
    namespace = {"__name__": "__main__", "__file__": path}
    with open(path) as file:
        code = compile(file.read(), path, "exec")
    sys.argv = [path]
    stdout, sys.stdout = sys.stdout, open(os.devnull, "w")
    try:
        exec(code, namespace)
    except BaseException as error:
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
        return {"error": type(error).__name__, "lines": lines, "message": re.sub(r" \(/[^)]*\)?", "", str(error).split("\n")[0])[:200]}
    finally:
        sys.stdout = stdout
    models = {name: describe(value) for name, value in namespace.items() if isinstance(value, keras.Model)}
    return {"models": models}


def main():
    result = {}
    for folder in ("models", "broken"):
        home = os.path.join(ROOT, "test", "fixtures", folder)
        for name in sorted(os.listdir(home)):
            if name.endswith(".py"):
                result[f"{folder}/{name}"] = run(os.path.join(home, name))
    with open(os.path.join(ROOT, "test", "golden", "model_files.json"), "w") as file:
        json.dump(result, file, indent=1)
        file.write("\n")
    for name, value in result.items():
        if name.startswith("models") == ("error" in value):
            print(name, value.get("error"), value.get("lines"), value.get("message"))
    print(len(result), "files")


main()
