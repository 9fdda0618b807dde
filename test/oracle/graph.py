"""Turns a real Keras model into the plain data that ConvLens calls a ModelGraph, with its weights, so that golden files stand by themselves."""
import base64
import gzip
import inspect
import json
import re

import keras
import numpy as np


def camel(key):
    return re.sub(r"_([a-z0-9])", lambda m: m.group(1).upper(), key)


def value(v):
    """A configuration value: objects become {className, config}, other keys camelCase."""
    if isinstance(v, dict) and "class_name" in v and "config" in v:
        return {"className": v["class_name"], "config": {camel(k): value(x) for k, x in (v["config"] or {}).items()} if isinstance(v["config"], dict) else {}}
    if isinstance(v, dict):
        return {camel(k): value(x) for k, x in v.items()}
    if isinstance(v, (list, tuple)):
        return [value(x) for x in v]
    if isinstance(v, (np.integer, np.floating)):
        return v.item()
    return v if v is None or isinstance(v, (bool, int, float, str)) else str(v)


def weight_spec(name, w, initializer=None, regularizer=None, constraint=None):
    spec = {"name": name, "shape": list(w.shape), "dtype": str(w.dtype), "trainable": bool(w.trainable), "initializer": {"className": "Zeros", "config": {}}}
    for key, thing in (("regularizer", w.regularizer), ("constraint", w.constraint)):
        if thing is not None:
            spec[key] = {"className": type(thing).__name__, "config": {camel(k): value(x) for k, x in thing.get_config().items()}}
    return spec


def own_name(layer, w):
    """The variable's name below its layer: `kernel`, `query/kernel`."""
    path = w.path
    head = layer.path + "/" if layer.path else layer.name + "/"
    return path[len(head):] if path.startswith(head) else w.name


def is_random_state(w):
    return "seed_generator_state" in w.path


def children(layer):
    """Layers that a wrapper holds."""
    if isinstance(layer, (keras.layers.Bidirectional,)):
        return [layer.forward_layer, layer.backward_layer]
    if isinstance(layer, (keras.layers.TimeDistributed, keras.layers.SpectralNormalization)):
        return [layer.layer]
    return []


def layer_data(layer, values, prefix):
    """One layer; its weights' values go into `values` by ConvLens's name."""
    path = f"{prefix}{layer.name}"
    inner = children(layer)
    held = {id(w) for child in inner for w in child.weights}
    own = [w for w in layer.weights if id(w) not in held and not is_random_state(w)]
    data = {
        "id": path, "name": layer.name, "type": type(layer).__name__, "role": "layer", "config": value(layer.get_config()), "unknown": [],
        "weights": [], "trainable": bool(layer.trainable), "span": None,
    }
    data["config"].pop("name", None)
    if isinstance(layer, keras.Model):
        data["role"] = "model"
        data["config"] = {}
        data["inner"] = graph_of(layer, values, f"{path}/")
        return data
    for w in own:
        name = own_name(layer, w)
        data["weights"].append(weight_spec(name, w))
        values[f"{path}/{name}"] = np.array(w.numpy())
    if inner:
        data["inner"] = {
            "name": layer.name, "kind": "Subclass", "layers": [layer_data(child, values, f"{path}/") for child in inner],
            "calls": [], "tensors": [], "inputs": [], "outputs": [], "span": None,
        }
    return data


def operation_data(op, index):
    return {"id": f"op{index}", "name": op.name, "type": camel_to_snake(type(op).__name__), "role": "operation", "config": {}, "unknown": [], "weights": [], "trainable": True, "span": None}


def camel_to_snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def tensors_of(node):
    """The tensors of a call with the names of their arguments, None for the first. Masks that Keras itself computed and handed over are left out: they belong to the tensors."""
    op = node.operation
    if not isinstance(op, keras.layers.Layer):
        return [(None, t) for t in node.input_tensors]
    names = list(inspect.signature(op.call).parameters)
    given = {**{names[i] if i < len(names) else f"argument_{i}": v for i, v in enumerate(node.arguments.args)}, **node.arguments.kwargs}
    first = next(iter(given), None)
    flat = [(None if name == first else name, t) for name, v in given.items() for t in keras.tree.flatten(v) if keras.utils.is_keras_tensor(t)]
    return [(name, t) for name, t in flat if not (name and name.endswith("mask") and not isinstance(t._keras_history.operation, keras.layers.InputLayer))]


