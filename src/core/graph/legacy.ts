import type { Maybe } from './values.js';

/** Keyword names of Keras 1 and 2, and what they are called today; each holds where the layer has the modern parameter. */
export const formerNames: { readonly [legacy: string]: readonly string[] } = {
  nb_filter: ['filters'], nb_feature: ['units'], output_dim: ['units', 'outputDim'], border_mode: ['padding'], subsample: ['strides'], subsample_length: ['strides'],
  filter_length: ['kernelSize'], atrous_rate: ['dilationRate'], dim_ordering: ['dataFormat'], init: ['kernelInitializer', 'embeddingsInitializer'],
  W_regularizer: ['kernelRegularizer', 'embeddingsRegularizer'], b_regularizer: ['biasRegularizer'], U_regularizer: ['recurrentRegularizer'],
  W_constraint: ['kernelConstraint', 'embeddingsConstraint'], b_constraint: ['biasConstraint'], bias: ['useBias'], p: ['rate'], pool_length: ['poolSize'], stride: ['strides'],
  inner_init: ['recurrentInitializer'], inner_activation: ['recurrentActivation'], forget_bias_init: ['unitForgetBias'], dropout_W: ['dropout'], dropout_U: ['recurrentDropout'],
  beta_init: ['betaInitializer'], gamma_init: ['gammaInitializer'], sigma: ['stddev'], length: ['size'], upsampling: ['size'],
};

/** Values of Keras 1 that mean something today under another name. */
export function modernValue(parameter: string, value: Maybe): Maybe {
  if (parameter === 'dataFormat') return value === 'tf' ? 'channels_last' : value === 'th' ? 'channels_first' : value;
  return value;
}

/** Keywords of one layer that only earlier versions took, and that shapes do not depend on. */
export const droppedBy: { readonly [type: string]: readonly string[] } = {
  BatchNormalization: ['mode', 'fused', 'renorm', 'renorm_clipping', 'renorm_momentum', 'virtual_batch_size'], Embedding: ['dropout', 'input_length'], LSTM: ['consume_less', 'input_length', 'implementation', 'time_major'], GRU: ['consume_less', 'input_length', 'implementation', 'time_major'],
  SimpleRNN: ['consume_less', 'input_length'], ConvLSTM2D: ['implementation'], Bidirectional: ['input_length'], Dense: ['input_length'],
};

/** Old names of arguments that Keras 3 still takes, for as long as it does. */
export const stillTaken: { readonly [type: string]: readonly string[] } = {
  LeakyReLU: ['alpha'], InputLayer: ['input_shape', 'batch_input_shape'],
};

/** Keywords that Keras 2 took for any layer and Keras 3 rejects, though nothing about the shape depends on them. */
export const droppedKeywords: ReadonlySet<string> = new Set(['weights', 'input_dtype', 'batch_size']);
