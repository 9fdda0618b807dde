"""Writes what `model.summary()` of real Keras prints to test/golden/summaries.json.gz: for every model that the samples, the files of
test/fixtures/models and the texts below end with.

    python test/oracle/summaries.py          (needs keras 3.15 and tensorflow-cpu 2.21)

Training and data are left out, and the terminal is wide enough for Keras's full table.
"""
import glob, gzip, json, os, sys, warnings

os.environ.update(TF_CPP_MIN_LOG_LEVEL='3', CUDA_VISIBLE_DEVICES='-1', COLUMNS='200')
warnings.filterwarnings('ignore')
import keras
import numpy
from keras.src.legacy.preprocessing.image import ImageDataGenerator
from keras.src.utils import file_utils

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')

TEXTS = {
    'long_names': '''
from keras import layers, models
model = models.Sequential([
    layers.Input((32, 32, 3)),
    layers.Conv2D(8, 3, name="a_very_long_name_of_a_convolution_that_does_not_fit"),
    layers.DepthwiseConv2D(3, name="quite_long_depthwise_convolution_one"),
    layers.GlobalAveragePooling2D(name="pool [2]"),
    layers.Dense(10),
], name="long_names")
a = layers.Input((16, 16, 16, 123456), name="an_input_with_a_name_that_is_longer_than_its_column")
b = layers.Conv3D(4, 3, name="first_branch_with_a_long_name")(a)
c = layers.Conv3D(4, 3, name="second_branch")(a)
d = layers.Add(name="sum_of_both")([b, c])
branches = models.Model(a, d)
''',
    'many_outputs': '''
import keras
from keras import layers
x = layers.Input((8,), name="x")
y = layers.Input((4,), name="y")
h = layers.Concatenate()([x, y])
shared = layers.Dense(12, activation="relu", name="shared")
lstm, state_h, state_c = layers.LSTM(5, return_state=True)(layers.Reshape((3, 4))(shared(h)))
more = layers.Dense(12)(h)
again = shared(keras.layers.concatenate([more]))
model = keras.Model([x, y], {"a": lstm + state_h, "b": again, "c": state_c * 2.0})
outer_input = layers.Input((8,))
inner = keras.Sequential([layers.Input((8,)), layers.Dense(4), layers.BatchNormalization()], name="inner")
outer = keras.Model(outer_input, layers.Dense(1)(inner(outer_input)))
two = keras.Model(x, [layers.Dense(2)(x), layers.Dense(3)(x)])
wrapped = keras.Model(outer_input, two(outer_input))
''',
    'frozen_and_half': '''
import keras
from keras import layers
base = keras.applications.MobileNetV2(weights=None, include_top=False, input_shape=(96, 96, 3))
base.trainable = False
model = keras.Sequential([base, layers.GlobalAveragePooling2D(), layers.Dropout(0.5), layers.Dense(2, dtype="float16")])
late = keras.Sequential([layers.Dense(4), layers.Dropout(0.1)])
scalar = keras.Sequential([layers.Input((3,)), layers.Dense(2), layers.Lambda(lambda t: t)])
''',
    'masks': '''
import keras
from keras import layers as L

class Scaled(L.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True
    def call(self, x, mask=None):
        return x * 2.0

class EverySecond(L.Layer):
    def call(self, x):
        return x[:, ::2]
    def compute_mask(self, inputs, mask=None):
        if mask is None:
            return None
        return mask[:, ::2]

class Positions(L.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.words = L.Embedding(9, 4, mask_zero=True)
        self.places = L.Embedding(10, 4)
    def call(self, x):
        return self.words(x) + self.places(keras.ops.arange(10))
    def compute_mask(self, inputs, mask=None):
        return self.words.compute_mask(inputs)

class Forgets(L.Layer):
    def call(self, x, mask=None):
        return x + 1.0

words = L.Input((10,), name="words")
more = L.Input((7,), name="more")
steps = L.Input((10, 3), name="steps")
x = L.Embedding(9, 4, mask_zero=True)(words)
x = L.LSTM(3, return_sequences=True)(x)
x = L.Dropout(0.1)(x)
x = L.LSTM(3)(x)
chain = keras.Model(words, L.Dense(1)(x))

x = L.Masking(-1.0)(steps)
x = L.Bidirectional(L.LSTM(3, return_sequences=True))(x)
x = L.TimeDistributed(L.Dense(2))(x)
both = keras.Model(steps, L.GlobalAveragePooling1D()(x))

a = L.Embedding(9, 4, mask_zero=True)(words)
b = L.Embedding(9, 4, mask_zero=True)(words)
c = L.Concatenate()([a, b])
c = L.LSTM(3)(L.Concatenate()([c, L.Embedding(9, 4)(words)]))
joined = keras.Model(words, L.concatenate([c, L.GRU(3)(L.Add()([a, b])), L.GRU(3)(L.multiply([a, b])), L.GRU(2)(L.Concatenate(axis=1)([a, b]))]))

x = L.Embedding(9, 4, mask_zero=True)(words)
y = L.MultiHeadAttention(2, 2)(x, x)
y = L.LayerNormalization()(L.Add()([x, y]))
attending = keras.Model(words, L.GRU(3)(L.Attention()([y, x])))

o, h, s = L.LSTM(3, return_state=True)(L.Embedding(9, 4, mask_zero=True)(words))
y = L.LSTM(3, return_sequences=True)(L.Embedding(9, 4, mask_zero=True)(more), initial_state=[h, s])
translator = keras.Model([words, more], L.Softmax()(y))

x = L.Embedding(9, 4, mask_zero=True)(words)
inside = keras.Sequential([L.Dense(3), L.LSTM(2)])
inner = keras.Model(words, inside(x))
grown = keras.Sequential([L.Input((4,)), L.Embedding(9, 4, mask_zero=True)])
grown.add(L.LSTM(3))
grown.add(L.Dense(1))
lost = keras.Model(words, L.LSTM(3)(L.Lambda(lambda t: t * 2.0)(x)))
kept = keras.Model(more, L.LSTM(2)(L.Embedding(3, 3, mask_zero=True)(more)))

own = keras.Model(words, L.LSTM(3)(EverySecond()(Scaled()(Positions()(words)))))
stopped = keras.Model(words, L.LSTM(3)(Forgets()(L.Embedding(9, 4, mask_zero=True)(words))))

x = L.Embedding(9, 4, mask_zero=True)(words)
by_hand = L.LSTM(3, return_sequences=True)(x, mask=keras.ops.not_equal(words, 0))
by_hand = keras.Model(words, [L.LSTM(3)(by_hand), keras.ops.not_equal(L.GRU(2)(x, training=True), 0.0)])
cells = keras.Model(steps, L.Bidirectional(L.RNN([L.LSTMCell(3), L.GRUCell(2)], return_sequences=True))(L.BatchNormalization()(L.Masking()(steps))))
apart = keras.Model(steps, L.Bidirectional(L.GRU(3, return_sequences=True), merge_mode=None)(L.Masking()(steps)))
forward, backward = apart.outputs
forward, backward = L.Bidirectional(L.GRU(3, return_sequences=True), merge_mode=None)(L.Masking()(steps))
sides = keras.Model(steps, L.GRU(2)(L.add([forward, backward])))
nested = keras.Model(words, L.Dense(1)(chain(words)))
twice = L.LSTM(3)
shared = L.Embedding(9, 4, mask_zero=True)
siamese = keras.Model([words, more], L.concatenate([twice(shared(words)), twice(shared(more))]))
''',
}

