"""Writes test/golden/engine/own_losses.json.gz: programs of the kind of files.py whose losses and metrics are functions of their own."""
from files import HEAD, MODEL, beside_samples, fit, logged
from graph import write

TARGETS = "from keras import ops\nimport tensorflow as tf\nfrom keras import backend as K\nt, tv = keras.utils.to_categorical(y, 3), keras.utils.to_categorical(yv, 3)\n"
FIT = fit(", validation_data=(xv, tv)").replace("x, y", "x, t") + "model.evaluate(xv, tv, batch_size=5)\n"
SGD = "model.compile(keras.optimizers.SGD(0.5), {}, metrics=[{}])\n"
DICE = """def dice(y_true, y_pred, smooth=1.0):
    a, b = ops.reshape(y_true, [-1]), ops.reshape(y_pred, [-1])
    return (2.0 * ops.sum(a * b) + smooth) / (ops.sum(a) + ops.sum(b) + smooth)
def dice_loss(y_true, y_pred):
    return 1 - dice(y_true, y_pred)
"""


def programs():
    yield MODEL + TARGETS + DICE + SGD.format("dice_loss", 'dice, "accuracy"') + FIT
    yield MODEL + TARGETS + DICE.replace("ops.reshape", "tf.reshape").replace("ops.sum", "tf.reduce_sum") + SGD.format("dice_loss", "dice") + FIT
    yield MODEL + TARGETS + """def focal(gamma, alpha=0.25):
    def loss(y_true, y_pred):
        p = ops.clip(y_pred, 1e-7, 1 - 1e-7)
        return ops.sum(-alpha * y_true * ops.power(1 - p, gamma) * ops.log(p), axis=-1)
    return loss
""" + SGD.format("focal(1.5)", '"accuracy"') + FIT.replace("shuffle=False", "shuffle=False, class_weight={0: 1.0, 1: 2.0, 2: 0.5}")
    yield MODEL + TARGETS + """def IoUScore(y_true, y_pred):
    hard = tf.cast(y_pred > 0.3, tf.float32)
    both = tf.reduce_sum(y_true * hard, axis=-1)
    return tf.reduce_mean((both + 1e-6) / (tf.reduce_sum(y_true, axis=-1) + tf.reduce_sum(hard, axis=-1) - both + 1e-6))
def huber(y_true, y_pred, d=0.5):
    e = y_true - y_pred
    return tf.where(tf.abs(e) <= d, 0.5 * tf.square(e), d * tf.abs(e) - 0.5 * d * d)
""" + SGD.format("huber", "IoUScore, lambda a, b: ops.max(ops.abs(a - b), axis=-1)") + FIT
    yield MODEL + TARGETS + SGD.format("lambda a, b: ops.mean((a - b) ** 2, axis=-1)", '"mae"') + FIT


def main():
    cases = beside_samples(lambda: [{"text": HEAD + text, **logged(HEAD + text)} for text in programs()])
    write("test/golden/engine/own_losses.json.gz", {"cases": cases})


if __name__ == "__main__":
    main()
