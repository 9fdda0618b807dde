"""Writes src/core/frontends/keras/surface/names.ts: the names of every public module of Keras, and attributes.ts beside it: those of objects, and of NumPy's and TensorFlow's modules.

`identifiers` are the strings that `keras.<kind>.get` takes. `present` is what `import keras` offers, `onlyTensorFlow` what `tensorflow.keras` adds to it, `notInTensorFlow` what it leaves out.
"""
import importlib
import inspect
import os
import pathlib
import pkgutil
import re
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
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


def attributes(*classes):
    """Names of attributes that objects of these classes can have: those of the classes, and those that their methods set."""
    found = set()
    for cls in classes:
        found.update(dir(cls))
        for base in cls.__mro__:
            if base.__module__.startswith("keras"):
                # Examples in its documentation set what they please.
                source = re.sub(r'""".*?"""', "", inspect.getsource(base), flags=re.S)
                found.update(re.findall(r"self\.(\w+)(?=[^=\n]*[^=!<>]=[^=])", source))
    return {name for name in found if not name.startswith("_")}


# What NumPy 2 took away and programs for NumPy 1 still ask for; whether it is there hangs on what is installed.
FORMER_NUMPY = "Inf Infinity NINF NZERO NaN PINF PZERO alltrue asfarray asscalar bool bool8 byte_bounds cast cfloat chararray clongfloat compare_chararrays compat complex complex_ cumproduct deprecate deprecate_with_doc disp fastCopyAndTranspose find_common_type float float_ format_parser get_array_wrap geterrobj in1d infty int int0 issctype issubclass_ issubsctype longcomplex longfloat lookfor mat math maximum_sctype msort nbytes object obj2sctype oldnumeric product rank recfromcsv recfromtxt round_ row_stack safe_eval sctype2char sctypeDict sctypes seterrobj set_numeric_ops set_string_function singlecomplex sometrue source str string_ tracemalloc_domain trapz uint0 unicode unicode_ unsafe_eval who"
layers = [cls for cls in vars(keras.layers).values() if inspect.isclass(cls)]
callbacks = " ".join(inspect.getsource(importlib.import_module(f"keras.src.callbacks.{info.name}")) for info in pkgutil.iter_modules(importlib.import_module("keras.src.callbacks").__path__) if not info.name.endswith("_test"))
models = attributes(keras.Model, keras.Sequential, importlib.import_module("keras.src.models.functional").Functional) | set(re.findall(r"model\.(\w+)", callbacks))
objects = {
    "layer": attributes(*layers),
    "ownLayer": attributes(keras.Layer),
    "model": models,
    "tensor": attributes(keras.KerasTensor, tf.Tensor, tf.Variable, type(tf.constant(1)), keras.Variable, np.ndarray),
}
libraries = {"numpy": {name for name in dir(np) if not name.startswith("_")} | set(FORMER_NUMPY.split())}
for module in ("numpy.linalg", "numpy.random", "tensorflow", *(f"tensorflow.{name}" for name in "nn math image linalg signal random data io strings".split())):
    package = tf if module.startswith("tensorflow") else np
    path = module.split(".")[1:]
    # `tensorflow.compat.v1` is read as the same module.
    for parent in (package, tf.compat.v1) if package is tf else (package,):
        libraries.setdefault(module, set()).update(name for name in dir(getattr(parent, path[0], None) if path else parent) if not name.startswith("_"))
(out.parent / "attributes.ts").write_text("\n".join([
    f"// Written by test/oracle/surface.py from Keras {keras.__version__}, TensorFlow {re.sub('[^0-9.].*', '', tf.__version__)} and NumPy {np.__version__}.",
    table("attributes", "Attributes of objects of Keras: layers of its own classes, of classes that derive from Layer, models, and tensors of any kind.", objects),
    table("libraries", "Public names of modules of NumPy and of TensorFlow, its first version's among them.", libraries),
    "",
]))
