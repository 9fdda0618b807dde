"""Writes test/golden/engine/pipelines.json.gz: what tf.data and Keras make of arrays, lists of files and tables.

Each case is a program that makes `ds`, or `x` and `y`; the tests analyse the same text, open its recipe and compare batches, order and values.
Needs Pillow, pandas and scikit-learn besides Keras.
"""
import base64
import os
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import io
import itertools
import types

import keras
import numpy as np
import tensorflow as tf
from PIL import Image

sys.path.insert(0, os.path.dirname(__file__))
from graph import write

HEAD = """import glob
import os
import pathlib
import random
import numpy as np
import pandas as pd
import tensorflow as tf
import keras
from keras import layers
from keras.utils import img_to_array, load_img
from sklearn.model_selection import train_test_split
from sklearn.utils import shuffle
"""
VALUES = """x = np.load("values.npy").astype("uint8").reshape(-1, 6, 4, 3)
y = np.load("labels.npy").astype("int32")
ds = tf.data.Dataset.from_tensor_slices((x, y))
"""
NAMES = """names = sorted(os.listdir("photos"))
paths = sorted(glob.glob("photos/*/*.png"))
index = {name: i for i, name in enumerate(names)}
def load(path, label):
    image = tf.io.decode_png(tf.io.read_file(path), channels=3)
    image = tf.image.resize(image, (8, 6))
    return image / 255.0, label
"""
TUTORIAL = """data_dir = pathlib.Path("photos")
class_names = np.array(sorted([item.name for item in data_dir.glob("*") if item.name != "LICENSE.txt"]))
def get_label(file_path):
    parts = tf.strings.split(file_path, os.path.sep)
    one_hot = parts[-2] == class_names
    return tf.argmax(one_hot)
def process_path(file_path):
    label = get_label(file_path)
    img = tf.io.read_file(file_path)
    img = tf.io.decode_jpeg(img, channels=3)
    return tf.image.resize(img, [8, 6]), label
"""
MASKS = """input_paths = sorted([os.path.join("pets/", fname) for fname in os.listdir("pets/") if fname.endswith(".png")])
target_paths = sorted([os.path.join("masks", fname) for fname in os.listdir("masks") if fname.endswith(".png") and not fname.startswith(".")])
def load(one, other):
    img = tf.io.decode_png(tf.io.read_file(one), channels=3)
    img = tf.image.resize(img, (8, 8))
    img = tf.image.convert_image_dtype(img, "float32")
    mask = tf.io.decode_png(tf.io.read_file(other), channels=1)
    mask = tf.image.resize(mask, (8, 8), method="nearest")
    mask = tf.image.convert_image_dtype(mask, "uint8")
    mask -= 1
    return img, mask
"""
TABLE = """df = pd.read_csv("paths.csv")
def load(path, label):
    return tf.image.resize(tf.io.decode_png(tf.io.read_file(path), channels=3), (4, 4)), label
"""
SEQUENCE = """import math
from keras.utils import to_categorical
class Batches(keras.utils.PyDataset):
    def __init__(self, x, y, batch_size, **kwargs):
        super().__init__(**kwargs)
        self.x, self.y, self.batch_size = x, y, batch_size
        self.indices = np.arange(len(x))
    def __len__(self):
        return math.ceil(len(self.x) / self.batch_size)
"""
CASES = [
    VALUES + "ds = ds.batch(7)\n",
    VALUES + "ds = ds.batch(7, drop_remainder=True)\n",
    VALUES + "ds = ds.take(10).skip(3).batch(4).cache().prefetch(1)\n",
    VALUES + "ds = ds.batch(4).take(3)\n",
    NAMES + SEQUENCE + '''    def __getitem__(self, i):
        low = i * self.batch_size
        high = min(low + self.batch_size, len(self.x))
        batch_x, batch_y = self.x[low:high], self.y[low:high]
        return np.array([img_to_array(load_img(f, target_size=(5, 4))) for f in batch_x]) / 255.0, np.array(batch_y)
ds = Batches(paths, [index[p.split("/")[1]] for p in paths], 4)
''',
    VALUES + SEQUENCE + '''    def __getitem__(self, i):
        chosen = self.indices[i * self.batch_size:(i + 1) * self.batch_size]
        return self.x[chosen] / 255.0, to_categorical(self.y[chosen], num_classes=5)
ds = Batches(x, y, 5)
''',
    VALUES + SEQUENCE + '''    def __getitem__(self, i):
        images = self.x[i * self.batch_size:(i + 1) * self.batch_size].astype("float32")
        labels = self.y[i * self.batch_size:(i + 1) * self.batch_size]
        return (images - 127.5) / 127.5, labels
    def __len__(self):
        return len(self.x) // self.batch_size
ds = Batches(x, y, 6)
''',
    NAMES + SEQUENCE + '''    def __len__(self):
        return int(np.floor(len(self.x) / self.batch_size))
    def __getitem__(self, i):
        indexes = self.indices[i * self.batch_size:(i + 1) * self.batch_size]
        names = [self.x[k] for k in indexes]
        return self.load(names)
    def load(self, names):
        X = np.empty((self.batch_size, 5, 4, 3))
        y = np.empty((self.batch_size), dtype=int)
        for k, name in enumerate(names):
            X[k,] = img_to_array(load_img(name, target_size=(5, 4))) / 255.0
            y[k] = index[name.split("/")[1]]
        return X, to_categorical(y, num_classes=3)
ds = Batches(paths, None, 3)
''',
    MASKS + SEQUENCE + '''    def __len__(self):
        return len(self.y) // self.batch_size
    def __getitem__(self, i):
        at = i * self.batch_size
        x = np.zeros((self.batch_size, 8, 8, 3), dtype="float32")
        for j, path in enumerate(self.x[at:at + self.batch_size]):
            x[j] = load_img(path, target_size=(8, 8))
        y = np.zeros((self.batch_size, 8, 8, 1), dtype="uint8")
        for j, path in enumerate(self.y[at:at + self.batch_size]):
            y[j] = np.expand_dims(load_img(path, target_size=(8, 8), color_mode="grayscale"), 2)
            y[j] -= 1
        return x, y
ds = Batches(input_paths, target_paths, 4)
''',
    NAMES + '''x = np.zeros((len(paths), 5, 4, 3), dtype="float32")
y = np.zeros((len(paths),), dtype="int32")
for i, path in enumerate(paths):
    x[i] = img_to_array(load_img(path, target_size=(5, 4))) / 255
    y[i] = index[path.split("/")[1]]
''',
    VALUES + '''order = np.random.RandomState(4).permutation(len(x))
x, y = x[order], y[order]
ds = None
''',
    VALUES + '''rng = np.random.RandomState(9)
indices = np.arange(x.shape[0])
rng.shuffle(indices)
x, y = x[indices[:-4]] / 2, y[indices[:-4]]
ds = None
''',
    VALUES + '''one, other = train_test_split(np.arange(len(x)), test_size=0.3, random_state=3)
x, y = x[one], y[one]
ds = None
''',
    VALUES + "y = np.load('kinds.npy')\nx, held_x, y, held_y = train_test_split(x, y, test_size=0.4, random_state=5, stratify=y)\nds = None\n",
    VALUES + "y = np.load('kinds.npy')\nheld_x, x, held_y, y = train_test_split(x, y, test_size=6, random_state=8, stratify=keras.utils.to_categorical(y, 3))\nds = None\n",
    NAMES + "labels = [index[p.split(os.sep)[1]] for p in paths]\ntrain_paths, val_paths, train_labels, val_labels = train_test_split(paths, labels, test_size=0.4, random_state=42, stratify=labels)\nds = tf.data.Dataset.from_tensor_slices((val_paths, val_labels)).map(load).batch(4)\n",
    TABLE.replace("paths.csv", "more.csv") + 'df, held = train_test_split(df, test_size=0.5, random_state=2, stratify=df["name"])\nds = tf.data.Dataset.from_tensor_slices((df["file"].values, df["label"].values)).map(load).batch(3)\n',
    NAMES + '''labels = [index[p.split("/")[1]] for p in paths]
x, y = [], []
for path, label in zip(paths, labels):
    x.append(img_to_array(load_img(path, target_size=(5, 4))) / 255)
    y.append(label)
x, y = np.array(x), np.array(y)
''',
    MASKS + '''x = np.zeros((len(input_paths), 8, 8, 3), dtype="float32")
y = np.zeros((len(input_paths), 8, 8, 1), dtype="float32")
for i, (one, other) in enumerate(zip(input_paths, target_paths)):
    x[i] = img_to_array(load_img(one, target_size=(8, 8))) / 255.0
    y[i] = img_to_array(load_img(other, target_size=(8, 8), color_mode="grayscale"))
''',
    MASKS + SEQUENCE + '''    def __getitem__(self, i):
        images, masks = [], []
        for one, other in zip(self.x[i * self.batch_size:(i + 1) * self.batch_size], self.y[i * self.batch_size:(i + 1) * self.batch_size]):
            images.append(img_to_array(load_img(one, target_size=(6, 6))))
            masks.append(img_to_array(load_img(other, target_size=(6, 6), color_mode="grayscale")) - 1)
        return np.array(images) / 127.5 - 1, np.array(masks)
ds = Batches(input_paths, target_paths, 4)
''',
    VALUES + '''def batches(images, labels, size):
    count = len(images)
    while True:
        for offset in range(0, count, size):
            batch_images = images[offset:offset + size]
            yield batch_images / 255.0, keras.utils.to_categorical(labels[offset:offset + size], num_classes=5)
ds = batches(x, y, 6)
''',
    NAMES + '''def batches(files, size):
    while 1:
        for start in range(0, len(files), size):
            images, labels = [], []
            end = min(start + size, len(files))
            for file in files[start:end]:
                images.append(img_to_array(load_img(file, target_size=(5, 4))) / 255)
                labels.append(index[file.split("/")[1]])
            yield np.array(images), np.array(labels)
ds = batches(paths, 4)
''',
    NAMES + '''def batches(files, size):
    steps = len(files) // size
    while True:
        for i in range(steps):
            chosen = files[i * size:(i + 1) * size]
            images = np.zeros((size, 5, 4, 3), dtype="float32")
            for j, file in enumerate(chosen):
                images[j] = img_to_array(load_img(file, target_size=(5, 4)))
            yield (images, images)
ds = batches(paths, 3)
''',
    NAMES + '''pairs = []
for category in ["dog", "bird"]:
    folder = os.path.join("photos", category)
    number = ["dog", "bird"].index(category)
    for file in sorted(os.listdir(folder)):
        try:
            image = img_to_array(load_img(os.path.join(folder, file), target_size=(5, 4), color_mode="grayscale"))
            pairs.append([image, number])
        except Exception as e:
            pass
x, y = [], []
for image, label in pairs:
    x.append(image)
    y.append(label)
x = np.array(x).reshape(-1, 5, 4, 1) / 255.0
y = np.array(y)
''',
    NAMES + '''labels = [index[p.split("/")[1]] for p in paths]
x = np.zeros((len(paths), 5, 4, 3))
y = []
for i in range(len(paths)):
    x[i] = img_to_array(load_img(paths[i], target_size=(5, 4))) / 255.0
    y.append(labels[i])
y = np.array(y)
''',
    NAMES + '''x, y = [], []
for root, dirs, files in os.walk("photos"):
    dirs.sort()
    for name in sorted(files):
        if name.endswith((".png", ".jpg")):
            x.append(img_to_array(load_img(os.path.join(root, name), target_size=(5, 4))))
            y.append(index[os.path.basename(root)])
x, y = np.array(x) / 255.0, np.array(y)
''',
    VALUES + '''n = int(0.7 * len(x))
x, y = x[:n], y[:n]
ds = None
''',
    *[
        VALUES + f"ds = {chain}\n"
        for chain in (
            "ds.repeat(2).batch(4)",
            "ds.batch(4).repeat(2)",
            "ds.batch(5, drop_remainder=True).repeat(3)",
            "ds.repeat().take(40).batch(8)",
            "ds.batch(4).repeat().take(9)",
            "ds.shard(3, 1).batch(4)",
            "ds.batch(4).shard(2, 0)",
            "ds.batch(7, drop_remainder=True).unbatch().batch(4)",
            "ds.batch(5).repeat(2).unbatch().batch(8)",
            "ds.repeat(2).skip(10).take(20).batch(6)",
            "ds.repeat(3).shard(4, 3).skip(2).batch(4)",
            "ds.batch(4).unbatch().batch(5).shard(2, 1).repeat(2)",
            "ds.shuffle(1).batch(4)",
            "ds.shuffle(1).repeat(2).skip(3).batch(4, drop_remainder=True)",
            "ds.padded_batch(4)",
            "ds.take(9).shuffle(1).cache().take(7).batch(2).map(lambda a, b: (a / 2, b))",
        )
    ],
    "ds = keras.utils.image_dataset_from_directory('photos', image_size=(4, 4), batch_size=3, verbose=False, shuffle=False).take(2)\n",
    "ds = keras.utils.image_dataset_from_directory('photos', image_size=(4, 4), batch_size=3, verbose=False, shuffle=False).skip(1).unbatch().skip(2).batch(4)\n",
    "ds = keras.utils.image_dataset_from_directory('photos', image_size=(4, 4), batch_size=3, verbose=False, shuffle=False).repeat(2)\n",
    "held = keras.utils.image_dataset_from_directory('photos', image_size=(4, 4), batch_size=2, verbose=False, shuffle=False)\nbatches = tf.data.experimental.cardinality(held)\nds = held.take(batches // 3)\n",
    "held = keras.utils.image_dataset_from_directory('photos', image_size=(4, 4), batch_size=2, verbose=False, shuffle=False)\nds = held.skip(held.cardinality().numpy() // 3)\n",
    VALUES + "size = int(0.7 * len(ds))\nds = ds.skip(size).batch(2)\n",
    VALUES + "ds = ds.batch(4)\nn = int(len(ds) * 0.5)\nds = ds.take(n)\n",
    "ds = keras.utils.image_dataset_from_directory('photos', image_size=(4, 4), batch_size=3, verbose=False, seed=7, validation_split=0.4, subset='both')[1]\n",
    VALUES + "ds = ds.batch(4).skip(2).unbatch().batch(5)\n",
    VALUES + "ds = ds.map(lambda x, y: (tf.cast(x, tf.float32) / 255.0, tf.one_hot(y, 5))).batch(6).repeat(1)\n",
    VALUES + "ds = ds.batch(6).map(lambda x, y: (tf.image.resize(x, (3, 5)), y))\n",
    VALUES + 'ds = ds.map(lambda x, y: (tf.image.resize(x, (9, 5), method="nearest"), y)).batch(6)\n',
    VALUES + "ds = ds.map(lambda x, y: (keras.ops.image.resize(x, (9, 5)), y)).batch(6)\n",
    VALUES + "ds = ds.map(lambda x, y: (tf.image.convert_image_dtype(x, tf.float32) - 0.5, y)).batch(6)\n",
    VALUES + "ds = ds.map(lambda x, y: (x - 200, y)).batch(6)\n",
    VALUES + "ds = ds.map(lambda x, y: (x * 3 + 1, y)).batch(6)\n",
    VALUES + "ds = ds.batch(5).map(lambda x, y: (layers.Rescaling(1 / 127.5, offset=-1)(x), y))\n",
    VALUES + "ds = ds.map(lambda x, y: (layers.Resizing(5, 7)(x), y)).batch(5)\n",
    VALUES + "ds = ds.map(lambda x, y: (keras.applications.resnet50.preprocess_input(tf.cast(x, tf.float32)), y)).batch(5)\n",
    VALUES + "ds = ds.map(lambda x, y: (tf.reshape(x, (72,)), y)).batch(5)\n",
    VALUES + "ds = tf.data.Dataset.zip((tf.data.Dataset.from_tensor_slices(x).batch(5), tf.data.Dataset.from_tensor_slices(y).batch(5)))\n",
    VALUES + "ds = tf.data.Dataset.zip((tf.data.Dataset.from_tensor_slices(x[2:]), tf.data.Dataset.from_tensor_slices(y[2:]))).batch(5)\n",
    NAMES + "labels = [index[os.path.basename(os.path.dirname(p))] for p in paths]\nds = tf.data.Dataset.from_tensor_slices((paths, labels)).map(load).batch(4)\n",
    NAMES + 'labels = [1 if "cat" in p.split("/")[-2] else 0 for p in paths]\nds = tf.data.Dataset.from_tensor_slices((paths, labels)).take(7).map(load).batch(4)\n',
    NAMES + 'labels = [{"bird": 2, "cat": 0, "dog": 1}[pathlib.Path(p).parent.name] for p in paths]\nds = tf.data.Dataset.from_tensor_slices((paths, labels)).map(load).skip(1).batch(4)\n',
    NAMES + 'paths = [p for p in paths if "dog" not in p]\nlabels = [float("cat" in p) if False else 0 for p in paths]\nds = tf.data.Dataset.from_tensor_slices((paths, labels)).map(load).batch(3)\n',
    NAMES + "random.Random(7).shuffle(paths)\nlabels = [index[p.split(os.sep)[1]] for p in paths]\nds = tf.data.Dataset.from_tensor_slices((paths[2:], labels[2:])).map(load).batch(4)\n",
    NAMES + "np.random.RandomState(3).shuffle(paths)\nlabels = [index[p.split(os.sep)[1]] for p in paths]\nds = tf.data.Dataset.from_tensor_slices((paths, labels)).map(load).batch(4)\n",
    NAMES + 'a = sorted(glob.glob("photos/cat/*.png"))\nb = sorted(glob.glob("photos/dog/*.png"))\nlabels = [1 if p.startswith("photos/dog") else 0 for p in a + b]\nds = tf.data.Dataset.from_tensor_slices((a + b, labels)).map(load).batch(4)\n',
    NAMES + "labels = [index[os.path.basename(os.path.dirname(p))] for p in paths]\nx = np.array([img_to_array(load_img(p, target_size=(8, 6))) for p in paths]) / 255.0\ny = keras.utils.to_categorical(labels, 3)\n",
    NAMES + 'labels = [index[p.split("/")[-2]] for p in paths]\nx = np.array([img_to_array(load_img(p, color_mode="grayscale", target_size=(5, 5), interpolation="bilinear")) for p in paths])\ny = np.array(labels)\n',
    'paths = sorted(str(p) for p in pathlib.Path("photos").rglob("*.png"))\nds = tf.data.Dataset.from_tensor_slices(paths)\n' + TUTORIAL + "ds = ds.map(process_path).batch(4)\n",
    TUTORIAL + 'ds = tf.data.Dataset.list_files(str(data_dir / "*/*.png"), shuffle=False).map(process_path).batch(4)\n',
    TUTORIAL + 'ds = tf.data.Dataset.list_files("photos/*/*.png", shuffle=False).skip(3).map(process_path, num_parallel_calls=tf.data.AUTOTUNE).batch(4, drop_remainder=True)\n',
    TUTORIAL + 'class_names = ["bird", "cat", "dog"]\ndef process_path(path):\n    parts = tf.strings.split(path, "/")\n    return tf.image.resize(tf.io.decode_png(tf.io.read_file(path), channels=1), (8, 6), antialias=False), parts[-2] == class_names\nds = tf.data.Dataset.list_files("photos/*/*.png", shuffle=False).map(process_path).batch(4)\n',
    MASKS + "ds = tf.data.Dataset.from_tensor_slices((input_paths, target_paths)).map(load).batch(4)\n",
    MASKS + "random.Random(1337).shuffle(input_paths)\nrandom.Random(1337).shuffle(target_paths)\nds = tf.data.Dataset.from_tensor_slices((input_paths[:-2], target_paths[:-2])).map(load, num_parallel_calls=tf.data.AUTOTUNE).batch(3)\n",
    MASKS + 'target_paths = [p.replace("pets", "masks") for p in input_paths]\nds = tf.data.Dataset.from_tensor_slices((input_paths, target_paths)).map(load).batch(4)\n',
    TABLE + 'ds = tf.data.Dataset.from_tensor_slices((df["file"].values, df["label"].values)).map(load).batch(3)\n',
    TABLE + 'df["file"] = "photos/" + df["short"] + ".png"\nds = tf.data.Dataset.from_tensor_slices((df["file"].astype(str).values, df["label"].values)).take(4).map(load).batch(3)\n',
    TABLE + 'paths = ("photos/" + df["short"] + ".png").tolist()\nds = tf.data.Dataset.from_tensor_slices((paths, df["label"].values)).map(load).batch(3)\n',
    NAMES + "def load(path, label):\n    image = tf.io.decode_png(tf.io.read_file(path), channels=3)\n    image = tf.cast(image, tf.float32) / 255.0\n    return tf.image.resize(image, (4, 4)), label\nds = tf.data.Dataset.from_tensor_slices((paths, [index[p.split(\"/\")[1]] for p in paths])).map(load).batch(4)\n",
    NAMES + "def load(path):\n    image = tf.io.decode_png(tf.io.read_file(path), channels=3)\n    image = tf.image.convert_image_dtype(image, tf.float32)\n    image = tf.image.resize(image, (4, 4))\n    return image, image\nds = tf.data.Dataset.from_tensor_slices(paths).map(load).batch(4)\n",
    NAMES + "images = tf.data.Dataset.from_tensor_slices(paths).map(lambda p: load(p, 0)[0])\nlabels = tf.data.Dataset.from_tensor_slices([index[p.split(\"/\")[1]] for p in paths])\nds = tf.data.Dataset.zip((images, labels)).batch(4)\n",
    VALUES + "x, held_x, y, held_y = train_test_split(x, y, test_size=0.2, random_state=42)\nds = None\n",
    VALUES + "held_x, x, held_y, y = train_test_split(x / 255.0, y, test_size=5, random_state=1)\nds = None\n",
    VALUES + "x, held_x, y, held_y = train_test_split(x, y, train_size=0.3, shuffle=False)\nds = None\n",
    VALUES + "held_x, x, held_y, y = train_test_split(x, y, test_size=3, train_size=4, random_state=0)\nds = None\n",
    VALUES + "x, y = shuffle(x, y, random_state=5)\nds = tf.data.Dataset.from_tensor_slices((x[:9], y[:9])).batch(4)\n",
    NAMES + "labels = [index[p.split(os.sep)[1]] for p in paths]\ntrain_paths, val_paths, train_labels, val_labels = train_test_split(paths, labels, test_size=0.5, random_state=42)\nds = tf.data.Dataset.from_tensor_slices((val_paths, val_labels)).map(load).batch(4)\n",
    NAMES + "train_paths, val_paths = train_test_split(paths, random_state=0)\nds = tf.data.Dataset.from_tensor_slices((train_paths, [index[p.split(os.sep)[1]] for p in train_paths])).map(load).batch(4)\n",
    MASKS + "a, b, c, d = train_test_split(input_paths, target_paths, test_size=2, random_state=9)\nds = tf.data.Dataset.from_tensor_slices((a, c)).map(load).batch(4)\n",
    TABLE + 'df, held = train_test_split(df, test_size=0.4, random_state=2)\nds = tf.data.Dataset.from_tensor_slices((df["file"].values, df["label"].values)).map(load).batch(3)\n',
    TABLE + 'a, b, c, d = train_test_split(df["file"].values, df["label"].values, test_size=2, random_state=3)\nds = tf.data.Dataset.from_tensor_slices((a, c)).map(load).batch(3)\n',
    *[
        f"ds = keras.utils.image_dataset_from_directory('photos', image_size=(8, 6), batch_size=4, verbose=False, {more})\n"
        for more in (
            "shuffle=False, labels=[3, 1, 4, 1, 5, 2, 2, 0, 1, 1]",
            "shuffle=False, labels=[0, 1, 0, 1, 0, 1, 0, 1, 1, 1], label_mode='binary'",
            "shuffle=False, labels=[0, 1, 2, 1, 0, 1, 2, 1, 1, 1], label_mode='categorical', validation_split=0.5, subset='validation'",
            "shuffle=False, label_mode='categorical'",
            "shuffle=False, class_names=['dog', 'bird'], label_mode='binary'",
            "shuffle=False, pad_to_aspect_ratio=True",
            "shuffle=False, pad_to_aspect_ratio=True, interpolation='nearest', color_mode='grayscale'",
            "shuffle=False, crop_to_aspect_ratio=True, color_mode='rgba'",
        )
    ],
    "ds = keras.utils.image_dataset_from_directory('photos', image_size=(8, 6), batch_size=4, verbose=False, shuffle=False, labels=None).map(lambda x: (x / 255.0, x / 255.0))\n",
    VALUES + "ds = ds.map(lambda x, y: (tf.image.resize_with_pad(x, 9, 5), y)).batch(6)\n",
    VALUES + "ds = ds.batch(6).map(lambda x, y: (tf.image.resize_with_pad(x, 5, 9, method='nearest'), y))\n",
    NAMES + "def load(path):\n    image = tf.io.decode_png(tf.io.read_file(path), channels=3)\n    return tf.image.resize_with_pad(image, 10, 9) / 255.0, index[\"cat\"] if False else 0\nds = tf.data.Dataset.from_tensor_slices(paths).map(lambda p: (load(p)[0], load(p)[0])).batch(4)\n",
    NAMES + '''root = "photos"
paths, labels = [], []
for label, cls in enumerate(["bird", "cat", "dog"]):
    folder = os.path.join(root, cls)
    for f in sorted(os.listdir(folder)):
        if not f.endswith(".png"):
            continue
        paths.append(os.path.join(folder, f))
        labels.append(label)
ds = tf.data.Dataset.from_tensor_slices((paths, labels)).map(load).batch(4)
''',
    NAMES + '''root = "photos"
paths = []
labels = []
classes = sorted(os.listdir(root))
for c in classes:
    for f in sorted(os.listdir(os.path.join(root, c))):
        if f.endswith(".png"):
            paths.append(os.path.join(root, c, f))
            labels.append(classes.index(c))
ds = tf.data.Dataset.from_tensor_slices((paths, labels)).map(load).batch(4)
''',
    NAMES + '''x = []
y = []
for name in sorted(os.listdir("photos")):
    for path in sorted(glob.glob("photos/" + name + "/*.png")):
        img = load_img(path, target_size=(8, 6))
        x.append(img_to_array(img))
        y.append(index[name])
x = np.array(x) / 255
y = np.array(y)
''',
    NAMES + '''x, y = [], []
for fname in sorted(os.listdir("photos/cat")):
    if not fname.lower().endswith(".png"): continue
    img = load_img(f"photos/cat/{fname}", target_size=(5, 5))
    x.append(img_to_array(img))
    y.append(0)
for fname in sorted(os.listdir("photos/dog")):
    img = load_img(f"photos/dog/{fname}", target_size=(5, 5))
    x.append(img_to_array(img))
    y.append(1)
x = np.array(x, dtype="float32") / 255.0
y = keras.utils.to_categorical(y, 2)
''',
    NAMES + '''y = []
x = []
for p in paths:
    name = os.path.basename(p)
    if "cat" in name:
        label = 1
    elif name.startswith("dog"):
        label = 2
    else:
        continue
    y.append(label)
    x.append(img_to_array(load_img(p, target_size=(4, 4))))
x = np.asarray(x)
y = np.asarray(y)
''',
    NAMES + '''def load_data(folder):
    images = []
    labels = []
    for i, c in enumerate(sorted(os.listdir(folder))):
        path = os.path.join(folder, c)
        if not os.path.isdir(path):
            continue
        for f in sorted(os.listdir(path)):
            if f.endswith(".txt"):
                continue
            try:
                image = load_img(os.path.join(path, f), target_size=(4, 6), color_mode="grayscale")
                images.append(img_to_array(image))
                labels.append(i)
            except Exception as e:
                print(e)
    return np.array(images), np.array(labels)
x, y = load_data("photos")
''',
    NAMES + '''labels = []
for p in paths:
    if "cat" in p:
        labels.append(1)
    else:
        labels.append(0)
ds = tf.data.Dataset.from_tensor_slices((paths, labels)).map(load).batch(4)
''',
    NAMES + '''labels = [index[p.split("/")[1]] for p in paths]
n = int(0.8 * len(paths))
ds = tf.data.Dataset.from_tensor_slices((paths[:n], labels[:n])).map(load).batch(4)
''',
    NAMES + '''labels = [index[p.split("/")[1]] for p in paths]
split = len(paths) // 3
ds = tf.data.Dataset.from_tensor_slices((paths[split:-split], labels[split:-split])).map(load).batch(4)
''',
    NAMES + '''x = []
y = []
for p in paths:
    x.append(img_to_array(load_img(p, target_size=(4, 4))))
    y.append(index[p.split("/")[1]])
x = np.array(x)
y = np.array(y)
cut = round(len(x) * 0.25)
x, y = x[cut:], y[cut:]
''',
    NAMES + '''x = np.array([img_to_array(load_img(p, target_size=(4, 4))) for p in paths])
y = np.array([index[p.split("/")[1]] for p in paths])
cut = x.shape[0] - int(x.shape[0] * 0.3)
x, y = x[:cut] / 255.0, y[:cut]
''',
    NAMES + '''image_count = len(list(pathlib.Path("photos").glob("*/*.png")))
def load(path):
    image = tf.image.resize(tf.io.decode_png(tf.io.read_file(path), channels=3), (8, 6))
    return image, tf.argmax(tf.strings.split(path, "/")[-2] == np.array(["bird", "cat", "dog"]))
ds = tf.data.Dataset.list_files("photos/*/*.png", shuffle=False)
val_size = int(image_count * 0.2)
ds = ds.skip(val_size).map(load).batch(4)
''',
    NAMES + '''val_samples = 3
random.Random(11).shuffle(paths)
labels = [index[p.split("/")[1]] for p in paths]
ds = tf.data.Dataset.from_tensor_slices((paths[-val_samples:], labels[-val_samples:])).map(load).batch(2)
''',
    NAMES + '''a = sorted(glob.glob("photos/cat/*.png"))
b = sorted(glob.glob("photos/dog/*.png"))
one = tf.data.Dataset.from_tensor_slices((a, [0 for p in a])).map(load)
other = tf.data.Dataset.from_tensor_slices((b, [1 for p in b])).map(load)
ds = one.concatenate(other).batch(3)
''',
    "x = np.load('bytes.npy').reshape(-1, 72)\ny = np.load('labels.npy') + 1\nx = x + 100\nds = None\n",
    "x = np.load('bytes.npy').reshape(-1, 6, 4, 3)\ny = np.load('labels.npy')\nx = (x * 2 - 7) / 255\nds = None\n",
    "x = np.load('bytes.npy').reshape(-1, 72).astype('int8')\ny = np.load('labels.npy')\nds = None\n",
    "x = np.load('bytes.npy').reshape(-1, 72) + 100.0\ny = np.load('labels.npy')\nds = None\n",
    "ds = tf.data.Dataset.from_tensor_slices((np.load('bytes.npy'), np.load('labels.npy'))).map(lambda a, b: (a - 100, b)).batch(6)\n",
    TABLE.replace("paths.csv", "more.csv") + 'ds = tf.data.Dataset.from_tensor_slices((df["file"].values, df["name"].map({"cat": 2, "dog": 0, "bird": 1}).values)).map(load).batch(3)\n',
    TABLE.replace("paths.csv", "more.csv") + 'y = df["name"].apply(lambda n: 1 if n == "cat" else 0)\nfiles = df["name"].apply(lambda n: f"photos/{n}/{n}0.png")\nds = tf.data.Dataset.from_tensor_slices((files, y)).map(load).batch(3)\n',
    NAMES + "x = np.array([img_to_array(load_img(p, target_size=(4, 4))) for p in paths])\ny = np.array([int('cat' in p) for p in paths])\nds = None\n",
    "deep = sorted(glob.glob('deep/*.png'))\nx = np.array([img_to_array(load_img(p, target_size=(5, 4))) for p in deep])\ny = np.array([0 for p in deep])\nds = None\n",
]


