"""Runs Keras files under real Keras and writes down what Keras built: the facts that the analyser is judged by.

    python test/accuracy/observe.py OUT.jsonl FILE.py [FILE.py ...]

Each file runs in a process of its own, forked after Keras was imported once. Nothing is trained, downloaded, shown or
saved: `fit`, `evaluate`, `predict`, `save` and weights' downloads are replaced, data sets have the right shapes and no
content, and modules that are not installed are replaced by objects that answer anything. One JSON line a file:

    {"file", "outcome": "ran" | "keras" | "other", "error", "error_line", "error_end_line",
     "layers": [{"type", "name", "line", "column", "params", "calls": [output shapes]}],
     "models": [{"name", "type", "line", "total", "trainable", "layers"}]}

`line` is 1-based and `column` 0-based: where the innermost expression of the file stands that led to the constructor.
`outcome` is "keras" when Keras raised, and "other" when something else stopped the file (missing data, another library);
what had been built by then is still recorded. `error_line` to `error_end_line` is the innermost expression of the file
that raised. `total` is null for a model that is not built, or that holds a layer that is not.
"""
import collections
import importlib.abc
import importlib.machinery
import json
import os
import re
import signal
import sys
import traceback
import types

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np  # noqa: E402
import keras  # noqa: E402
import tensorflow as tf  # noqa: E402

# Else Keras takes its own frames out of a traceback, and what it raised looks as if the file had.
keras.config.disable_traceback_filtering()

SECONDS = 120
LIBRARY = os.path.dirname(keras.__file__)
TENSORFLOW = os.path.dirname(tf.__file__)