nothing = lambda *_, **__: None
keras.Model.fit = keras.Model.save = keras.Model.load_weights = nothing
printed = keras.Model.summary
keras.Model.summary = nothing
keras.Model.evaluate = lambda *_, **__: [0.0, 0.0]
file_utils.get_file = lambda name=None, *_, **__: name
ImageDataGenerator.flow_from_directory = nothing
keras.utils.image_dataset_from_directory = nothing
numpy.load = lambda *_, **__: numpy.zeros((4, 256, 256, 1), 'uint8')
for name, shape in {'mnist': (28, 28), 'cifar10': (32, 32, 3)}.items():
    pair = (numpy.zeros((20, *shape), 'uint8'), numpy.zeros(20, 'uint8'))
    getattr(keras.datasets, name).load_data = lambda pair=pair: (pair, pair)


def text_of(model):
    lines = []
    printed(model, print_fn=lines.append)
    return '\n'.join(lines)


golden = {}
sources = {os.path.relpath(p, ROOT): open(p).read() for d in ('samples/keras', 'test/fixtures/models') for p in sorted(glob.glob(os.path.join(ROOT, d, '*.py')))}
for path, source in {**sources, **TEXTS}.items():
    keras.backend.clear_session()
    keras.config.set_image_data_format('channels_last')
    keras.config.set_dtype_policy('float32')
    space = {'__name__': '__main__', '__file__': path}
    sys.argv = [path]
    stdout, sys.stdout = sys.stdout, open(os.devnull, 'w')
    try:
        exec(compile(source, path, 'exec'), space)
        models = {name: text_of(value) for name, value in space.items() if isinstance(value, keras.Model)}
        golden[path] = {'models': models} if path in sources else {'source': source, 'models': models}
    except BaseException as error:
        print(path, type(error).__name__, str(error)[:200], file=sys.stderr)
    finally:
        sys.stdout = stdout
with gzip.GzipFile(os.path.join(ROOT, 'test', 'golden', 'summaries.json.gz'), 'wb', mtime=0) as file:
    file.write(json.dumps(golden, indent=1, ensure_ascii=False).encode())
print(len(golden), 'texts,', sum(len(g['models']) for g in golden.values()), 'summaries', file=sys.stderr)