def png(array):
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "PNG")
    return buffer.getvalue()


def files():
    rng = np.random.default_rng(0)
    made = {}
    for name, count in (("bird", 3), ("cat", 4), ("dog", 3)):
        for i in range(count):
            made[f"photos/{name}/{name}{i}.png"] = png(rng.integers(0, 256, (7 + i, 6, 3), dtype=np.uint8))
    made["photos/cat/notes.txt"] = b"no image"
    for i in range(6):
        made[f"pets/{'bcadfe'[i]}.png"] = png(rng.integers(0, 256, (9, 10, 3), dtype=np.uint8))
        made[f"masks/{'bcadfe'[i]}.png"] = png(rng.integers(1, 4, (9, 10), dtype=np.uint8))
    made["masks/.hidden.png"] = made["masks/a.png"]
    made["pets/a.xml"] = b"<a/>"
    made["paths.csv"] = ("file,short,label\n" + "".join(f"photos/{n}/{n}{i}.png,{n}/{n}{i},{k}\n" for k, (n, i) in enumerate([("dog", 2), ("cat", 0), ("bird", 1), ("cat", 3), ("dog", 0)]))).encode()
    made["more.csv"] = ("file,name,label\n" + "".join(f"photos/{n}/{n}{i}.png,{n},{k}\n" for k, (n, i) in enumerate([("dog", 2), ("cat", 0), ("bird", 1), ("cat", 3), ("dog", 0), ("bird", 0), ("cat", 1), ("bird", 2)]))).encode()
    for i in range(2):
        made[f"deep/{i}.png"] = png(np.random.default_rng(5 + i).integers(0, 600 + 60000 * i, (6, 5), dtype=np.uint16))
    for name, array in (("bytes.npy", np.random.default_rng(4).integers(0, 256, (17, 72), dtype=np.uint8)), ("kinds.npy", np.arange(17, dtype=np.int32) * 7 % 3), ("values.npy", rng.integers(0, 256, (17, 72)).astype(np.int32)), ("labels.npy", rng.integers(0, 5, (17,)).astype(np.int32))):
        buffer = io.BytesIO()
        np.save(buffer, array)
        made[name] = buffer.getvalue()
    return made


