"""Writes test/golden/engine/parity.json.gz: losses of real Keras over 50 training steps of whole networks with each optimizer, from weights and
batches that a formula gives.

Each case is the text of a Keras file; the tests analyse the same text, fill its weights by the same formula and train on the same batches.
With --sensitivity there stands beside its losses how far Keras's own move where the numbers of the inputs differ by 1e-7 of theirs, about one
rounding of float32: no other order of additions can be expected to come nearer. Names of models and optimizers make only those anew.
"""
import gzip
import json
import os
import sys
import zlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf

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
model.add(layers.Conv2D(32, (3, 3), activation='relu', input_shape=(46, 46, 3)))
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
RESNET = "model = keras.applications.ResNet50(weights=None, input_shape=(48, 48, 3), classes=10)\n"
MOBILENET = "model = keras.applications.MobileNetV2(weights=None, input_shape=(48, 48, 3), classes=10, alpha=0.35)\n"
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
# Each optimizer with its rate for networks that learn fast, gently and, for MobileNetV2 and ResNet50, by how deep normalization reaches.
# At a rate that is too high a unit comes to lie at the edge of its ReLU, where rounding decides whether it learns: the cats-and-dogs convnet
# with SGD at 1e-3 and with Nesterov at 4e-4 then gives losses that inputs changed by 1e-7 move by 0.51 and 0.12 to 0.15 % in Keras itself; so does
# ResNet50 with Adam at 3e-5 (0.40 %), Adadelta at 0.03 (2.0 %) and RMSprop at 2e-5 (0.66 %).
OPTIMIZERS = {
    "SGD": ("SGD(learning_rate={})", 0.01, 1e-4, 2e-4, 2e-4),
    "SGD momentum": ("SGD(learning_rate={}, momentum=0.9)", 0.005, 4e-4, 4e-5, 4e-5),
    "Nesterov": ("SGD(learning_rate={}, momentum=0.9, nesterov=True)", 0.005, 1e-5, 4e-5, 4e-5),
    "RMSprop": ("RMSprop(learning_rate={})", 0.0001, 1e-5, 2e-5, 2e-6),
    "Adam": ("Adam(learning_rate={})", 0.0005, 1e-5, 3e-5, 4e-6),
    "AdamW": ("AdamW(learning_rate={}, weight_decay=0.01)", 0.0005, 1e-5, 3e-5, 4e-6),
    "Adagrad": ("Adagrad(learning_rate={})", 0.003, 6e-5, 1e-4, 1e-4),
    "Adadelta": ("Adadelta(learning_rate={})", 0.2, 0.01, 0.03, 0.002),
    "Adamax": ("Adamax(learning_rate={})", 0.001, 2e-5, 5e-5, 6e-6),
    "Nadam": ("Nadam(learning_rate={})", 0.0005, 1e-5, 3e-5, 4e-6),
    "Lion": ("Lion(learning_rate={})", 0.0001, 5e-6, 1e-5, 1e-6),
    "Ftrl": ("Ftrl(learning_rate={})", 0.003, 6e-5, 1e-4, 1e-4),
    "Adam in threes": ("Adam(learning_rate={}, gradient_accumulation_steps=3, use_ema=True, ema_momentum=0.9, ema_overwrite_frequency=4)", 0.0005, 1e-5, 3e-5, 4e-6),
    "SGD in twos": ("SGD(learning_rate={}, momentum=0.9, gradient_accumulation_steps=2, global_clipnorm=1.0, weight_decay=1e-3)", 0.005, 4e-4, 4e-5, 4e-5),
    "Lamb": ("Lamb(learning_rate={})", 0.0003, 5e-5, 2e-4, 2e-5),
}
STEPS = 50
# name, text, loss, examples a batch, which of the rates
MODELS = [
    ("MNIST convnet", MNIST, "categorical_crossentropy", 8, 1),
    ("U-Net", UNET, "binary_crossentropy", 4, 1),
    ("cats-and-dogs convnet", CATS, "binary_crossentropy", 4, 2),
    ("MobileNetV2", MOBILENET, "sparse_categorical_crossentropy", 16, 3),
    ("ResNet50", RESNET, "sparse_categorical_crossentropy", 8, 4),
]

