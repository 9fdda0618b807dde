"""Writes test/golden/engine/opencv.json.gz: what OpenCV and Pillow make of image files that a program reads in loops.

Each case is a program that makes `x` and `y`. Needs opencv-python (4.x), Pillow and NumPy; Keras is not used.
"""
import base64
import gzip
import io
import json
import os
import sys
import tempfile

import cv2
import numpy as np
from PIL import Image

HEAD = """import glob
import os
import cv2
import numpy as np
import keras
from keras import layers
from PIL import Image
paths = sorted(glob.glob("photos/*/*"))
names = sorted(os.listdir("photos"))
"""


def loop(read):
    return f'''x, y = [], []
for label, name in enumerate(names):
    for file in sorted(os.listdir(os.path.join("photos", name))):
        path = os.path.join("photos", name, file)
{read}
        x.append(img)
        y.append(label)
x = np.array(x)
y = np.array(y)
'''


CASES = [
    *[loop(f"        img = cv2.resize(cv2.imread(path), {size})") for size in ((8, 6), (5, 9), (20, 16), (12, 10), (30, 3))],
    *[loop(f"        img = cv2.resize(cv2.imread(path), {size}, interpolation=cv2.INTER_AREA)") for size in ((8, 6), (5, 9), (12, 10), (6, 5), (24, 20))],
    *[loop(f"        img = cv2.resize(cv2.imread(path), {size}, interpolation=cv2.INTER_NEAREST)") for size in ((8, 6), (30, 33))],
    loop("        img = cv2.imread(path)\n        img = cv2.cvtColor(img, cv2.COLOR_BGR2RGB)\n        img = cv2.resize(img, (7, 7)) / 255.0"),
    loop("        img = cv2.imread(path, cv2.IMREAD_COLOR)\n        img = cv2.resize(img, dsize=(7, 7))\n        img = cv2.cvtColor(img, cv2.COLOR_BGR2RGB).astype(np.float32)"),
    loop('        img = Image.open(path).convert("RGB").resize((9, 7))\n        img = np.asarray(img)'),
    loop('        img = np.array(Image.open(path).convert("RGB").resize((9, 7), Image.BILINEAR), dtype="float32") / 255'),
    loop('        img = Image.open(path)\n        img = img.convert("L")\n        img = np.array(img.resize((5, 6), Image.NEAREST)).reshape(6, 5, 1)'),
    '''x = np.array([cv2.resize(cv2.imread(p), (6, 4)) for p in paths]) / 127.5 - 1
y = np.array([names.index(p.split("/")[1]) for p in paths])
''',
    '''x = np.zeros((len(paths), 4, 6, 3), dtype=np.uint8)
y = np.zeros((len(paths), 1), dtype="int32")
for i, p in enumerate(paths):
    x[i] = cv2.resize(cv2.imread(p), (6, 4))
y = np.array([names.index(p.split("/")[1]) for p in paths])
''',
]


def files():
    rng = np.random.default_rng(3)
    made = {}
    for name, count in (("bird", 2), ("cat", 3)):
        for i in range(count):
            buffer = io.BytesIO()
            smooth = cv2.GaussianBlur(rng.integers(0, 256, (20, 24, 3), dtype=np.uint8), (3, 3), 0) if i else rng.integers(0, 256, (20 + 3 * i, 24, 3), dtype=np.uint8)
            Image.fromarray(smooth).save(buffer, "PNG")
            made[f"photos/{name}/{name}{i}.png"] = buffer.getvalue()
    return made


def main():
    made = files()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name, data in made.items():
            os.makedirs(os.path.dirname(name), exist_ok=True)
            with open(name, "wb") as file:
                file.write(data)
        cases = []
        for text in CASES:
            space = {}
            exec(HEAD.replace("import keras\nfrom keras import layers\n", "") + text, space)
            x, y = np.asarray(space["x"]), np.asarray(space["y"])
            cases.append({"text": text, "shape": list(x.shape), "x": [round(float(v), 6) for v in x.ravel()], "y": [int(v) for v in y.ravel()]})
    return {"head": HEAD, "files": {name: base64.b64encode(data).decode() for name, data in made.items()}, "cases": cases}


if __name__ == "__main__":
    target = os.path.abspath(sys.argv[1])
    data = json.dumps(main(), separators=(",", ":")).encode()
    with open(target, "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=9) as out:
        out.write(data)
