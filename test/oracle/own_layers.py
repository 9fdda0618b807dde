"""Writes test/golden/engine/own_layers.json.gz: whole files with layers, models and functions of the program's own (variables, operations, Lambda), as
public files write them. Beside each text stand the weights in Keras's order, one batch, what the model gives for it in inference, the gradients of its
loss in training, and the losses of 50 steps on that batch. Names of cases as arguments make only those anew."""
import ast
import gzip
import json
import os
import re
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf

sys.path.insert(0, os.path.dirname(__file__))
from graph import pack, write

HEAD = "import keras\nimport tensorflow as tf\nfrom keras import layers, ops\n"
TAIL = "model.compile({optimizer}, '{loss}')\n"
STEPS = 50
ADAM = "keras.optimizers.Adam(0.01)"

# name, text that makes `model`, loss[, optimizer]
CASES = [
    ("Linear of the guide", """
class Linear(layers.Layer):
    def __init__(self, units=32):
        super().__init__()
        self.units = units
    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="random_normal", trainable=True)
        self.b = self.add_weight(shape=(self.units,), initializer="zeros", trainable=True)
    def call(self, inputs):
        return tf.matmul(inputs, self.w) + self.b
model = keras.Sequential([keras.Input((6,)), Linear(8), layers.ReLU(), Linear(3), layers.Softmax()])
""", "categorical_crossentropy"),
    ("regularized and constrained variables", """
class Scaled(layers.Layer):
    def build(self, shape):
        self.kernel = self.add_weight(name='kernel', shape=(shape[-1], 5), initializer='glorot_uniform', regularizer=keras.regularizers.L2(0.05), constraint='non_neg')
        self.scale = self.add_weight(name='scale', shape=(), initializer='ones')
        self.fixed = self.add_weight(name='fixed', shape=(5,), initializer='ones', trainable=False)
        self.built = True
    def call(self, x):
        return ops.matmul(x, self.kernel) * self.scale + self.fixed
model = keras.Sequential([keras.Input((4,)), Scaled(), layers.Dense(2)])
""", "mse"),
    ("residual model by a class", """
class Block(layers.Layer):
    def __init__(self, filters):
        super().__init__()
        self.first = layers.Conv2D(filters, 3, padding='same', activation='relu')
        self.second = layers.Conv2D(filters, 3, padding='same')
    def call(self, x):
        return tf.nn.relu(x + self.second(self.first(x)))
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.stem = layers.Conv2D(4, 3)
        self.blocks = [Block(4), Block(4)]
        self.head = layers.Dense(3, activation='softmax')
    def call(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        x = tf.reduce_mean(x, axis=[1, 2])
        return self.head(x)
model = Net()
model(keras.Input((8, 8, 2)))
""", "categorical_crossentropy"),
    ("attention over steps", """
from keras import backend as K
class Attention(layers.Layer):
    def build(self, input_shape):
        self.W = self.add_weight(name='att_weight', shape=(input_shape[-1], 1), initializer='normal')
        self.b = self.add_weight(name='att_bias', shape=(input_shape[1], 1), initializer='zeros')
        super().build(input_shape)
    def call(self, x):
        e = tf.tanh(tf.tensordot(x, self.W, axes=1) + self.b)
        e = tf.squeeze(e, axis=-1)
        alpha = tf.nn.softmax(e)
        alpha = tf.expand_dims(alpha, axis=-1)
        return tf.reduce_sum(x * alpha, axis=1)
i = keras.Input((5, 3))
x = layers.LSTM(4, return_sequences=True)(i)
x = Attention()(x)
model = keras.Model(i, layers.Dense(2)(x))
""", "mse"),
    ("vision transformer", """
class Patches(layers.Layer):
    def __init__(self, patch_size):
        super().__init__()
        self.patch_size = patch_size
    def call(self, images):
        batch_size = tf.shape(images)[0]
        patches = tf.image.extract_patches(images=images, sizes=[1, self.patch_size, self.patch_size, 1], strides=[1, self.patch_size, self.patch_size, 1], rates=[1, 1, 1, 1], padding="VALID")
        patch_dims = patches.shape[-1]
        return tf.reshape(patches, [batch_size, -1, patch_dims])
class PatchEncoder(layers.Layer):
    def __init__(self, num_patches, projection_dim):
        super().__init__()
        self.num_patches = num_patches
        self.projection = layers.Dense(units=projection_dim)
        self.position_embedding = layers.Embedding(input_dim=num_patches, output_dim=projection_dim)
    def call(self, patch):
        positions = tf.range(start=0, limit=self.num_patches, delta=1)
        return self.projection(patch) + self.position_embedding(positions)
class ClassToken(layers.Layer):
    def build(self, shape):
        self.cls = self.add_weight(name='cls', shape=(1, 1, shape[-1]), initializer='random_normal')
    def call(self, x):
        batch = tf.shape(x)[0]
        tokens = tf.tile(self.cls, [batch, 1, 1])
        return tf.concat([tokens, x], axis=1)
i = keras.Input((8, 8, 3))
x = PatchEncoder(16, 6)(Patches(2)(i))
x = ClassToken()(x)
y = layers.LayerNormalization(epsilon=1e-6)(x)
x = layers.Add()([x, layers.MultiHeadAttention(num_heads=2, key_dim=3)(y, y)])
x = layers.Lambda(lambda t: t[:, 0])(x)
model = keras.Model(i, layers.Dense(3, activation='softmax')(x))
""", "categorical_crossentropy"),
    ("keras.ops patches", """
class Patches(layers.Layer):
    def __init__(self, size):
        super().__init__()
        self.size = size
    def call(self, images):
        shape = ops.shape(images)
        batch, height, width, channels = shape[0], shape[1], shape[2], shape[3]
        patches = ops.image.extract_patches(images, size=self.size)
        return ops.reshape(patches, (batch, (height // self.size) * (width // self.size), self.size * self.size * channels))
class Encoder(layers.Layer):
    def __init__(self, count, width):
        super().__init__()
        self.count = count
        self.projection = layers.Dense(width)
        self.position = layers.Embedding(count, width)
    def call(self, patch):
        positions = ops.expand_dims(ops.arange(start=0, stop=self.count, step=1), axis=0)
        return self.projection(patch) + self.position(positions)
i = keras.Input((6, 6, 2))
x = Encoder(4, 5)(Patches(3)(i))
x = layers.Flatten()(x)
model = keras.Model(i, layers.Dense(2)(x))
""", "mse"),
    ("LayerScale and GeM", """
class LayerScale(layers.Layer):
    def __init__(self, init_values, projection_dim, **kwargs):
        super().__init__(**kwargs)
        self.init_values = init_values
        self.projection_dim = projection_dim
    def build(self, _):
        self.gamma = self.add_weight(shape=(self.projection_dim,), initializer=keras.initializers.Constant(self.init_values), trainable=True)
    def call(self, x):
        return x * self.gamma
class GeM(layers.Layer):
    def __init__(self, p=3.0, eps=1e-6):
        super().__init__()
        self.eps = eps
        self.p = self.add_weight(name='p', shape=(1,), initializer=keras.initializers.Constant(p))
    def call(self, x):
        x = tf.math.maximum(x, self.eps)
        x = tf.pow(x, self.p)
        x = tf.reduce_mean(x, axis=[1, 2])
        return tf.pow(x, 1.0 / self.p)
i = keras.Input((6, 6, 3))
x = layers.Conv2D(4, 3, activation='sigmoid')(i)
x = x + LayerScale(0.5, 4)(layers.Conv2D(4, 3, padding='same')(x))
model = keras.Model(i, layers.Dense(2)(GeM()(x)))
""", "mse"),
    ("instance normalization and reflection", """
class InstanceNormalization(layers.Layer):
    def __init__(self, epsilon=1e-5):
        super().__init__()
        self.epsilon = epsilon
    def build(self, input_shape):
        self.scale = self.add_weight(name='scale', shape=input_shape[-1:], initializer=keras.initializers.RandomNormal(1.0, 0.02), trainable=True)
        self.offset = self.add_weight(name='offset', shape=input_shape[-1:], initializer='zeros', trainable=True)
    def call(self, x):
        mean, variance = tf.nn.moments(x, axes=[1, 2], keepdims=True)
        inv = tf.math.rsqrt(variance + self.epsilon)
        return self.scale * (x - mean) * inv + self.offset
class ReflectionPadding2D(layers.Layer):
    def __init__(self, padding=(1, 1), **kwargs):
        self.padding = tuple(padding)
        super().__init__(**kwargs)
    def call(self, input_tensor):
        w, h = self.padding
        return tf.pad(input_tensor, [[0, 0], [h, h], [w, w], [0, 0]], mode="REFLECT")
i = keras.Input((5, 6, 2))
x = ReflectionPadding2D((2, 1))(i)
x = layers.Conv2D(3, 3, use_bias=False)(x)
x = InstanceNormalization()(x)
x = layers.Activation('relu')(x)
model = keras.Model(i, layers.Dense(2)(layers.Flatten()(x)))
""", "mse"),
    ("channel and spatial attention", """
def spatial(x):
    avg = ops.mean(x, axis=-1, keepdims=True)
    most = ops.max(x, axis=-1, keepdims=True)
    weights = layers.Conv2D(1, 3, padding='same', activation='sigmoid')(ops.concatenate([avg, most], axis=-1))
    return x * weights
class ChannelAttention(layers.Layer):
    def __init__(self, ratio=2):
        super().__init__()
        self.ratio = ratio
    def build(self, shape):
        self.first = layers.Dense(shape[-1] // self.ratio, activation='relu')
        self.second = layers.Dense(shape[-1])
    def call(self, x):
        avg = self.second(self.first(tf.reduce_mean(x, axis=[1, 2])))
        most = self.second(self.first(tf.reduce_max(x, axis=[1, 2])))
        scale = tf.nn.sigmoid(avg + most)
        return x * scale[:, tf.newaxis, tf.newaxis, :]
i = keras.Input((6, 6, 3))
x = layers.Conv2D(4, 3)(i)
x = spatial(ChannelAttention()(x))
model = keras.Model(i, layers.Dense(2)(layers.GlobalAveragePooling2D()(x)))
""", "mse"),
    ("convolution by hand", """
class Conv(layers.Layer):
    def __init__(self, filters, size=3):
        super().__init__()
        self.filters, self.size = filters, size
    def build(self, shape):
        self.kernel = self.add_weight(name='kernel', shape=(self.size, self.size, shape[-1], self.filters), initializer='he_normal')
        self.bias = self.add_weight(name='bias', shape=(self.filters,), initializer='zeros')
    def call(self, x):
        mean, var = tf.nn.moments(self.kernel, axes=[0, 1, 2], keepdims=True)
        kernel = (self.kernel - mean) / tf.sqrt(var + 1e-5)
        return tf.nn.bias_add(tf.nn.conv2d(x, kernel, strides=[1, 2, 2, 1], padding='SAME'), self.bias)
model = keras.Sequential([keras.Input((7, 7, 2)), Conv(4), layers.Lambda(lambda x: tf.nn.avg_pool2d(x, 2, 1, 'SAME')), layers.Lambda(lambda x: tf.nn.max_pool2d(x, 2, 2, 'VALID')), layers.Flatten(), layers.Dense(2)])
""", "mse"),
    ("pixel shuffle and resizing", """
class PixelShuffle(layers.Layer):
    def __init__(self, scale):
        super().__init__()
        self.scale = scale
    def call(self, x):
        return tf.nn.depth_to_space(x, self.scale)
i = keras.Input((4, 4, 2))
x = layers.Conv2D(8, 3, padding='same')(i)
x = PixelShuffle(2)(x)
x = layers.Lambda(lambda t: tf.image.resize(t, (6, 6)))(x)
x = layers.Lambda(lambda t: tf.nn.space_to_depth(t, 2))(x)
model = keras.Model(i, layers.Conv2D(1, 1)(x))
""", "mse"),
    ("siamese distance", """
i = keras.Input((8,))
a, b = layers.Lambda(lambda t: t[:, :4])(i), layers.Lambda(lambda t: t[:, 4:])(i)
net = keras.Sequential([keras.Input((4,)), layers.Dense(5, activation='relu'), layers.Dense(3), layers.Lambda(lambda t: tf.math.l2_normalize(t, axis=1))])
d = layers.Lambda(lambda pair: tf.abs(pair[0] - pair[1]))([net(a), net(b)])
e = layers.Lambda(lambda v: tf.sqrt(tf.reduce_sum(tf.square(v[0] - v[1]), axis=1, keepdims=True) + 1e-7))([net(a), net(b)])
model = keras.Model(i, layers.Dense(1, activation='sigmoid')(layers.concatenate([d, e])))
""", "binary_crossentropy"),
    ("capsules' squash and slices", """
class Squash(layers.Layer):
    def call(self, vectors):
        norm = tf.reduce_sum(tf.square(vectors), axis=-1, keepdims=True)
        return norm / (1 + norm) / tf.sqrt(norm + 1e-7) * vectors
class Length(layers.Layer):
    def call(self, inputs):
        return tf.sqrt(tf.reduce_sum(tf.square(inputs), -1) + 1e-7)
i = keras.Input((6, 6, 2))
x = layers.Conv2D(8, 3)(i)
x = layers.Reshape((-1, 4))(x)
x = Squash()(x)
x = layers.Lambda(lambda t: t[:, ::2, 1:-1])(x)
x = layers.Lambda(lambda t: t[..., ::-1] * 2.0 - t)(x)
model = keras.Model(i, layers.Dense(3, activation='softmax')(Length()(x)))
""", "categorical_crossentropy"),
    ("heads by hand", """
class Heads(layers.Layer):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads, self.depth, self.dim = heads, dim // heads, dim
        self.query, self.key, self.value, self.out = layers.Dense(dim), layers.Dense(dim), layers.Dense(dim), layers.Dense(dim)
    def split(self, x, batch):
        x = tf.reshape(x, (batch, -1, self.heads, self.depth))
        return tf.transpose(x, perm=[0, 2, 1, 3])
    def call(self, x):
        batch = tf.shape(x)[0]
        q, k, v = self.split(self.query(x), batch), self.split(self.key(x), batch), self.split(self.value(x), batch)
        scores = tf.matmul(q, k, transpose_b=True) / tf.math.sqrt(tf.cast(self.depth, tf.float32))
        weights = tf.nn.softmax(scores, axis=-1)
        y = tf.transpose(tf.matmul(weights, v), perm=[0, 2, 1, 3])
        return self.out(tf.reshape(y, (batch, -1, self.dim)))
i = keras.Input((5, 4))
x = Heads(4, 2)(i)
x = layers.Dense(8, activation=lambda t: tf.nn.gelu(t))(x)
x = layers.Lambda(lambda t: keras.activations.gelu(t))(x)
model = keras.Model(i, layers.Dense(2)(layers.GlobalAveragePooling1D()(x)))
""", "mse"),
    ("a variable of the model", """
class Shifted(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(5, activation='tanh')
        self.shift = self.add_weight(shape=(5,), initializer='zeros', name='shift')
        self.last = layers.Dense(2)
    def call(self, x):
        return self.last(self.dense(x) + self.shift)
model = Shifted()
model(keras.Input((4,)))
""", "mse"),
    ("a model with a variable inside another", """
class Shifted(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(5, activation='tanh')
        self.shift = self.add_weight(shape=(5,), initializer='ones', name='shift')
    def call(self, x):
        return self.dense(x) * self.shift
model = keras.Sequential([keras.Input((4,)), Shifted(), layers.Dense(2)])
""", "mse"),
    ("by the mode", """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(6, activation='relu')
        self.norm = layers.BatchNormalization()
        self.last = layers.Dense(2)
    def call(self, x, training=None):
        x = self.dense(x)
        x = self.norm(x, training=training)
        if training:
            x = x * 0.5 + 0.1
        return self.last(x)
model = Net()
model(keras.Input((4,)))
""", "mse", "keras.optimizers.SGD(0.05)"),
    ("swish with its own slope", """
class Swish(layers.Layer):
    def __init__(self, beta=1.0, **kwargs):
        super().__init__(**kwargs)
        self.start = beta
    def build(self, input_shape):
        self.beta = self.add_weight(name='beta', shape=[], initializer=keras.initializers.Constant(self.start))
    def call(self, x):
        return x * keras.ops.sigmoid(self.beta * x)
class Mish(layers.Layer):
    def call(self, x):
        return x * tf.math.tanh(tf.math.softplus(x))
model = keras.Sequential([keras.Input((5,)), layers.Dense(6), Swish(1.5), layers.Dense(6), Mish(), layers.Dense(2)])
""", "mse"),
    ("operations on tensors of a model", """
i = keras.Input((6, 4))
a = i[:, 0, :] + i[:, -1]
b = ops.where(a > 0.5, a, a * 0.1)
c = ops.einsum('bij,bkj->bik', i, i)
d = ops.cumsum(ops.mean(c, axis=1), axis=-1)
e = ops.norm(i, axis=2)
f = ops.pad(e, ((0, 0), (1, 2)))
g = ops.take(i, [0, 2], axis=1)
h = ops.moveaxis(g, 1, 2)
model = keras.Model(i, layers.Dense(2)(ops.concatenate([b, d, f, ops.reshape(h, (-1, 8)), ops.max(i, axis=1)], axis=-1)))
""", "mse"),
    ("positions as waves", """
class Waves(layers.Layer):
    def __init__(self, length, width):
        super().__init__()
        self.length, self.width = length, width
    def call(self, x):
        positions = tf.cast(tf.range(self.length)[:, tf.newaxis], tf.float32)
        angles = positions / tf.pow(100.0, tf.cast(tf.range(self.width) // 2 * 2, tf.float32) / tf.cast(self.width, tf.float32))
        waves = tf.concat([tf.sin(angles[:, 0::2]), tf.cos(angles[:, 1::2])], axis=-1)
        return x + waves[tf.newaxis, ...]
i = keras.Input((4, 6))
x = Waves(4, 6)(layers.Dense(6)(i))
model = keras.Model(i, layers.Dense(2)(layers.Flatten()(x)))
""", "mse"),
    # The deviation of what is drawn is zero, or no two programs would draw the same.
    ("variational autoencoder", """
class Sampling(layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        batch = tf.shape(z_mean)[0]
        dim = tf.shape(z_mean)[1]
        epsilon = tf.random.normal(shape=(batch, dim), stddev=0.0) + keras.random.normal(shape=ops.shape(z_mean), mean=0.5, stddev=0.0)
        kl = -0.5 * tf.reduce_sum(1 + z_log_var - tf.square(z_mean) - tf.exp(z_log_var), axis=1)
        self.add_loss(0.1 * tf.reduce_mean(kl))
        return z_mean + tf.exp(0.5 * z_log_var) * epsilon
i = keras.Input((6,))
h = layers.Dense(5, activation='relu')(i)
z = Sampling()([layers.Dense(2)(h), layers.Dense(2)(h)])
model = keras.Model(i, layers.Dense(6, activation='sigmoid')(layers.Dense(5, activation='relu')(z)))
""", "binary_crossentropy"),
    ("losses and regularizers of one's own layers", """
class Sparse(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(activity_regularizer=keras.regularizers.L1(0.02), **kwargs)
        self.dense = layers.Dense(units, activation='tanh')
    def call(self, x, training=None):
        y = self.dense(x)
        if training:
            self.add_loss([0.3 * ops.mean(ops.square(y)), 0.1 * ops.square(y - 0.5)])
        return y
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = Sparse(5)
        self.last = layers.Dense(2)
    def call(self, x):
        y = self.first(x)
        self.add_loss(0.05 * tf.reduce_sum(y[:, 0]))
        return self.last(y)
model = Net()
model(keras.Input((4,)))
""", "mse"),
    # Where a row and a column of a gradient are zero together, as behind ReLUs, Adafactor divides zero by zero in Keras: here none is.
    ("Adafactor over kernels of every rank", """
model = keras.Sequential([keras.Input((6, 6, 2)), layers.Conv2D(4, 3, activation='tanh'), layers.SeparableConv2D(5, 2, activation='tanh'), layers.Flatten(), layers.Dense(6, activation='sigmoid'), layers.Dense(2)])
""", "mse", "keras.optimizers.Adafactor(0.02, clip_threshold=0.9)"),
    ("gradients in threes", """
model = keras.Sequential([keras.Input((5,)), layers.Dense(6, activation='tanh'), layers.Dense(2)])
""", "mse", "keras.optimizers.AdamW(0.02, gradient_accumulation_steps=3, clipnorm=0.5)"),
    ("layers and operations made in the call", """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = layers.Conv2D(4, 3)
        self.out = layers.Dense(2)
    def call(self, x):
        x = layers.ReLU()(self.conv(x))
        x = layers.GlobalAveragePooling2D()(x)
        return self.out(tf.clip_by_value(x, 0.05, 2.0))
model = Net()
model(keras.Input((6, 6, 1)))
""", "mse"),
]


