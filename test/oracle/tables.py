"""Writes test/golden/engine/tables.json.gz: which images and labels real Keras takes from tables of paths and labels, and how pandas reads them.

Needs pandas, Pillow and scipy besides Keras. Programs are run as the tests analyse them, with the training line left out.
"""
import os
import sys
import tempfile
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
from PIL import Image

sys.path.insert(0, os.path.dirname(__file__))
from graph import write

from keras.src.legacy.preprocessing.image import ImageDataGenerator

IMAGES = ["a.png", "b.png", "c.jpg", "d.png", "e.bmp", "sub/f.png", "1.png", "2.png", "10.png", "x, y.png"]
TABLES = {
    "plain.csv": "filename,class,weight,row\na.png,dog,0.5,1\nb.png,cat,1.5,2\nc.jpg,dog,2,3\nlost.png,cat,1,4\nd.png,bird,0.25,5\nnotes.txt,cat,1,6\nsub/f.png,cat,3,7\ne.bmp,dog,4,8\n",
    "ids.csv": "id,label,old\n1,0,True\n2,1,False\n10,0,True\n",
    "zeros.csv": "id;label\n\"x, y.png\";01\na.png;\"say \"\"hi\"\"\"\n\nb.png;01\n",
    "bare.csv": "a.png,1,0.5\nb.png,0,1.5\nc.jpg,1,-2\n",
    "crlf.csv": "\ufefffilename,class\r\na.png,two\r\nb.png,one\r\n",
}
PROGRAMS = [
    ("df = pd.read_csv('plain.csv')", "directory='images'"),
    ("df = pd.read_csv('plain.csv')", "directory='images', class_mode='sparse'"),
    ("df = pd.read_csv('plain.csv')", "directory='images', class_mode='sparse', classes=['dog', 'cat']"),
    ("df = pd.read_csv('plain.csv')", "directory='images', class_mode='sparse', subset='training'"),
    ("df = pd.read_csv('plain.csv')", "directory='images', class_mode='sparse', subset='validation'"),
    ("df = pd.read_csv('plain.csv')", "directory='images', class_mode='binary', classes=['cat', 'dog']"),
    ("df = pd.read_csv('plain.csv')", "directory='images', class_mode='binary'"),
    ("df = pd.read_csv('plain.csv')", "directory='images', class_mode='raw', y_col='weight'"),
    ("df = pd.read_csv('plain.csv')", "directory='images', class_mode='raw', y_col=['row', 'weight']"),
    ("df = pd.read_csv('plain.csv')", "directory='images', class_mode='raw', y_col=['row']"),
    ("df = pd.read_csv('plain.csv')", "directory='images', class_mode='sparse', weight_col='weight'"),
    ("df = pd.read_csv('plain.csv')", "directory='images', class_mode='raw', y_col='row', weight_col='weight', subset='training'"),
    ("df = pd.read_csv('plain.csv')", "directory='images', class_mode='multi_output', y_col=['row', 'weight']"),
    ("df = pd.read_csv('plain.csv')", "directory='images', class_mode='multi_output', y_col=['row', 'weight'], weight_col='weight'"),
    ("df = pd.read_csv('plain.csv')", "directory='images', class_mode='multi_output', y_col='row'"),
    ("df = pd.read_csv('plain.csv')", "directory='images', class_mode='sparse', weight_col='class'"),
    ("df = pd.read_csv('plain.csv')[2:7]", "directory='images', class_mode='sparse'"),
    ("df = pd.read_csv('plain.csv').head(3)", "directory='images', class_mode='sparse'"),
    ("df = pd.read_csv('plain.csv').iloc[4:]", "directory='images', class_mode='sparse'"),
    ("df = pd.read_csv('ids.csv')", "directory='images', x_col='id', y_col='label'"),
    ("df = pd.read_csv('ids.csv')\ndf['id'] = df['id'].astype(str) + '.png'", "directory='images', x_col='id', y_col='label'"),
    ("df = pd.read_csv('ids.csv')\ndf['id'] = df['id'].astype(str) + '.png'\ndf['label'] = df['label'].astype(str)", "directory='images', x_col='id', y_col='label', class_mode='sparse'"),
    ("df = pd.read_csv('ids.csv')\ndf['id'] = df['id'].astype(str) + '.png'\ndf['old'] = df['old'].astype(str)", "directory='images', x_col='id', y_col='old', class_mode='binary'"),
    ("df = pd.read_csv('ids.csv', dtype=str)\ndf['id'] = df['id'].apply(lambda x: x + '.png')", "directory='images', x_col='id', y_col='label', class_mode='sparse'"),
    ("df = pd.read_csv('ids.csv', dtype={'id': str})\ndf['path'] = 'images/' + df['id'] + '.png'", "x_col='path', y_col='label', class_mode='raw'"),
    ("df = pd.read_csv('zeros.csv', sep=';')", "directory='images', x_col='id', y_col='label', class_mode='sparse'"),
    ("df = pd.read_csv('bare.csv', header=None, names=['file', 'label', 'value'])", "directory='images', x_col='file', y_col='value', class_mode='raw'"),
    ("df = pd.read_csv('crlf.csv')", "directory='images', class_mode='sparse'"),
    ("df = pd.read_csv('plain.csv')", "directory='images', y_col='kind'"),
]
ARRAYS = [
    "df = pd.read_csv('plain.csv')\nout = df['weight'].values",
    "df = pd.read_csv('plain.csv')\nout = df[['row', 'weight']].values",
    "df = pd.read_csv('plain.csv').drop(columns=['filename', 'class'])\nout = df.to_numpy()",
    "df = pd.read_csv('ids.csv')\nout = df.drop('old', axis=1).iloc[1:].values",
    "df = pd.read_csv('ids.csv')\nout = df.iloc[:, 1].values",
    "df = pd.read_csv('bare.csv', header=None)\nout = df.iloc[:, 1:].values",
    "out = np.loadtxt('numbers.txt', delimiter=',', skiprows=1)",
]


