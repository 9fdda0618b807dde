"""Runs every example of the rules, and every text after a quick fix, in real Keras, and writes what Keras said:
null where it ran, else the exception's first line. Reads texts from standard input (a JSON list), writes to the file given.

    node --import tsx test/oracle/texts.mjs rules | python test/oracle/rules.py test/golden/rules.json
    node --import tsx test/oracle/texts.mjs fixes | python test/oracle/rules.py test/golden/fixes.json
    node --import tsx test/oracle/texts.mjs mistakes | python test/oracle/rules.py test/golden/mistakes.json fit

Needs keras 3.15 and tensorflow-cpu. Data sets and folders are stood in for by a few random images, and nothing is trained
unless "fit" is said: what counts is that each text builds and compiles.
"""
import json
import os
import re
import sys
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import keras  # noqa: E402
import numpy as np  # noqa: E402
from tensorflow.keras.preprocessing.image import ImageDataGenerator  # noqa: E402


def images(*shape):
    return np.random.randint(0, 255, shape).astype("uint8")


def dataset(shape, labels):
    def load_data(*_args, **_kwargs):
        return tuple((images(8, *shape), np.random.randint(0, 10, labels)) for _ in range(2))

    return load_data


class Batches:
    """What stands in for images that are read from a folder."""

    class_names = ["a", "b"]
    samples = 8

    def __iter__(self):
        return iter([(images(8, 64, 64, 3), np.zeros(8))])


keras.datasets.mnist.load_data = dataset((28, 28), (8,))
keras.datasets.fashion_mnist.load_data = dataset((28, 28), (8,))
keras.datasets.cifar10.load_data = dataset((32, 32, 3), (8, 1))


def published_resnet(*_args, **_kwargs):
    """Stands in for the download: weights of the published shapes."""
    path = os.path.join(tempfile.mkdtemp(), "published.weights.h5")
    keras.applications.ResNet50(weights=None, include_top=False).save_weights(path)
    return path


keras.src.applications.resnet.file_utils.get_file = published_resnet
keras.utils.image_dataset_from_directory = lambda *_args, **_kwargs: Batches()
ImageDataGenerator.flow_from_directory = lambda *_args, **_kwargs: Batches()
if "fit" not in sys.argv[2:]:
    keras.Model.fit = lambda *_args, **_kwargs: None
    keras.Model.evaluate = lambda *_args, **_kwargs: [0.0, 0.0]


def run(text):
    keras.backend.clear_session()
    stdout, sys.stdout = sys.stdout, open(os.devnull, "w")
    try:
        exec(compile(text, "example.py", "exec"), {"__name__": "__main__"})
    except BaseException as error:
        # Where modules lie is a matter of the machine.
        said = re.sub(r" \(/[^)]*\)?", "", str(error))
        return f"{type(error).__name__}: {said.splitlines()[0][:200] if said else ''}"
    finally:
        sys.stdout = stdout
    return None


def main():
    said = {text: run(text) for text in json.load(sys.stdin)}
    with open(sys.argv[1], "w") as file:
        json.dump(said, file, indent=1)
        file.write("\n")
    print(len(said), "texts;", sum(value is not None for value in said.values()), "that Keras rejects")
    for text, value in said.items():
        if value is not None:
            print(value, "\n" + text)


main()
