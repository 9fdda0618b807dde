import { defineModule } from '../../python/modules.js';
import { exact, exactly, native } from '../../python/native.js';
import { BoundNative } from '../../python/native.js';
import { PlainClass, PyClass } from '../../python/classes.js';
import { Dict } from '../../python/containers.js';
import { PyFunction } from '../../python/functions.js';
import { asInteger, unknown } from '../../python/values.js';
import { ArrayValue } from '../array-value.js';
import { imageToArray, loadImage } from '../files/read.js';
import { padSequences } from '../data/sequences.js';
import { loadModel, saveModel } from '../saved/load.js';
import { deserializeObject, namedObjects, serializeObject } from '../saved/own-objects.js';
import { REGISTERED } from '../clone-checks.js';
import { sessionOf } from '../session.js';
import { imageDirectory } from '../data/image-directory.js';
import { RawNative } from '../../python/native.js';

/** `with keras.utils.CustomObjectScope({...}):`, with which Keras finds what is named there. */
const scope = (name: string) => native(`${name}(objects)`, (at, objects) => {
  const session = sessionOf(at.machine);
  session.findsOwn = true;
  if (objects instanceof Dict) session.own = new Map([...session.own, ...namedObjects(objects)]);
  return null;
});

export default defineModule({
  names: ['keras.utils', 'keras.saving'],
  values: { Sequence: new PlainClass('Sequence'), PyDataset: new PlainClass('PyDataset') },
  functions: [
    exact('to_categorical(x, num_classes=None)', (at, x, count) => {
      if (!(x instanceof ArrayValue)) return unknown('The labels are not known.', at.span);
      const known = count === null ? { mnist: 10, fashion_mnist: 10, cifar10: 10, cifar100: 100 }[sourceName(x)] : asInteger(count);
      const classes = known ?? null;
      const rows = x.shape && (x.shape.length > 1 && x.shape.at(-1) === 1 ? x.shape.slice(0, -1) : x.shape);
      const made = x.after({ op: 'toCategorical', classes: count === null ? null : classes, span: at.span }, rows && [...rows, classes], 'float64');
      return classes === null ? new ArrayValue(made.shape, 'float64', { data: made.data, loss: { reason: 'The number of classes depends on the labels.', span: at.span } }) : made;
    }),
    native('normalize(x, axis=-1, order=2)', (at, x) => (x instanceof ArrayValue ? x.after(null, x.shape) : unknown('This array is not known.', at.span))),
    exactly(padSequences),
    native('plot_model(*args, **kwargs)', () => null),
    native('model_to_dot(*args, **kwargs)', () => null),
    native('set_random_seed(seed)', () => null),
    native('enable_interactive_logging()', () => null),
    native('disable_interactive_logging()', () => null),
    native('clear_session()', () => null),
    native('get_file(*args, **kwargs)', (at) => unknown('Files are not downloaded by the analysis.', at.span)),
    native('get_custom_objects()', (at) => {
      sessionOf(at.machine).findsOwn = true;
      return unknown('Custom objects are not followed.', at.span);
    }),
    scope('custom_object_scope'), scope('CustomObjectScope'),
    new RawNative('register_keras_serializable(package="Custom", name=None)', (given) => new BoundNative('register', (args, at) => {
      const [own = null] = args.positional;
      const names = [given.get(0, 'package') ?? 'Custom', given.get(1, 'name') ?? (own instanceof PyClass ? own.name : own instanceof PyFunction ? own.code.name : null)];
      const session = sessionOf(at.machine);
      if (names.every((name) => typeof name === 'string')) session.own = new Map(session.own).set(names.join('>'), own);
      if (own instanceof PyFunction) own.setAttribute(REGISTERED, true, at);
      else sessionOf(at.machine).registersOwn = true;
      return own;
    })),
    native('serialize_keras_object(obj)', (at, obj) => serializeObject(obj, at)),
    native('deserialize_keras_object(config, custom_objects=None, safe_mode=True)', (at, config, custom) => deserializeObject(config, custom, at)),
    loadImage, imageToArray,
    native('array_to_img(*args, **kwargs)', (at) => unknown('Images are not made by the analysis.', at.span)),
    native('save_img(*args, **kwargs)', () => null),
    native('get_source_inputs(tensor)', (at) => unknown('The inputs behind a tensor are not followed.', at.span)),
    exactly(new RawNative('image_dataset_from_directory(directory, labels="inferred", label_mode="int", class_names=None, color_mode="rgb", batch_size=32, image_size=(), shuffle=True, seed=None, validation_split=None, subset=None, interpolation="bilinear", follow_links=False, crop_to_aspect_ratio=False, pad_to_aspect_ratio=False, data_format=None, format="tf", verbose=True)', imageDirectory)),
    new RawNative('load_model(filepath, custom_objects=None, compile=True, safe_mode=True)', loadModel),
    new RawNative('save_model(model, filepath, overwrite=True, zipped=None, **kwargs)', saveModel),
  ],
});

function sourceName(array: ArrayValue): string {
  const source = array.data?.source;
  return source?.kind === 'kerasDataset' ? source.name : '';
}
