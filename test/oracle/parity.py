"""Writes test/golden/engine/parity.json.gz: losses of real Keras over training steps of whole networks, from weights and batches that a formula gives.

Each case is the text of a Keras file; the tests analyse the same text, fill its weights by the same formula and train on the same batches.
"""
import os
import sys
import zlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np

sys.path.insert(0, os.path.dirname(__file__))
from graph import write

HEAD = "import keras\nfrom keras import layers, models, optimizers\n"
MNIST = """model = models.Sequential()
model.add(layers.Conv2D(32, (3, 3), activation='relu', input_shape=(28, 28, 1)))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(64, (3, 3), activation='relu'))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(64, (3, 3), activation='relu'))
model.add(layers.Flatten())
model.add(layers.Dense(64, activation='relu'))
model.add(layers.Dense(10, activation='softmax'))
"""
CATS = """model = models.Sequential()
model.add(layers.Conv2D(32, (3, 3), activation='relu', input_shape=(78, 78, 3)))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(64, (3, 3), activation='relu'))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(128, (3, 3), activation='relu'))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(128, (3, 3), activation='relu'))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Flatten())
model.add(layers.Dense(512, activation='relu'))
model.add(layers.Dense(1, activation='sigmoid'))
"""
RESNET = "model = keras.applications.ResNet50(weights=None, input_shape=(64, 64, 3), classes=10)\n"
MOBILENET = "model = keras.applications.MobileNetV2(weights=None, input_shape=(64, 64, 3), classes=10, alpha=0.35)\n"
UNET = """def block(x, filters):
    x = layers.Conv2D(filters, 3, padding='same', activation='relu')(x)
    return layers.Conv2D(filters, 3, padding='same', activation='relu')(x)
inputs = keras.Input((32, 32, 3))
first = block(inputs, 8)
second = block(layers.MaxPooling2D()(first), 16)
x = block(layers.MaxPooling2D()(second), 32)
x = layers.Conv2DTranspose(16, 2, strides=2, padding='same')(x)
x = block(layers.concatenate([x, second]), 16)
x = layers.UpSampling2D(interpolation='bilinear')(x)
x = block(layers.Concatenate()([x, first]), 8)
outputs = layers.Conv2D(1, 1, activation='sigmoid')(x)
model = keras.Model(inputs, outputs)
"""
OPTIMIZERS = [
    "optimizers.SGD(learning_rate=0.05)", "optimizers.SGD(learning_rate=0.02, momentum=0.9, nesterov=True)", "optimizers.RMSprop(learning_rate=0.0005)", "optimizers.Adam(learning_rate=0.0005)",
    "optimizers.AdamW(learning_rate=0.0005, weight_decay=0.01)", "optimizers.Adagrad(learning_rate=0.003)", "optimizers.Adadelta(learning_rate=0.5)", "optimizers.Adamax(learning_rate=0.001)", "optimizers.Nadam(learning_rate=0.0005)",
]
# Where units lie at the edge of their ReLU, rounding decides, and a training is as sensitive as that: inputs that differ by 1e-7 change Keras's
# own losses of this cats-and-dogs convnet by 0.12 % within 50 steps of RMSprop, and of this MobileNetV2 by 0.22 % within 12 steps of SGD. So
# these have fewer steps, and the convnet 50 steps of SGD besides.
CASES = [
    *[("MNIST convnet", MNIST, optimizer, "categorical_crossentropy", 8, 50) for optimizer in OPTIMIZERS],
    ("cats-and-dogs convnet", CATS, "optimizers.RMSprop(learning_rate=2e-5)", "binary_crossentropy", 4, 8),
    ("cats-and-dogs convnet", CATS, "optimizers.SGD(learning_rate=1e-4)", "binary_crossentropy", 4, 50),
    ("U-Net", UNET, OPTIMIZERS[3], "binary_crossentropy", 4, 50),
    ("U-Net", UNET, OPTIMIZERS[1], "'dice'", 4, 50),
    ("MobileNetV2", MOBILENET, "optimizers.SGD(learning_rate=1e-5)", "sparse_categorical_crossentropy", 16, 10),
    ("ResNet50", RESNET, "optimizers.SGD(learning_rate=1e-6)", "sparse_categorical_crossentropy", 8, 8),
]


def uniform(name, count):
    """Numbers in [0, 1) for a name: a multiplicative hash of their positions."""
    mask = np.uint64(0xFFFFFFFF)
    x = (np.arange(count, dtype="uint64") * np.uint64(2654435761) + np.uint64(zlib.crc32(name.encode()))) & mask
    for shift, factor in ((16, 2246822507), (13, 3266489909)):
        x = ((x ^ (x >> np.uint64(shift))) * np.uint64(factor)) & mask
    return (x ^ (x >> np.uint64(16))).astype("float64") / 2**32


def weight(name, shape):
    u = uniform(name, int(np.prod(shape))).reshape(shape)
    kind = name.split("/")[-1]
    if kind in ("kernel", "depthwise_kernel"):
        # He's scale; a depthwise kernel sees one channel, a transposed one has its channels the other way round, which does not matter here.
        inputs = int(np.prod(shape[:2])) if kind == "depthwise_kernel" else int(np.prod(shape[:-1]))
        return (2 * u - 1) * np.sqrt(6 / inputs)
    if kind == "gamma":
        return 1 + 0.2 * (2 * u - 1)
    return 1 + 0.2 * u if kind == "moving_variance" else 0.1 * (2 * u - 1)


def fill(model):
    for layer in model._flatten_layers(include_self=False):
        if isinstance(layer, keras.Model):
            continue
        for w in layer.weights:
            if "seed_generator" not in w.path:
                w.assign(weight(f"{layer.name}/{w.name}", w.shape).astype("float32"))


def targets(loss, model, step, batch):
    shape = model.output_shape[1:]
    if loss == "sparse_categorical_crossentropy":
        return np.floor(uniform(f"y{step}", batch) * shape[-1]).astype("int32")
    if loss == "categorical_crossentropy":
        return np.eye(shape[-1], dtype="float32")[np.floor(uniform(f"y{step}", batch) * shape[-1]).astype("int32")]
    return (uniform(f"y{step}", batch * int(np.prod(shape))) < 0.4).astype("float32").reshape((batch, *shape))


def case(name, text, optimizer, loss, batch, steps):
    quoted = loss if loss.startswith("'") else f"'{loss}'"
    source = f"{HEAD}{text}model.compile({optimizer}, {quoted})\n"
    keras.backend.clear_session()
    scope = {}
    exec(source, scope)
    model = scope["model"]
    fill(model)
    losses = []
    size = int(np.prod(model.input_shape[1:]))
    for step in range(steps):
        x = uniform(f"x{step}", batch * size).astype("float32").reshape((batch, *model.input_shape[1:]))
        model.reset_metrics()
        losses.append(float(model.train_on_batch(x, targets(loss.strip("'"), model, step, batch), return_dict=True)["loss"]))
    print(name, optimizer, losses[0], losses[-1], flush=True)
    return {"name": name, "optimizer": optimizer, "source": source, "loss": loss.strip("'"), "batch": batch, "losses": losses}


out = {"keras": keras.__version__, "cases": [case(*c) for c in CASES]}
path = os.path.join(os.path.dirname(__file__), "..", "golden", "engine", "parity.json.gz")
write(path, out)
print(os.path.getsize(path), "bytes")