def case(name, text, loss, optimizer=ADAM):
    keras.backend.clear_session()
    keras.utils.set_random_seed(len(name))
    source = HEAD + text.lstrip("\n") + TAIL.format(optimizer=optimizer, loss=loss)
    scope = {}
    exec(source, scope)
    model = scope["model"]
    rng = np.random.default_rng(len(text))
    kept = [w for w in model.weights if "seed_generator" not in w.path]
    for w in kept:
        # Not as they begin: zeros would hide what they are for.
        w.assign(w.numpy() + rng.uniform(0, 0.2, size=w.shape).astype("float32"))
    # The first Input of a file is that of its model.
    shape = ast.literal_eval(re.search(r"keras\.Input\((\([^()]*\))", text)[1])
    x = rng.uniform(0, 1, size=(3, *shape)).astype("float32")
    y_pred = model(x, training=False)
    y = np.eye(y_pred.shape[-1], dtype="float32")[rng.integers(0, y_pred.shape[-1], size=len(x))] if loss == "categorical_crossentropy" else rng.uniform(0, 1, size=y_pred.shape).round().astype("float32")
    result = {"name": name, "source": source, "x": pack(x), "y": pack(y), "weights": [pack(w.numpy()) for w in kept], "output": pack(y_pred.numpy())}

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            value = model.compute_loss(x=tf.constant(x), y=tf.constant(y), y_pred=model(tf.constant(x), training=True))
        return value, tape.gradient(value, [w.value for w in model.trainable_variables])

    model.optimizer.build(model.trainable_variables)
    losses = []
    for i in range(STEPS):
        value, grads = step()
        if i == 0:
            result["gradients"] = [pack(tf.convert_to_tensor(g).numpy()) for g in grads]
        model.optimizer.apply(grads, model.trainable_variables)
        losses.append(float(value))
    print(name, len(kept), "weights", losses[0], losses[-1], flush=True)
    return {**result, "losses": losses}


if __name__ == "__main__":
    path = os.path.join(os.path.dirname(__file__), "..", "golden", "engine", "own_layers.json.gz")
    asked = sys.argv[1:]
    before = json.load(gzip.open(path))["cases"] if asked else []
    kept = {c["name"]: c for c in before}
    write(path, {"keras": keras.__version__, "cases": [kept[c[0]] if asked and c[0] not in asked and c[0] in kept else case(*c) for c in CASES]})
    print(os.path.getsize(path), "bytes")
