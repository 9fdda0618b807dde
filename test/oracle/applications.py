"""Writes test/golden/applications/builds.json.gz: what keras.applications builds, as real Keras 3 builds it.

    python test/oracle/applications.py            all cases, a few minutes
    python test/oracle/applications.py VGG16 ...  some functions anew, the others as they are

Needs keras 3.15 with tensorflow. Variables get no values (they are made in a stateless scope), so that even the largest
network takes a second. No weights are downloaded: in place of a file of published weights stands the list of shapes that
the same function has for its default input, compared in the way in which Keras loads such a file.
"""
import gzip, hashlib, inspect, json, multiprocessing, os, random, re, sys, warnings

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['CUDA_VISIBLE_DEVICES'] = '-1'
warnings.filterwarnings('ignore')
import keras
from keras import applications, layers
from keras.src.backend.common import global_state, stateless_scope, variables
from keras.src.legacy.saving.legacy_h5_format import _legacy_weights
from keras.src.utils import file_utils

OUT = os.path.join(os.path.dirname(__file__), '..', 'golden', 'applications', 'builds.json.gz')
FUNCTIONS = sorted(n for n in dir(applications) if n[0].isupper())
MODULES = sorted(n for n in dir(applications) if n[0].islower())
PARAMETERS = {n: {p.name: p.default for p in inspect.signature(getattr(applications, n)).parameters.values()} for n in FUNCTIONS}
variables.initialize_all_variables = lambda: global_state.set_global_attribute('uninitialized_variables', [])
reference = None


def get_file(name, *_, **__):
    """No download. EfficientNet and ConvNeXt look for a file named after the model, which exists for their own names only."""
    model = re.sub(r'(_notop)?\.h5$', '', name)
    if '_' not in name.replace('_notop', '') or model.startswith('convnext'):
        if model not in {p['name'] for p in PARAMETERS.values()}:
            raise ValueError('no such file')
    return name


file_utils.get_file = get_file


def load_weights(model, path):
    """As keras.src.legacy.saving.legacy_h5_format.load_weights_from_hdf5_group compares a file with a model."""
    if not str(path).endswith(('.h5', '.hdf5', '.keras')):
        raise ValueError('not a weights file')
    if reference is None:
        return
    expected, found = [[[tuple(w.shape) for w in _legacy_weights(l)] for l in m.layers if l.weights] for m in (reference, model)]
    if expected != found:
        raise ValueError('these weights do not fit')


keras.src.models.Functional.load_weights = load_weights


def tensors(kind, shape):
    """The ways in which files hand an `input_tensor` over."""
    if kind == 'input':
        return keras.Input(tuple(shape), name='photo')
    if kind == 'batch':
        return keras.Input(batch_shape=(8, *shape))
    if kind == 'rescaled':
        return layers.Rescaling(1 / 255)(keras.Input(tuple(shape)))
    if kind == 'coloured':
        return layers.Conv2D(3, 1, name='colour')(keras.Input(tuple(shape)))
    return layers.Concatenate()([keras.Input(tuple(shape)), keras.Input((*shape[:2], 1))])


def rows_of(model, full):
    rows = []
    nodes = set(model._nodes)
    for op in model._operations:
        node = next((n for n in op._inbound_nodes if n in nodes), op._inbound_nodes[0])
        nested = isinstance(op, keras.Model)
        weights = [[re.sub(r'^variable(_\d+)?$', 'variable', w.name), list(w.shape), w.trainable] for w in (getattr(op, 'weights', []) if not nested else [])]
        inbound = [t._keras_history.operation.name for t in node.input_tensors]
        row = [op.name, type(op).__name__, list(node.output_tensors[0].shape), weights, inbound]
        if nested:
            row.append(rows_of(op._functional, full)[1:])
        elif full:
            row.append(config_of(op))
        rows.append(row)
    return rows


def config_of(op):
    config = {k: v for k, v in op.get_config().items() if k not in ('name', 'trainable', 'dtype', 'sparse', 'ragged', 'optional')} if isinstance(op, layers.Layer) else {}
    return json.loads(json.dumps({k: plain(v) for k, v in config.items()}, default=float))


