"""Writes src/core/frontends/keras/surface/names.ts: the names of every public module of Keras.

`identifiers` are the strings that `keras.<kind>.get` takes. `present` is what `import keras` offers, `onlyTensorFlow` what `tensorflow.keras` adds to it, `notInTensorFlow` what it leaves out.
"""
import importlib
import os
import pathlib
import pkgutil
import re
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import tensorflow as tf


def modules_of(root):
    """Public modules below a package, by their path inside it, with their public names."""
    found = {}

    def visit(module, inside):
        if inside in found:
            return
        names = {name for name in dir(module) if not name.startswith("_")}
        if inside == "":
            names -= {"src", "api", "_tf_keras"}
        found[inside] = names
        for info in pkgutil.iter_modules(getattr(module, "__path__", [])):
            if info.name.startswith("_") or (inside == "" and info.name in ("src", "api")):
                continue
            found[inside].add(info.name)
            visit(importlib.import_module(f"{module.__name__}.{info.name}"), f"{inside}.{info.name}".lstrip("."))

    visit(root, "")
    return found


def table(name, comment, modules):
    rows = [f"  '{module}': '{' '.join(sorted(names))}'," for module, names in sorted(modules.items()) if names]
    return "\n".join([f"/** {comment} */", f"export const {name}: {{ readonly [module: string]: string }} = {{", *rows, "};"])


def minus(modules, known):
    return {module: {n for n in names if n not in known.get(module, set())} for module, names in modules.items()}


def identifiers():
    kinds = {kind: importlib.import_module(f"keras.src.{kind}").ALL_OBJECTS_DICT for kind in ("losses", "metrics", "optimizers")}
    return {kind: {str(name) for name in names} for kind, names in kinds.items()}


now = modules_of(keras)
tensorflow = modules_of(importlib.import_module("keras._tf_keras.keras"))
out = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "src/core/frontends/keras/surface/names.ts")
out.parent.mkdir(parents=True, exist_ok=True)
out.write_text("\n".join([
    f"// Written by test/oracle/surface.py from Keras {keras.__version__} and TensorFlow {re.sub('[^0-9.].*', '', tf.__version__)}.",
    table("present", "Public names of Keras 3, by module below `keras`.", now),
    table("onlyTensorFlow", "Names that `tensorflow.keras` has besides.", minus(tensorflow, now)),
    table("notInTensorFlow", "Names that `tensorflow.keras` does not have.", minus(now, tensorflow)),
    table("identifiers", "Strings that stand for a loss, a metric or (in lower case) an optimizer.", identifiers()),
    "",
]))
