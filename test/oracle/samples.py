"""Runs every samples/keras/*.py in real Keras 3 and writes test/golden/samples.json: the models that each file ends with.

    python test/oracle/samples.py

Training and data are left out: `fit` and `evaluate` do nothing, data comes as zeros, and folders of images need not exist.
No weights are downloaded.
"""
import glob, json, os, runpy, sys, warnings

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['CUDA_VISIBLE_DEVICES'] = '-1'
warnings.filterwarnings('ignore')
import keras
import numpy
from keras.src.legacy.preprocessing.image import ImageDataGenerator
from keras.src.utils import file_utils

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, '..', 'golden', 'samples.json')

nothing = lambda *_, **__: None
keras.Model.fit = keras.Model.evaluate = keras.Model.summary = keras.Model.save = nothing
keras.Model.evaluate = lambda *_, **__: [0.0, 0.0]
keras.src.models.Functional.load_weights = nothing
file_utils.get_file = lambda name, *_, **__: name
ImageDataGenerator.flow_from_directory = nothing
keras.utils.image_dataset_from_directory = nothing
numpy.load = lambda *_, **__: numpy.zeros((4, 256, 256, 1), 'uint8')
for name, shape in {'mnist': (28, 28), 'cifar10': (32, 32, 3)}.items():
    pair = (numpy.zeros((20, *shape), 'uint8'), numpy.zeros(20, 'uint8'))
    getattr(keras.datasets, name).load_data = lambda pair=pair: (pair, pair)


def facts(model):
    size = lambda ws: sum(int(w.shape.num_elements()) for w in ws)
    return {
        'name': model.name, 'type': type(model).__name__,
        'inputs': [list(t.shape) for t in model.inputs], 'outputs': [list(t.shape) for t in model.outputs],
        'total': size(model.weights), 'trainable': size(model.trainable_weights), 'nonTrainable': size(model.non_trainable_weights),
        'layers': [[l.name, type(l).__name__, list(l.output.shape) if not isinstance(l.output, list) else [list(t.shape) for t in l.output], size(l.weights)] for l in model.layers],
    }


golden = {}
for path in sorted(glob.glob(os.path.join(HERE, '..', '..', 'samples', 'keras', '*.py'))):
    keras.backend.clear_session()
    found = runpy.run_path(path)
    golden[os.path.basename(path)] = {name: facts(value) for name, value in found.items() if isinstance(value, keras.Model)}
    print(os.path.basename(path), {name: (m['total'], m['trainable']) for name, m in golden[os.path.basename(path)].items()}, file=sys.stderr)
with open(OUT, 'w') as file:
    file.write('{\n' + ',\n'.join(f' {json.dumps(k)}: {json.dumps(v)}' for k, v in golden.items()) + '\n}\n')
