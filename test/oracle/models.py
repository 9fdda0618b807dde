"""Writes test/golden/graph/models.jsonl.gz: random models, built by real Keras.

Each line holds a small program (inputs, calls, nested models, `trainable` settings) and what Keras made of it: the names and order of
`_operations`, shapes, parameters, totals.

    python test/oracle/models.py            (keras 3.15, tensorflow-cpu)
"""
import gzip
import json
import os
import random
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
warnings.filterwarnings("ignore")
import keras
from keras import layers as L

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden", "graph", "models.jsonl.gz")
R = random.Random(31)
maybe = lambda p: R.random() < p
pick = lambda *options: R.choice(options)


def unary(shape):
    """A layer for a tensor of this shape (with batch)."""
    if len(shape) == 4:
        h, w = shape[1] or 32, shape[2] or 32
        options = [
            ["Conv2D", {"filters": pick(2, 4, 8), "kernel_size": R.randint(1, min(3, h, w)), "padding": pick("same", "valid")}], ["Conv2D", {"filters": pick(2, 4), "kernel_size": 3, "strides": 2, "padding": "same", "use_bias": False}],
            ["BatchNormalization", {}], ["Activation", {"activation": "relu"}], ["ReLU", {}], ["Dropout", {"rate": 0.25}], ["DepthwiseConv2D", {"kernel_size": 3, "padding": "same"}], ["SeparableConv2D", {"filters": 4, "kernel_size": 3, "padding": "same"}],
            ["ZeroPadding2D", {"padding": 1}], ["LayerNormalization", {}], ["SpatialDropout2D", {"rate": 0.1}], ["UpSampling2D", {}],
        ]
        if min(h, w) >= 2:
            options += [["MaxPooling2D", {}], ["AveragePooling2D", {"pool_size": 2, "padding": "same"}]]
        if maybe(0.06):
            options = [["GlobalAveragePooling2D", {}], ["Flatten", {}], ["GlobalMaxPooling2D", {"keepdims": True}]]
        return pick(*options)
    if len(shape) == 3:
        return pick(["Dense", {"units": 4}], ["Conv1D", {"filters": 3, "kernel_size": 1}], ["LSTM", {"units": 3, "return_sequences": True}], ["GRU", {"units": 2}], ["Flatten", {}], ["LayerNormalization", {}])
    return pick(["Dense", {"units": pick(2, 4, 8)}], ["Dense", {"units": 4, "activation": "relu"}], ["Dropout", {"rate": 0.5}], ["BatchNormalization", {}], ["Activation", {"activation": "tanh"}])


def make(spec):
    cls, config = spec
    return getattr(L, cls)(**config)


def start_shape():
    return pick([12, 12, 3], [9, 7, 2], [16, 16, 1], [None, None, 3], [6, 4], [10])


def sequential(program):
    layers = [make(s) for s in program["layers"]]
    name = program.get("name")
    if program["style"] == "list":
        model = keras.Sequential(([keras.Input(program["input"])] if program["input"] else []) + layers, name=name)
    else:
        model = keras.Sequential(name=name)
        if program["input"]:
            model.add(keras.Input(program["input"]))
        for layer in layers:
            model.add(layer)
        for _ in range(program.get("pops", 0)):
            model.pop()
        for spec in program.get("then", []):
            model.add(make(spec))
    if program.get("build"):
        model.build([None] + program["build"])
    return model


def random_sequential():
    shape = start_shape()
    program = {"kind": "sequential", "style": pick("list", "add"), "input": shape if maybe(0.6) else None, "layers": []}
    probe = keras.KerasTensor([None] + shape)
    for _ in range(R.randint(2, 7)):
        spec = unary(list(probe.shape))
        try:
            probe = make(spec)(probe)
        except Exception:
            continue
        program["layers"].append(spec)
    if not program["layers"]:
        program["layers"].append(["Activation", {"activation": "relu"}])
    if program["input"] is None:
        way = R.random()
        if way < 0.4:
            cls, config = program["layers"][0]
            if cls not in ("SpatialDropout2D",):
                program["layers"][0] = [cls, {**config, "input_shape": shape}]
            else:
                program["build"] = shape
        elif way < 0.8:
            program["build"] = shape
    if program["style"] == "add" and maybe(0.3) and len(program["layers"]) > 2:
        program["pops"] = 1
        program["then"] = [["Dropout", {"rate": 0.5}]]
    return program


def functional(program):
    tensors = [keras.Input(s, **({"name": f"in_{i}"} if program.get("named") else {})) for i, s in enumerate(program["inputs"])]
    made = []
    for step in program["steps"]:
        args = [tensors[i] for i in step["on"]]
        if "share" in step:
            layer = made[step["share"]]
        elif "model" in step:
            layer = sequential(step["model"])
        elif "op" in step:
            made.append(None)
            tensors.append(args[0] + args[1] if step["op"] == "add" else args[0] * args[1])
            continue
        else:
            layer = make(step["layer"])
        made.append(layer)
        tensors.append(layer(args if step.get("list") else args[0]))
    outputs = [tensors[i] for i in program["outputs"]]
    inputs = tensors[: len(program["inputs"])]
    model = keras.Model(inputs if len(inputs) > 1 else inputs[0], outputs if len(outputs) > 1 else outputs[0])
    return model


