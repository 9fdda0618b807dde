"""Writes test/golden/engine/images.json.gz: how real Keras lists, loads, resizes and changes images. Needs scipy and Pillow besides Keras.

Pictures are made by a formula that the tests repeat, and kept as PNG, which loses nothing.
"""
import os
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
from PIL import Image

sys.path.insert(0, os.path.dirname(__file__))
from graph import camel, pack, value, write
from pictures import picture

from keras.src.legacy.preprocessing.image import ImageDataGenerator

# Files of a folder of classes, in no order; some are no images, one class has a folder inside, one is empty.
FILES = [
    "zebra/b.png", "zebra/a.png", "zebra/A.png", "zebra/10.png", "zebra/9.png", "zebra/sub/x.png", "zebra/sub-2/y.png", "zebra/notes.txt",
    "Apple/1.png", "Apple/2.JPG", "Apple/3.png", "Apple/4.png", "Apple/5.png", "Apple/6.bmp", "Apple/7.tif",
    "\u00e9clair/p.png", "\u00e9clair/q.png", "\u00e9clair/r.jpeg", ".hidden/h.png", "loose.png",
]
EMPTY = ["nothing"]


def tree(root):
    for name in FILES:
        path = os.path.join(root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            if path.endswith(".png"):
                Image.fromarray(picture(6, 5, 3)).save(file, "PNG")
    for name in EMPTY:
        os.makedirs(os.path.join(root, name))


def relative(root, paths):
    return [os.path.relpath(path, root).replace(os.sep, "/") for path in paths]


def listings(root):
    for classes in (None, ["zebra", "Apple"]):
        for split, subset in ((0.0, None), (0.3, "training"), (0.3, "validation")):
            it = ImageDataGenerator(validation_split=split).flow_from_directory(root, classes=classes, subset=subset, shuffle=False)
            yield {
                "kind": "generator", "classes": classes, "validationSplit": split, "subset": subset, "shuffle": False, "seed": None,
                "paths": relative(root, it.filepaths), "labels": [int(c) for c in it.classes], "classNames": list(it.class_indices),
            }
    for classes in (None, ["zebra", "Apple"]):
        for shuffle, seed in ((False, None), (True, 1), (True, 20241)):
            for split, subset in ((None, None), (0.3, "training"), (0.3, "validation")):
                # Only the listing is asked for, so files need not be images.
                ds = keras.utils.image_dataset_from_directory(root, class_names=classes, shuffle=shuffle, seed=seed, validation_split=split, subset=subset, verbose=False)
                labels = {name: i for i, name in enumerate(ds.class_names)}
                paths = relative(root, ds.file_paths)
                yield {
                    "kind": "dataset", "classes": classes, "validationSplit": split or 0, "subset": subset, "shuffle": shuffle, "seed": seed,
                    "paths": paths, "labels": [labels[path.split("/")[0]] for path in paths], "classNames": list(ds.class_names),
                }


def sizes(folder):
    """load_img and tf.image.resize of one picture to sizes larger, smaller and of other proportions."""
    import tensorflow as tf
    path = os.path.join(folder, "p.png")
    for channels, height, width in ((3, 11, 14), (1, 9, 7), (4, 8, 8)):
        image = picture(height, width, channels)
        Image.fromarray(image[:, :, 0] if channels == 1 else image).save(path)
        for mode in ("rgb", "grayscale", "rgba"):
            yield {"source": [height, width, channels], "mode": mode, "size": [height, width], "method": "nearest", "by": "pillow", "crop": False, "pixels": pack(keras.utils.img_to_array(keras.utils.load_img(path, color_mode=mode)).astype("int32"))}
        for size in ((5, 6), (22, 30), (9, 20)):
            for method in ("nearest", "bilinear", "bicubic", "lanczos", "box", "hamming"):
                for crop in (False, True):
                    loaded = keras.utils.load_img(path, color_mode="rgb", target_size=size, interpolation=method, keep_aspect_ratio=crop)
                    yield {"source": [height, width, channels], "mode": "rgb", "size": size, "method": method, "by": "pillow", "crop": crop, "pixels": pack(keras.utils.img_to_array(loaded).astype("int32"))}
            if channels == 3:
                for method in ("nearest", "bilinear"):
                    yield {"source": [height, width, channels], "mode": "rgb", "size": size, "method": method, "by": "tensorflow", "crop": False, "pixels": pack(tf.cast(tf.image.resize(image, size, method=method), "float32").numpy())}
                    smart = keras.utils.image_dataset_from_directory(folder, labels=None, image_size=size, interpolation=method, crop_to_aspect_ratio=True, shuffle=False, verbose=False)
                    yield {"source": [height, width, channels], "mode": "rgb", "size": size, "method": method, "by": "tensorflow", "crop": True, "pixels": pack(next(iter(smart)).numpy()[0])}


CHANGES = [
    {}, {"theta": 31.0}, {"tx": 2.0, "ty": -1.5}, {"shear": 18.0}, {"zx": 0.8, "zy": 1.3}, {"theta": -77.0, "tx": 3.2, "ty": 1.1, "shear": -9.0, "zx": 1.15, "zy": 0.75},
    {"flip_horizontal": True}, {"flip_vertical": True, "theta": 12.0}, {"channel_shift_intensity": 40.0}, {"brightness": 0.6}, {"brightness": 1.7, "theta": 200.0}, {"zx": 3.0, "zy": 2.4},
]


def changes():
    for fill_mode in ("nearest", "constant", "reflect", "wrap"):
        for order in (1, 0):
            generator = ImageDataGenerator(fill_mode=fill_mode, cval=7.5, interpolation_order=order)
            for parameters in CHANGES if order == 1 else CHANGES[1:6]:
                x = picture(9, 12, 3).astype("float32")
                yield {"fillMode": fill_mode, "cval": 7.5, "interpolationOrder": order, "parameters": {camel(k): v for k, v in parameters.items()}, "pixels": pack(generator.apply_transform(x, dict(parameters)))}
    generator = ImageDataGenerator()
    x = picture(9, 12, 1).astype("float32") / 100 - 1
    yield {"fillMode": "nearest", "cval": 0.0, "interpolationOrder": 1, "scaled": True, "parameters": {"brightness": 1.4}, "pixels": pack(generator.apply_transform(x, {"brightness": 1.4}))}


def shuffles():
    for seed in (0, 1, 1337, 4294967295):
        for count in (1, 2, 10, 257):
            order = list(range(count))
            np.random.RandomState(seed).shuffle(order)
            yield {"seed": seed, "order": order}


def main():
    with tempfile.TemporaryDirectory() as root, tempfile.TemporaryDirectory() as folder:
        tree(root)
        out = {"keras": keras.__version__, "files": FILES, "empty": EMPTY, "listings": list(listings(root)), "sizes": list(sizes(folder)), "changes": list(changes()), "shuffles": list(shuffles())}
    path = os.path.join(os.path.dirname(__file__), "..", "golden", "engine", "images.json.gz")
    write(path, out)
    print({k: len(v) for k, v in out.items() if isinstance(v, list)}, os.path.getsize(path), "bytes")


main()