def plain(value):
    if isinstance(value, dict) and 'class_name' in value:
        inner = {k: v for k, v in value['config'].items() if k not in ('input_axes', 'output_axes')}
        return {'className': value['class_name'], 'config': inner}
    return value


def build(case, lazy=True):
    global reference
    keras.backend.clear_session()
    keras.config.set_image_data_format(case.get('format', 'channels_last'))
    with stateless_scope.StatelessScope():
        kwargs = dict(case['keyword'])
        if 'input_shape' in kwargs and kwargs['input_shape'] is not None:
            kwargs['input_shape'] = tuple(kwargs['input_shape'])
        positional = [tuple(v) if isinstance(v, list) else v for v in case['positional']]
        function = getattr(applications, case['function'])
        bound = dict(zip(PARAMETERS[case['function']], positional)) | kwargs
        reference = None
        shape = bound.get('input_shape') or (3,)
        if bound.get('weights', 'imagenet') == 'imagenet' and ('tensor' in case or shape[-1] != 3):
            try:
                reference = function(**{k: v for k, v in bound.items() if k not in ('input_tensor', 'input_shape', 'weights', 'classes', 'name')}, weights=None)
            except Exception:
                pass
            keras.backend.clear_session()
        for _ in range(case.get('again', 0)):
            function(weights=None)
        if 'tensor' in case:
            kwargs['input_tensor'] = tensors(*case['tensor'])
        return function(*positional, **kwargs)


def record(case):
    try:
        model = build(case)
    except Exception as error:
        return {**case, 'error': type(error).__name__}
    full = case.get('full', False)
    size = lambda ws: sum(int(w.shape.num_elements()) for w in ws)
    rows = rows_of(model, full)
    digest = hashlib.sha1(json.dumps(strip(rows), separators=(',', ':')).encode()).hexdigest()
    found = {'name': model.name, 'inputs': [list(t.shape) for t in model.inputs], 'output': list(model.outputs[0].shape), 'total': size(model.weights),
             'trainable': size(model.trainable_weights), 'nonTrainable': size(model.non_trainable_weights),
             'layers': len(model.layers), 'operations': len(model._operations), 'digest': digest}
    return {**case, 'model': found | ({'rows': rows} if full else {})}


def strip(rows):
    return [r[:5] + ([strip(r[5])] if len(r) > 5 and isinstance(r[5], list) else []) for r in rows]


SHAPES = [[224, 224, 3], [299, 299, 3], [331, 331, 3], [240, 240, 3], [128, 128, 3], [160, 160, 3], [96, 96, 3], [150, 150, 3], [200, 180, 3], [128, 160, 1], [64, 64, 4], [33, 47, 3],
          [71, 71, 3], [75, 75, 3], [None, None, 3], [200, None, 3], [None, None, 1], [31, 64, 3], [20, 20, 3], [100, 100], [3, 224, 224], None]
VALUES = {
    'include_top': [True, False, False], 'weights': [None, None, None, None, 'imagenet', 'imagenet', 'image-net'], 'input_shape': SHAPES,
    'pooling': [None, 'avg', 'max', 'avg', 'max', 'min'], 'classes': [10, 2, 1000, 1], 'classifier_activation': [None, 'softmax', 'sigmoid', 'relu', 'linear'],
    'name': ['backbone'], 'alpha': [0.25, 0.35, 0.5, 0.75, 1.0, 1.3, 1.4, 0.125, 2.0, 0.6], 'depth_multiplier': [1, 2, 3], 'dropout': [0.5, 0, 0.001], 'dropout_rate': [0.2, 0, 0.5],
    'minimalistic': [True, False], 'include_preprocessing': [True, False],
}
OFTEN = {'weights': 0.85, 'input_shape': 0.6, 'include_top': 0.6, 'alpha': 0.6, 'minimalistic': 0.5, 'name': 0.15, 'classes': 0.3, 'input_tensor': 0.2}
SMALL = {'MobileNet', 'MobileNetV2', 'MobileNetV3Small', 'MobileNetV3Large', 'EfficientNetB0', 'EfficientNetV2B0', 'VGG16', 'ResNet50', 'ResNet50V2', 'DenseNet121', 'Xception', 'InceptionV3', 'InceptionResNetV2', 'ConvNeXtTiny', 'NASNetMobile'}