def random_functional():
    program = {"kind": "functional", "inputs": [start_shape() for _ in range(pick(1, 1, 1, 2))], "steps": [], "outputs": []}
    if maybe(0.3):
        program["named"] = True
    tensors = [keras.KerasTensor([None] + s) for s in program["inputs"]]
    made, used = [], set()

    def add(step, layer, args):
        result = layer(args if step.get("list") else args[0])
        program["steps"].append(step)
        made.append(layer)
        tensors.append(result)
        used.update(step["on"])

    for _ in range(R.randint(4, 14)):
        i = R.randrange(max(0, len(tensors) - 3), len(tensors))
        x, way = tensors[i], R.random()
        try:
            if way < 0.55:
                spec = unary(list(x.shape))
                add({"layer": spec, "on": [i]}, make(spec), [x])
            elif way < 0.72:
                mates = [j for j, t in enumerate(tensors) if j != i and len(t.shape) == len(x.shape) and list(t.shape) == list(x.shape)]
                if mates and maybe(0.6):
                    j = R.choice(mates)
                    if maybe(0.25):
                        op = pick("add", "multiply")
                        program["steps"].append({"op": op, "on": [i, j]})
                        made.append(None)
                        tensors.append(keras.KerasTensor(x.shape))
                        used.update([i, j])
                    else:
                        spec = [pick("Add", "Multiply", "Average", "Concatenate"), {}]
                        add({"layer": spec, "on": [i, j], "list": True}, make(spec), [x, tensors[j]])
                else:
                    mates = [j for j, t in enumerate(tensors) if len(t.shape) == len(x.shape) and list(t.shape)[:-1] == list(x.shape)[:-1]]
                    j = R.choice(mates)
                    add({"layer": ["Concatenate", {}], "on": [i, j], "list": True}, L.Concatenate(), [x, tensors[j]])
            elif way < 0.87 and made:
                k = R.randrange(len(made))
                if made[k] is not None and not program["steps"][k].get("list"):
                    add({"share": k, "on": [i]}, made[k], [x])
            else:
                inner = random_sequential()
                inner.pop("build", None)
                inner.pop("pops", None)
                inner.pop("then", None)
                inner["input"] = list(x.shape[1:]) if maybe(0.6) else None
                for spec in inner["layers"]:
                    spec[1].pop("input_shape", None)
                add({"model": inner, "on": [i]}, sequential(inner), [x])
        except Exception:
            continue
    leaves = [i for i in range(len(tensors)) if i not in used and i >= len(program["inputs"])]
    program["outputs"] = leaves[-3:] or [len(tensors) - 1]
    return program


def settle(program, model):
    """Random `trainable` settings, applied and written down."""
    program["set"] = []
    for _ in range(R.randint(1, 4) if maybe(0.5) else 0):
        way = R.random()
        flag = maybe(0.4)
        if way < 0.3 or not model.layers:
            target, path = model, []
        else:
            k = R.randrange(len(model.layers))
            target, path = model.layers[k], [k]
            if isinstance(target, keras.Sequential) and target.layers and maybe(0.6):
                j = R.randrange(len(target.layers))
                target, path = target.layers[j], [k, j]
        target.trainable = flag
        program["set"].append([path, flag])


def describe(model):
    count = lambda ws: sum(int(w.numpy().size) if hasattr(w, "numpy") else 0 for w in ws)
    result = {"name": model.name, "layers": [[o.name, o.__class__.__name__, sum(count([w]) for w in o.weights) if hasattr(o, "weights") else 0] for o in (getattr(model, "_operations", None) or model.layers)]}
    try:
        outs = model.outputs
        result["outputs"] = [list(t.shape) for t in outs]
    except Exception:
        result["outputs"] = None
    if result["outputs"] is not None:
        result |= {"total": count(model.weights), "trainable": count(model.trainable_weights)}
    return result


def main():
    os.makedirs(os.path.dirname(PATH), exist_ok=True)
    wanted = int(os.environ.get("MODELS", "300"))
    with gzip.GzipFile(PATH, "wb", mtime=0) as f:
        done = 0
        while done < wanted:
            program = random_sequential() if done % 3 == 0 else random_functional()
            keras.utils.clear_session(free_memory=False)
            try:
                model = sequential(program) if program["kind"] == "sequential" else functional(program)
            except Exception as error:
                line = {"program": program, "error": " ".join(str(error).split())[:160]}
            else:
                settle(program, model)
                line = {"program": program, "model": describe(model)}
            f.write((json.dumps(line, separators=(",", ":")) + "\n").encode())
            done += 1


if __name__ == "__main__":
    main()
