import { remembered } from '../../graph/remembered.js';
import type { Dialect } from '../python/modules.js';

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

/** Every way in which Keras can be imported, brought to today's `keras.…`. */
export const kerasDialect: Dialect = remembered((path) => {
  const root = ROOTS.find((prefix) => path === prefix || path.startsWith(`${prefix}.`));
  const inside = root !== undefined ? path.slice(root.length).replace(/^\./, '') : path === 'keras' || path.startsWith('keras.') ? path.slice('keras'.length).replace(/^\./, '') : null;
  if (inside === null) return null;
  const rest = inside.replace(/^(src|api|_v2\.keras|_v1\.keras|api\._v2\.keras)\.?/, '');
  for (const [old, today] of FORMER) {
    if (!old.test(rest) || PRESENT.test(rest)) continue;
    const target = rest.replace(old, today);
    const internal = root === 'keras.src' || root === 'tensorflow.python.keras' || root === 'tf_keras';
    return internal ? { path: `keras.${target}` } : { path: `keras.${target}`, legacy: rest === 'optimizers.legacy' ? `The classes of ${path} raise in Keras 3. Import them from ${named(root, target)} instead.` : `Keras 3 has no module ${path}; its contents are in ${named(root, target)}.` };
  }
  return { path: rest === '' ? 'keras' : `keras.${rest}` };
});

/** The path that a program should write today. */
function named(root: string | undefined, target: string): string {
  const base = root === undefined || root === 'keras.src' ? 'keras' : root;
  return target === 'engine' ? `${base}.layers and ${base}.models` : `${base}.${target}`;
}