def main():
    import pandas as pd
    with tempfile.TemporaryDirectory() as root:
        os.chdir(root)
        for name in IMAGES:
            path = os.path.join("images", name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            Image.fromarray(np.zeros((4, 4, 3), "uint8")).save(path)
        for name, text in {**TABLES, "numbers.txt": "one,two\n1,2.5\n3,-4\n"}.items():
            with open(name, "w", newline="", encoding="utf-8") as file:
                file.write(text)
        cases = []
        for prepare, arguments in PROGRAMS:
            scope = {"pd": pd, "np": np}
            exec(prepare, scope)
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                try:
                    it = eval(f"generator.flow_from_dataframe(df, shuffle=False, target_size=(4, 4), {arguments})", {**scope, "generator": ImageDataGenerator(validation_split=0.34)})
                    batches = [it[i] for i in range(len(it))]
                    first = batches[0][1]
                    # Several targets come one behind the other, each as a row.
                    y = np.concatenate([b[1] for b in batches]) if not isinstance(first, list) else np.stack([np.concatenate([b[1][k] for b in batches]) for k in range(len(first))])
                    w = np.concatenate([b[2] for b in batches]).astype('float64').tolist() if len(batches[0]) == 3 else None
                    found = {"paths": [os.path.relpath(p, root) if os.path.isabs(p) else p for p in it.filepaths], "y": np.asarray(y, "float64").tolist(), "several": isinstance(first, list), "weights": w, "classNames": list(getattr(it, "class_indices", {}) or {}), "error": None}
                except Exception as error:
                    found = {"error": type(error).__name__}
            invalid = [int(str(w.message).split()[1]) for w in caught if str(w.message).startswith("Found")]
            cases.append({"prepare": prepare, "arguments": arguments, "invalid": invalid[0] if invalid else 0, **found})
        arrays = []
        for program in ARRAYS:
            scope = {"pd": pd, "np": np}
            exec(program, scope)
            arrays.append({"program": program, "shape": list(scope["out"].shape), "values": np.asarray(scope["out"], "float64").ravel().tolist()})
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden", "engine", "tables.json.gz")
    write(path, {"keras": keras.__version__, "pandas": pd.__version__, "images": IMAGES, "tables": {**TABLES, "numbers.txt": "one,two\n1,2.5\n3,-4\n"}, "cases": cases, "arrays": arrays})
    for case in cases:
        print(case)
    print(len(cases), "cases", os.path.getsize(path), "bytes")


main()
