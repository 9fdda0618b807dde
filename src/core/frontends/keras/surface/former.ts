/**
 * What Keras 1 and 2 called otherwise, by today's module: the name that does the same, empty where nothing does. Names that differ
 * only in capitals and underscores (`maxnorm`, `l1l2`) need no entry.
 */
export const former: { readonly [module: string]: { readonly [name: string]: string } } = {
  '': { initializations: 'initializers', objectives: 'losses', engine: '', legacy: '', wrappers: '', estimator: '', experimental: '' },
  layers: {
    merge: '', Merge: '', CuDNNLSTM: 'LSTM', CuDNNGRU: 'GRU', Deconvolution2D: 'Conv2DTranspose', Deconvolution3D: 'Conv3DTranspose', AtrousConvolution1D: 'Conv1D', AtrousConvolution2D: 'Conv2D',
    Highway: '', MaxoutDense: '', LocallyConnected1D: '', LocallyConnected2D: '', ThresholdedReLU: '', Cropping: '', TimeDistributedDense: 'Dense', ParametricSoftplus: '', SReLU: '', ConvRecurrent2D: '', ConvLSTM2DCell: '',
    RandomHeight: '', RandomWidth: '', StackedRNNCell: 'StackedRNNCells', DenseFeatures: '', AbstractRNNCell: '', experimental: '', SyncBatchNormalization: 'BatchNormalization',
  },
  backend: {
    int_shape: '', ndim: '', get_value: '', set_value: '', eval: '', learning_phase: '', set_learning_phase: '', set_session: '', get_session: '', image_dim_ordering: '', set_image_dim_ordering: '', tensorflow_backend: '', common: '',
    permute_dimensions: '', batch_dot: '', gather: '', l2_normalize: '', repeat_elements: '', reverse: '', batch_flatten: '', pow: '', placeholder: '', variable: '', function: '', gradients: '', switch: '', shape: '', symbolic: '', in_train_phase: '', constant: '', print_tensor: '', random_normal: '', random_uniform: '', update: '', identity: '', stop_gradient: '',
  },
  models: { Graph: '', Input: '', model_from_yaml: '', model_from_config: '' },
  utils: { np_utils: '', vis_utils: '', multi_gpu_model: '', HDF5Matrix: '', print_summary: '', probas_to_classes: '', OrderedEnqueuer: '', GeneratorEnqueuer: '', SequenceEnqueuer: '', plot: 'plot_model', get_from_module: '' },
  regularizers: { activity_l1: 'l1', activity_l2: 'l2', activity_l1l2: 'l1_l2', WeightRegularizer: 'L1L2', ActivityRegularizer: 'L1L2' },
  constraints: { nonneg: 'non_neg', unitnorm: 'unit_norm' },
  initializers: { normal: 'random_normal', uniform: 'random_uniform', zero: 'zeros', one: 'ones', get_fans: '' },
  losses: { mse: 'mean_squared_error', MSE: 'mean_squared_error', mae: 'mean_absolute_error', MAE: 'mean_absolute_error', mape: 'mean_absolute_percentage_error', MAPE: 'mean_absolute_percentage_error', msle: 'mean_squared_logarithmic_error', MSLE: 'mean_squared_logarithmic_error', kld: 'kl_divergence', KLD: 'kl_divergence', kullback_leibler_divergence: 'kl_divergence', logcosh: 'log_cosh', cosine: 'cosine_similarity', cosine_proximity: 'cosine_similarity', Reduction: '' },
  metrics: { mse: 'mean_squared_error', MSE: 'mean_squared_error', mae: 'mean_absolute_error', MAE: 'mean_absolute_error', mape: 'mean_absolute_percentage_error', MAPE: 'mean_absolute_percentage_error', kld: 'KLDivergence', fbeta_score: 'FBetaScore', fmeasure: 'F1Score', precision: 'Precision', recall: 'Recall', matthews_correlation: '', cosine_proximity: 'CosineSimilarity' },
  callbacks: { CallbackList: '', BaseLogger: '', experimental: '' },
  preprocessing: { text: '', image_dataset: '' },
  'preprocessing.image': { ImageDataGenerator: '', DirectoryIterator: '', NumpyArrayIterator: '', Iterator: '' },
  'preprocessing.sequence': { TimeseriesGenerator: '', make_sampling_table: '', skipgrams: '' },
  wrappers: { scikit_learn: '' },
  legacy: { interfaces: '', layers: '', models: '' },
  'applications.imagenet_utils': { correct_pad: '', obtain_input_shape: '', validate_activation: '' },
  mixed_precision: { experimental: '' },
  optimizers: { experimental: '', TFOptimizer: '', SGD_v2: 'SGD', adam_v2: 'Adam' },
};

/** What to use where no name of the same module does it. */
export const advice: { readonly [name: string]: string } = {
  'preprocessing.image.ImageDataGenerator': 'Import it from tensorflow.keras.preprocessing.image, or load images with keras.utils.image_dataset_from_directory and augment them with layers such as keras.layers.RandomFlip',
  'preprocessing.text': 'Import it from tensorflow.keras.preprocessing.text, or use keras.layers.TextVectorization',
  'backend.int_shape': 'Use x.shape',
  'backend.ndim': 'Use len(x.shape)',
  'backend.shape': 'Use keras.ops.shape',
  'backend.permute_dimensions': 'Use keras.ops.transpose',
  'backend.batch_dot': 'Use keras.layers.Dot or keras.ops.einsum',
  'backend.gather': 'Use keras.ops.take',
  'backend.l2_normalize': 'Use keras.ops.normalize',
  'backend.repeat_elements': 'Use keras.ops.repeat',
  'backend.reverse': 'Use keras.ops.flip',
  'backend.batch_flatten': 'Use keras.layers.Flatten',
  'backend.pow': 'Use keras.ops.power',
  'backend.set_image_dim_ordering': 'Use set_image_data_format',
  'backend.learning_phase': 'Pass training=True or False to the call of a layer or model',
  'backend.set_learning_phase': 'Pass training=True or False to the call of a layer or model',
  'backend.image_dim_ordering': 'Use image_data_format',
  'backend.gradients': 'Use tf.GradientTape',
  'backend.function': 'Use keras.Model(inputs, outputs)',
  'layers.merge': 'Use keras.layers.add, concatenate, multiply, average, maximum or dot',
  'layers.Merge': 'Use keras.layers.Add, Concatenate, Multiply, Average, Maximum or Dot in the functional API',
  'layers.ThresholdedReLU': 'Use keras.layers.ReLU(threshold=...)',
  'layers.TimeDistributedDense': 'Dense applies to the last axis of any input',
  'wrappers.scikit_learn': 'Use SKLearnClassifier and its relatives from keras.wrappers',
  'models.Graph': 'Use keras.Model(inputs, outputs)',
  'models.Input': 'Import Input from keras',
  'layers.LocallyConnected1D': 'Write a layer of your own with add_weight, or use Conv1D',
  'layers.LocallyConnected2D': 'Write a layer of your own with add_weight, or use Conv2D',
  'utils.multi_gpu_model': 'Use tf.distribute.MirroredStrategy',
  'utils.HDF5Matrix': 'Read the file with h5py',
  'preprocessing.sequence.TimeseriesGenerator': 'Use keras.utils.timeseries_dataset_from_array',
};

/** Paths in the wording of `import keras` that only `tensorflow.keras` still has, and so a fix of the import. */
export const stillInTensorFlow = (module: string): string => `tensorflow.keras${module === '' ? '' : `.${module}`}`;