def needed_tensors(nodes, outputs):
    """Identities of the tensors that the outputs are made of."""
    producers = {id(t): node for node in nodes for t in node.outputs}
    found, todo = set(), list(outputs)
    while todo:
        tensor = todo.pop()
        if id(tensor) in found:
            continue
        found.add(id(tensor))
        if id(tensor) in producers:
            todo.extend(t for _, t in tensors_of(producers[id(tensor)]))
    return found


def graph_of(model, values, prefix=""):
    """The graph of a Functional or Sequential model."""
    functional = model._functional if isinstance(model, keras.Sequential) else model
    tensors, ids, layers, calls, seen = [], {}, [], [], {}

    def tensor_id(t):
        if id(t) not in ids:
            ids[id(t)] = len(tensors)
            tensors.append({"shape": [None if d is None else int(d) for d in t.shape], "dtype": str(t.dtype)})
        return ids[id(t)]

    inputs = [tensor_id(t) for t in functional.inputs]
    nodes = [node for depth in sorted(functional._nodes_by_depth, reverse=True) for node in functional._nodes_by_depth[depth]]
    needed = needed_tensors(nodes, functional.outputs)
    for node in nodes:
        op = node.operation
        if isinstance(op, keras.Operation) and not isinstance(op, keras.layers.Layer) and not any(id(t) in needed for t in node.outputs):
            continue
        if op not in seen:
            seen[op] = layer_data(op, values, prefix) if isinstance(op, keras.layers.Layer) else operation_data(op, len(seen))
            layers.append(seen[op])
        if isinstance(op, keras.layers.InputLayer):
            continue
        given = tensors_of(node)
        arguments = {camel(k): value(v) for k, v in node.arguments.kwargs.items() if not any(keras.utils.is_keras_tensor(t) for t in keras.tree.flatten(v))} if node.arguments.kwargs else {}
        call = {"layer": seen[op]["id"], "inputs": [tensor_id(t) for _, t in given], "outputs": [tensor_id(t) for t in node.outputs], "arguments": arguments, "span": None}
        held = [camel(name) for name, _ in given if name]
        calls.append({**call, "tensorArguments": held} if held else call)
    return {
        "name": model.name, "kind": "Sequential" if isinstance(model, keras.Sequential) else "Functional", "layers": layers, "calls": calls,
        "tensors": tensors, "inputs": inputs, "outputs": [tensor_id(t) for t in functional.outputs], "span": None,
    }


def names_of(model):
    """ConvLens's names of a model's variables, by their identity."""

    def walk(layer, prefix):
        path = f"{prefix}{layer.name}"
        inner = layer.layers if isinstance(layer, keras.Model) else children(layer)
        held = {id(w) for child in inner for w in child.weights}
        for w in layer.weights:
            if id(w) not in held and not is_random_state(w):
                yield id(w), f"{path}/{own_name(layer, w)}"
        for child in inner:
            yield from walk(child, f"{path}/")

    return {key: name for layer in model.layers for key, name in walk(layer, "")}


def pack(array):
    """An array as its shape and base64 of little-endian float32 (or int32)."""
    array = np.asarray(array)
    kind = "<i4" if array.dtype.kind in "iub" else "<f4"
    return {"shape": list(array.shape), "dtype": "int32" if kind == "<i4" else "float32", "data": base64.b64encode(array.astype(kind).tobytes()).decode()}


def part(thing):
    """An optimizer, loss or metric as a recipe has it."""
    if isinstance(thing, str):
        return {"className": thing, "config": {}, "span": None}
    config = {camel(k): value(v) for k, v in thing.get_config().items() if k not in ("name", "dtype")}
    return {"className": type(thing).__name__, "config": config, "span": None}


def write(path, data):
    """Compressed JSON, the same bytes for the same data."""
    with open(path, "wb") as raw:
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=9) as out:
            out.write(json.dumps(data, separators=(",", ":")).encode())
