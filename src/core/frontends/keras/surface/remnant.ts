import type { Gone } from '../../python/modules.js';

/**
 * Layers that `tensorflow.python.keras` of TensorFlow 2.21 still has: it is a rest of Keras 2 without what stood in modules of
 * a second version there. Nothing of `utils` and hardly anything of `optimizers` can be imported from the packages themselves.
 */
const LAYERS: ReadonlySet<string> = new Set((
  'AbstractRNNCell Activation ActivityRegularization Add AdditiveAttention Attention Average AveragePooling1D AveragePooling2D AveragePooling3D AvgPool1D AvgPool2D AvgPool3D Concatenate Conv1D Conv1DTranspose Conv2D ' +
  'Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM2D Convolution1D Convolution2D Convolution2DTranspose Convolution3D Convolution3DTranspose Cropping1D Cropping2D Cropping3D Dense DepthwiseConv2D DeviceWrapper Dot ' +
  'Dropout DropoutWrapper ELU Embedding Flatten GRUCellV1 GRUV1 GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D GlobalAvgPool1D GlobalAvgPool2D GlobalAvgPool3D GlobalMaxPool1D GlobalMaxPool2D ' +
  'GlobalMaxPool3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D Input InputLayer InputSpec LSTMCellV1 LSTMV1 Lambda Layer LeakyReLU Masking MaxPool1D MaxPool2D MaxPool3D MaxPooling1D MaxPooling2D ' +
  'MaxPooling3D Maximum Minimum Multiply PReLU PeepholeLSTMCell Permute PreprocessingLayer RNN ReLU RepeatVector Reshape ResidualWrapper SeparableConv1D SeparableConv2D SeparableConvolution1D SeparableConvolution2D ' +
  'SimpleRNN SimpleRNNCell Softmax SpatialDropout1D SpatialDropout2D SpatialDropout3D StackedRNNCells Subtract ThresholdedReLU UpSampling1D UpSampling2D UpSampling3D VersionAwareLayers ZeroPadding1D ZeroPadding2D ' +
  'ZeroPadding3D add advanced_activations average concatenate convolutional convolutional_recurrent core dense_attention deserialize dot embeddings legacy_rnn maximum merge minimum multiply pooling recurrent ' +
  'rnn_cell_wrapper_v2 serialization serialize subtract'
).split(' '));
const OPTIMIZERS: ReadonlySet<string> = new Set(['Optimizer', 'TFOptimizer', 'deserialize', 'get', 'serialize']);

const has: { readonly [module: string]: (name: string) => boolean } = {
  layers: (name) => LAYERS.has(name),
  optimizers: (name) => OPTIMIZERS.has(name) || /_v[12]$/.test(name),
  // Its files, and nothing of what they hold.
  utils: (name) => /_utils?$/.test(name) || ['dataset_creator', 'mode_keys', 'object_identity', 'tf_contextlib', 'tf_inspect'].includes(name),
};

/** A name that `tensorflow.python.keras` has lost, of those of which all are listed here. */
export function lostInRemnant(path: string, name: string): Gone | null {
  const module = /^tensorflow\.python\.keras\.(layers|optimizers|utils)$/.exec(path)?.[1];
  if (module === undefined || has[module]!(name) || name.startsWith('_')) return null;
  const today = `tensorflow.keras.${module}`;
  return { legacy: true, replacement: undefined, module: today, message: `TensorFlow 2.21 has no ${path}.${name}. Import ${name} from ${today}.` };
}

/** Modules that cannot be imported, though some of them are attributes of their packages (`tf.compat.v1.keras`). */
export const notImported = (path: string): boolean => /^tensorflow\.(compat\.v[12]\.keras|contrib\.keras|keras\.api|python\.keras\.(preprocessing|applications|datasets))(\.|$)/.test(path);