class Anything:
    """Stands for any object of a module that is not installed."""

    def __init__(self, *args, **kwargs):
        pass

    def __call__(self, *args, **kwargs):
        # As a decorator it hands back what it decorates.
        if len(args) == 1 and not kwargs and isinstance(args[0], (types.FunctionType, type)):
            return args[0]
        return Anything()

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Anything()

    def __getitem__(self, key):
        return Anything()

    def __iter__(self):
        return iter(())

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return False

    def __len__(self):
        return 0


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds any top-level module that nothing else found. Modules beside the file are found before."""

    REFUSED = {"tf_keras", "keras_cv", "keras_core"}

    def find_spec(self, name, path, target=None):
        top = name.split(".")[0]
        if top in ("keras", "tensorflow", "numpy") or top in self.REFUSED:
            return None
        if top in sys.stdlib_module_names:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        module.__path__ = []
        module.__getattr__ = lambda attribute: Anything() if not attribute.startswith("__") else (_ for _ in ()).throw(AttributeError(attribute))
        return module

    def exec_module(self, module):
        pass


class Record:
    def __init__(self, file):
        self.file = file
        self.layers = {}
        self.order = []
        self.calls = collections.defaultdict(list)
        self.places = {}

    def made_by_user(self, cls):
        """True where the file itself calls the constructor, or asks `keras.applications` for a model."""
        frame = sys._getframe(2)
        while frame.f_code.co_name == "__new__":
            frame = frame.f_back
        maker = frame.f_code.co_filename
        # Some architectures are made of Sequentials: those are their parts.
        whole = issubclass(cls, keras.Model) and not issubclass(cls, keras.Sequential)
        return maker == self.file or (whole and "applications" in maker and maker.startswith(LIBRARY))

    def place(self):
        """Line and column of the innermost expression of the file under way."""
        frame = sys._getframe(2)
        while frame is not None:
            if frame.f_code.co_filename == self.file:
                positions = list(frame.f_code.co_positions())[frame.f_lasti // 2]
                return positions[0], positions[2]
            frame = frame.f_back
        return None, None


def shape_of(value):
    if isinstance(value, (list, tuple)):
        return [shape_of(v) for v in value]
    if isinstance(value, dict):
        return {str(k): shape_of(v) for k, v in value.items()}
    shape = getattr(value, "shape", None)
    if shape is None:
        return None
    try:
        return [None if d is None else int(d) for d in shape]
    except (TypeError, ValueError):
        return None


def watch(record):
    """Notes every layer that is made from the file and every call of it."""
    layer_class = keras.layers.Layer
    new = layer_class.__new__

    def noted_new(cls, *args, **kwargs):
        instance = new(cls, *args, **kwargs)
        line, column = record.place()
        if line is not None and record.made_by_user(cls):
            record.layers[id(instance)] = instance
            record.order.append(id(instance))
            record.places[id(instance)] = (line, column)
        return instance

    layer_class.__new__ = staticmethod(noted_new)
    call = layer_class.__call__

    def noted_call(self, *args, **kwargs):
        outputs = call(self, *args, **kwargs)
        if id(self) in record.layers:
            shape = shape_of(outputs)
            if shape not in record.calls[id(self)]:
                record.calls[id(self)].append(shape)
        return outputs

    layer_class.__call__ = noted_call


def quiet(record):
    """Replaces what trains, loads, downloads, shows or saves."""

    def load_weights(self, *args, **kwargs):
        # The files of published weights are read by the order of the layers: one more layer with weights, and Keras raises.
        published = "applications" in sys._getframe(1).f_code.co_filename
        if published and any(id(layer) in record.layers and layer.weights for layer in self.layers):
            raise ValueError("Layer count mismatch when loading weights from file.")

    model = keras.Model

    class History:
        def __init__(self):
            self.history = collections.defaultdict(lambda: [0.0])
            self.epoch = [0]

    def fit(self, x=None, *args, **kwargs):
        build_from(self, x)
        return History()

    def build_from(self, x):
        """Builds a model from the first batch that it is fed, as training would."""
        shape, dtype = first_batch(x)
        if not self.built and isinstance(shape, list) and shape and all(d is None or isinstance(d, int) for d in shape):
            try:
                self(keras.KerasTensor((None, *shape[1:]), dtype))
            except Exception:
                if type(self).train_step is model.train_step:  # Another step need not call the model.
                    raise

    def first_batch(x):
        if isinstance(x, keras.utils.PyDataset):
            x = x[0]
        elif hasattr(x, "element_spec"):
            x = x.element_spec
        if isinstance(x, tuple) and x:  # Inputs and targets.
            x = x[0]
        return shape_of(x), "string" if getattr(x, "dtype", None) == tf.string else "float32"

    def evaluate(self, *args, **kwargs):
        metrics = getattr(getattr(self, "_compile_metrics", None), "_user_metrics", None) or []
        return [0.0] * (1 + len(metrics))

    def predict(self, x=None, *args, **kwargs):
        count = len(x) if hasattr(x, "__len__") else 1
        outputs = self.output_shape if not isinstance(self.output_shape, list) else self.output_shape[0]
        return np.zeros((count, *[d or 1 for d in outputs[1:]]), "float32")

    model.fit = fit
    model.evaluate = evaluate
    model.predict = predict
    model.fit_generator = None
    del model.fit_generator
    model.save = lambda self, *a, **k: None
    model.save_weights = lambda self, *a, **k: None
    model.load_weights = load_weights
    apis = [keras, tf.keras]
    # `from tensorflow.keras.utils import plot_model` finds a module of its own.
    for module in list(sys.modules.values()):
        if "keras" in getattr(module, "__name__", "") and "plot_model" in vars(module):
            module.plot_model = lambda *a, **k: None
    import keras.src.utils.file_utils as file_utils

    def no_file(*args, **kwargs):
        return "nowhere"

    file_utils.get_file = no_file
    for api in apis:
        api.utils.get_file = no_file
    for module in list(sys.modules.values()):
        name = getattr(module, "__name__", "")
        if name.startswith("keras.src.applications") and hasattr(module, "file_utils"):
            module.file_utils.get_file = no_file

    def data(train, test, classes, column):
        def load_data(*args, **kwargs):
            labels = lambda n: (np.arange(n) % classes).astype("uint8").reshape((n, 1) if column else (n,))
            return (np.zeros(train, "uint8"), labels(train[0])), (np.zeros(test, "uint8"), labels(test[0]))
        return load_data

    for api in apis:
        api.datasets.mnist.load_data = data((60000, 28, 28), (10000, 28, 28), 10, False)
        api.datasets.fashion_mnist.load_data = data((60000, 28, 28), (10000, 28, 28), 10, False)
        api.datasets.cifar10.load_data = data((50000, 32, 32, 3), (10000, 32, 32, 3), 10, True)
        api.datasets.cifar100.load_data = data((50000, 32, 32, 3), (10000, 32, 32, 3), 100, True)


def whole(model):
    """Whether every layer of a model is built: only then has the model a number of parameters."""
    return getattr(model, "built", False) and all(layer.built for layer in model._flatten_layers() if not isinstance(layer, keras.metrics.Metric))


def raised_by_keras(error, frames, around, text):
    """Whether Keras raised, or what Keras is today did: a module, name, attribute or argument that it does not have.

    `frames` are those that the file's last line led to, `around` all others. TensorFlow's errors are Keras's where Keras had called
    the file: inside a layer's `call`.
    """
    if isinstance(error, (OSError, KeyboardInterrupt)):
        return False
    inside = any(frame.filename.startswith(LIBRARY) for frame in around)
    if any(frame.filename.startswith(LIBRARY) or (inside and frame.filename.startswith(TENSORFLOW)) for frame in frames):
        return True
    if isinstance(error, TypeError):  # An argument that is missing, given twice or not known.
        return "argument" in str(error)
    if isinstance(error, AttributeError) and type(error.obj).__module__.startswith("keras."):
        return True  # `model.fit_generator`: the message names the class alone.
    if isinstance(error, NameError):  # A name that `import *` once brought.
        return re.search(r"^from (tensorflow\.)?keras[.\w]* import \*", text, re.MULTILINE) is not None
    return isinstance(error, (ImportError, AttributeError)) and "keras" in str(error).lower()


def count(layer, attribute=None):
    try:
        if attribute is None:
            return int(layer.count_params())
        return int(sum(int(np.prod(w.shape)) for w in getattr(layer, attribute)))
    except Exception:
        return None


def observe(path):
    file = os.path.abspath(path)
    record = Record(file)
    watch(record)
    quiet(record)
    sys.meta_path.append(StandIns())
    sys.path.insert(0, os.path.dirname(file))
    sys.argv = [file]
    os.chdir(os.path.dirname(file))
    with open(file, encoding="utf-8-sig") as f:
        text = f.read()
    result = {"file": path, "outcome": "ran", "error": None, "error_line": None, "error_end_line": None}
    try:
        exec(compile(text, file, "exec"), {"__name__": "__main__", "__file__": file, "__builtins__": __builtins__})
    except SystemExit:
        pass
    except BaseException as error:
        frames = traceback.extract_tb(error.__traceback__)
        inside = [f for f in frames if f.filename == file]
        last = max((i for i, f in enumerate(frames) if f.filename == file), default=-1)
        result["outcome"] = "keras" if raised_by_keras(error, frames[last + 1:], frames[:last + 1], text) else "other"
        result["error"] = f"{type(error).__name__}: {str(error)[:400]}"
        result["error_line"] = inside[-1].lineno if inside else getattr(error, "lineno", None)
        result["error_end_line"] = inside[-1].end_lineno if inside else result["error_line"]
    models, layers = [], []
    for key in record.order:
        layer = record.layers[key]
        line, column = record.places[key]
        if isinstance(layer, keras.Model):
            if getattr(layer, "name", None) is None:  # Its constructor raised.
                continue
            total = count(layer) if whole(layer) else None
            models.append({"name": layer.name, "type": type(layer).__name__, "line": line, "column": column, "total": total,
                           "trainable": count(layer, "trainable_weights") if total is not None else None, "layers": len(layer.layers)})
            continue
        calls = record.calls[key]
        if not calls or isinstance(layer, keras.layers.InputLayer):
            continue
        layers.append({"type": type(layer).__name__, "name": layer.name, "line": line, "column": column, "params": count(layer), "calls": calls})
    result["layers"], result["models"] = layers, models
    return result


def main():
    out, files = sys.argv[1], sys.argv[2:]
    with open(out, "w", encoding="utf-8") as target:
        for path in files:
            read, write = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(read)
                null = os.open(os.devnull, os.O_WRONLY)
                os.dup2(null, 1)
                os.dup2(null, 2)
                signal.alarm(SECONDS)
                with os.fdopen(write, "w") as pipe:
                    pipe.write(json.dumps(observe(path)))
                os._exit(0)
            os.close(write)
            with os.fdopen(read) as pipe:
                text = pipe.read()
            _, status = os.waitpid(child, 0)
            target.write((text or json.dumps({"file": path, "outcome": "other", "error": f"no answer (status {status})", "error_line": None, "layers": [], "models": []})) + "\n")
            target.flush()


if __name__ == "__main__":
    main()
