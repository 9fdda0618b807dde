import { remembered } from '../../graph/remembered.js';
import type { Dialect } from '../python/modules.js';
import { notImported } from './surface/remnant.js';

const ROOTS = ['tensorflow.keras', 'tensorflow.python.keras', 'tensorflow.compat.v2.keras', 'tensorflow.compat.v1.keras', 'tensorflow.contrib.keras', 'tf_keras', 'keras.src', 'keras.api', 'keras._tf_keras.keras', 'tensorflow.keras.api'];

/** Paths of Keras 1 and 2 below `keras.`, and where their contents are today. */
const FORMER: readonly (readonly [old: RegExp, today: string])[] = [
  [/^layers\.(convolutional|core|pooling|merge|normalization|recurrent|embeddings|advanced_activations|noise|wrappers|local|convolutional_recurrent|cudnn_recurrent|reshaping|merging|regularization|activation|activations|attention|rnn|preprocessing|experimental|experimental\.preprocessing)(\.\w+)*$/, 'layers'],
  [/^(engine|engine\.topology|engine\.base_layer|engine\.input_layer|engine\.training|engine\.sequential|topology|legacy\.layers|layers\.layer)$/, 'engine'],
  [/^(utils\.np_utils|utils\.vis_utils|utils\.generic_utils|utils\.data_utils|utils\.layer_utils|utils\.all_utils|utils\.training_utils|utils\.multi_gpu_utils|utils\.image_utils|utils\.image_dataset_utils|utils\.numerical_utils|utils\.conv_utils)$/, 'utils'],
  [/^(models\.\w+)$/, 'models'],
  [/^optimizers\.(legacy|experimental|optimizer_v2|adam|sgd|rmsprop|adamw)(\.\w+)*$/, 'optimizers'],
  [/^(callbacks|regularizers|initializers|constraints|losses|metrics)\.\w+$/, '$1'],
];

/** Paths that today's Keras still has below those modules. */
const PRESENT = /^models\.(Model|Sequential)$/;

/** Modules inside of `keras.src`, Keras 3.15, where programs for Keras 2.13 to 2.15 import others from. */
const INSIDE: ReadonlySet<string> = new Set((
  'activations api_export applications backend callbacks constraints datasets distillation distribution dtype_policies export initializers layers legacy losses metrics models ops optimizers quantizers random ' +
  'regularizers saving testing trainers tree utils version visualization wrappers layers.activations layers.attention layers.convolutional layers.core layers.input_spec layers.layer layers.merging ' +
  'layers.normalization layers.pooling layers.preprocessing layers.regularization layers.reshaping layers.rnn models.cloning models.functional models.model models.sequential models.variable_mapping ' +
  'saving.file_editor saving.keras_saveable saving.object_registration saving.orbax_util saving.saving_api saving.saving_lib saving.serialization_lib utils.argument_validation utils.audio_dataset_utils ' +
  'utils.backend_utils utils.code_stats utils.config utils.dataset_utils utils.dtype_utils utils.file_utils utils.grain_utils utils.image_dataset_utils utils.image_utils utils.io_utils utils.jax_layer utils.jax_utils ' +
  'utils.model_visualization utils.module_utils utils.naming utils.numerical_utils utils.progbar utils.python_utils utils.rng_utils utils.sequence_utils utils.summary_utils utils.text_dataset_utils utils.tf_utils ' +
  'utils.timeseries_dataset_utils utils.torch_utils utils.traceback_utils utils.tracking'
).split(' '));
/** Those of them of which all modules are listed. */
const LISTED = /^(layers|models|saving|utils)\./;
const isInside = (rest: string): boolean => {
  const [first = '', second] = rest.split('.');
  return rest === '' || (INSIDE.has(first) && (second === undefined || !LISTED.test(rest) || INSIDE.has(`${first}.${second}`) || /^[A-Z]/.test(second)));
};

/** Every way in which Keras can be imported, brought to today's `keras.…`. */
export const kerasDialect: Dialect = remembered((path) => {
  const root = ROOTS.find((prefix) => path === prefix || path.startsWith(`${prefix}.`));
  const inside = root !== undefined ? path.slice(root.length).replace(/^\./, '') : path === 'keras' || path.startsWith('keras.') ? path.slice('keras'.length).replace(/^\./, '') : null;
  if (inside === null) return null;
  const rest = inside.replace(/^(src|api|_v2\.keras|_v1\.keras|api\._v2\.keras)\.?/, '');
  const absent = root === 'keras.src' && !isInside(rest) ? { legacy: `Keras 3 has no module ${path}. Import what you need from keras.` } : notImported(path) ? { legacy: `There is no module ${path} to import. Import from ${['tensorflow.keras', rest].join('.').replace(/\.$/, '')}.` } : {};
  for (const [old, today] of FORMER) {
    if (!old.test(rest) || PRESENT.test(rest)) continue;
    const target = rest.replace(old, today);
    const internal = root === 'keras.src' || root === 'tensorflow.python.keras' || root === 'tf_keras';
    return internal ? { path: `keras.${target}`, ...absent } : { path: `keras.${target}`, legacy: rest === 'optimizers.legacy' ? `The classes of ${path} raise in Keras 3. Import them from ${named(root, target)} instead.` : `Keras 3 has no module ${path}; its contents are in ${named(root, target)}.` };
  }
  return { path: rest === '' ? 'keras' : `keras.${rest}`, ...absent };
});

/** The path that a program should write today. */
function named(root: string | undefined, target: string): string {
  const base = root === undefined || root === 'keras.src' ? 'keras' : root;
  return target === 'engine' ? `${base}.layers and ${base}.models` : `${base}.${target}`;
}