def draw(name, rng):
    keyword, case = {}, {}
    for parameter in PARAMETERS[name]:
        if rng.random() > OFTEN.get(parameter, 0.35):
            continue
        if parameter == 'input_tensor':
            shape = rng.choice([s for s in SHAPES if s and len(s) == 3 and s[0] != 3])
            case['tensor'] = [rng.choice(['input', 'input', 'batch', 'rescaled', 'coloured', 'two']), shape]
        else:
            keyword[parameter] = rng.choice(VALUES[parameter])
    if 'tensor' in case and rng.random() < 0.7:
        keyword.pop('input_shape', None)
    positional = []
    if rng.random() < 0.15:
        for parameter in PARAMETERS[name]:
            if parameter not in keyword or parameter == 'input_tensor':
                break
            positional.append(keyword.pop(parameter))
    return {'function': name, 'positional': positional, 'keyword': keyword, **case}


def cases(name):
    rng = random.Random(name)
    case = lambda keyword, **more: {'function': name, 'positional': [], 'keyword': keyword, **more}
    yield case({}, full=True)
    yield case({'weights': None, 'include_top': False, 'input_shape': [96, 96, 3], 'pooling': 'avg'})
    yield case({'weights': None, 'include_top': False, 'input_shape': [None, None, 3], 'pooling': 'max'})
    yield case({'weights': None, 'include_top': False, 'input_shape': [150, 150, 3]})
    yield case({'weights': None, 'include_top': True, 'classes': 10, 'input_shape': [128, 160, 1]})
    yield case({'weights': None, 'include_top': True})
    yield case({'include_top': False}, again=1)
    for alpha, shape in ((0.25, 128), (0.5, 160), (0.75, 96)):
        if 'alpha' in PARAMETERS[name]:
            yield case({'weights': None, 'alpha': alpha, 'input_shape': [shape, shape, 3]})
    if 'minimalistic' in PARAMETERS[name]:
        yield case({'weights': None, 'minimalistic': True})
    yield case({'weights': None, 'include_top': name in SMALL, 'input_shape': [3, 224, 224]}, format='channels_first')
    yield case({'include_top': False}, tensor=['input', [224, 224, 1]])
    yield case({'weights': None, 'clases': 3})
    for _ in range(16 if name in SMALL else 5):
        yield draw(name, rng)


def records(name):
    return [record(case) for case in cases(name)]


def modules():
    """Which functions each module exports, and what its preprocess_input does to a white pixel."""
    found = {}
    for module in MODULES:
        home = getattr(applications, module)
        pixel = home.preprocess_input(keras.ops.convert_to_numpy(keras.ops.full((1, 1, 1, 3), 255.0)).copy()).reshape(3).tolist()
        found[module] = {'functions': sorted(n for n in dir(home) if n[0].isupper()), 'whitePixel': [round(v, 4) for v in pixel]}
    return found


if __name__ == '__main__':
    only, found = sys.argv[1:], []
    # Real Keras keeps memory of every model; a fresh process after a few functions gives it back.
    with multiprocessing.get_context('spawn').Pool(1, maxtasksperchild=4) as pool:
        for some in pool.imap(records, only or FUNCTIONS):
            found += some
            print(some[0]['function'], len(some), 'cases,', sum('error' in c for c in some), 'rejections', flush=True)
    if only:
        with gzip.open(OUT, 'rb') as file:
            found += [c for c in json.load(file)['cases'] if c['function'] not in only]
        found.sort(key=lambda c: FUNCTIONS.index(c['function']))
    golden = {'keras': keras.__version__, 'signatures': {n: [[k, v] for k, v in p.items()] for n, p in PARAMETERS.items()}, 'modules': modules(), 'cases': found}
    with gzip.GzipFile(OUT, 'wb', mtime=0) as file:
        file.write(json.dumps(golden, separators=(',', ':')).encode())
    print(f'{len(found)} cases, {sum("error" in c for c in found)} of them rejections, {os.path.getsize(OUT):,} bytes')