def numbers(array):
    return [round(float(v), 5) for v in np.asarray(array).astype("float64").ravel()]


def run(text):
    space = {}
    exec(HEAD + text, space)
    ds = space.get("ds")
    if ds is None:
        x, y = np.asarray(space["x"]), np.asarray(space["y"])
        return {"batches": [len(x)], "batch": None, "shape": list(x.shape[1:]), "target": list(y.shape[1:]), "x": numbers(x), "y": numbers(y)}
    # What is had by number has no end of its own.
    given = [ds[i] for i in range(len(ds))] if isinstance(ds, keras.utils.PyDataset) else itertools.islice(ds, 7) if isinstance(ds, types.GeneratorType) else ds
    batches = [(np.asarray(x), np.asarray(y)) for x, y in given]
    xs, ys = [np.concatenate([b[i] for b in batches]) for i in (0, 1)]
    return {"batches": [len(x) for x, _ in batches], "batch": max(len(x) for x, _ in batches), "shape": list(xs.shape[1:]), "target": list(ys.shape[1:]), "x": numbers(xs), "y": numbers(ys)}


def main():
    made = files()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name, data in made.items():
            os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
            with open(name, "wb") as file:
                file.write(data)
        cases = [{"text": text, **run(text)} for text in CASES]
    return {"head": HEAD, "files": {name: base64.b64encode(data).decode() for name, data in made.items()}, "cases": cases}


if __name__ == "__main__":
    target = os.path.abspath(sys.argv[1])
    write(target, main())