wanted = [name for name in sys.argv[1:] if name in OPTIMIZERS]


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
    # With Keras's own gamma of 1 and beta of 0 each normalization spreads differences further, and 52 of them make of a rounding a difference
    # that counts: MobileNetV2 with SGD at 1e-4 then gives losses that inputs changed by 1e-7 move by 8.5 % within 20 steps in Keras itself, and
    # with these by 0.0001 %. One unit in six still lies below its ReLU's edge.
    if kind == "gamma":
        return 0.5 + 0.1 * (2 * u - 1)
    if kind == "beta":
        return 0.5 + 0.2 * (2 * u - 1)
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


def model_cases(name, text, loss, batch, rate):
    keras.backend.clear_session()
    scope = {}
    exec(HEAD + text, scope)
    model = scope["model"]
    model.compile(loss=loss)
    fill(model)
    start = [w.numpy() for w in model.variables]
    shape = (batch, *model.input_shape[1:])
    data = [(uniform(f"x{step}", int(np.prod(shape))).astype("float32").reshape(shape), targets(loss, model, step, batch)) for step in range(STEPS)]
    noise = [1 + 1e-7 * np.sign(uniform(f"n{step}", int(np.prod(shape))) - 0.5).reshape(shape) for step in range(STEPS)]

    @tf.function
    def gradients(x, y):
        with tf.GradientTape() as tape:
            value = model.compute_loss(x=x, y=y, y_pred=model(x, training=True))
        return value, tape.gradient(value, [w.value for w in model.trainable_variables])

    def train(optimizer, disturbed):
        for w, value in zip(model.variables, start):
            w.assign(value)
        optimizer.build(model.trainable_variables)
        losses = []
        for (x, y), change in zip(data, noise):
            value, grads = gradients((x * change).astype("float32") if disturbed else x, y)
            optimizer.apply(grads, model.trainable_variables)
            losses.append(float(value))
        return np.array(losses)

    for label, (code, *rates) in OPTIMIZERS.items():
        if wanted and label not in wanted:
            continue
        optimizer = "optimizers." + code.format(rates[rate - 1])
        made = lambda: eval(optimizer, scope)
        losses = train(made(), False)
        own = np.abs(train(made(), True) - losses) / np.abs(losses) if "--sensitivity" in sys.argv else None
        print(name, optimizer, losses[0], losses[-1], "" if own is None else f"own {own.max():.1e}", flush=True)
        yield {"name": name, "optimizer": label, "source": f"{HEAD}{text}model.compile({optimizer}, '{loss}')\n", "loss": loss, "batch": batch, "losses": losses.tolist(), **({} if own is None else {"sensitivity": float(f"{own.max():.3g}")})}


path = os.path.join(os.path.dirname(__file__), "..", "golden", "engine", "parity.json.gz")
with gzip.open(path) as file:
    kept = json.load(file)["cases"]
asked = [name for name in sys.argv[1:] if name in [entry[0] for entry in MODELS]]
for entry in MODELS:
    if asked and entry[0] not in asked:
        continue
    made = list(model_cases(*entry))
    # Cases keep their places, and those that are no longer made go where a network is made whole.
    anew = {case["optimizer"]: case for case in made}
    old = [case for case in kept if case["name"] == entry[0] and (wanted or case["optimizer"] in anew)]
    here = [anew.pop(case["optimizer"], case) for case in old] + list(anew.values())
    kept = [case for case in kept if case["name"] != entry[0]] + here
    write(path, {"keras": keras.__version__, "cases": kept})
print(os.path.getsize(path), "bytes")
