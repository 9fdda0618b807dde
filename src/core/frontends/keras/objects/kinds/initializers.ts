import { defineKind } from '../kind.js';

/** Classes of `keras.initializers`, Keras 3.15, with their parameters and defaults. */
export default defineKind({
  kind: 'initializer',
  module: 'keras.initializers',
  classes: [
    'Constant(value=0.0)',
    'GlorotNormal(seed=None, input_axes=None, output_axes=None)',
    'GlorotUniform(seed=None, input_axes=None, output_axes=None)',
    'HeNormal(seed=None, input_axes=None, output_axes=None)',
    'HeUniform(seed=None, input_axes=None, output_axes=None)',
    'Identity(gain=1.0)',
    'Initializer()',
    'LecunNormal(seed=None, input_axes=None, output_axes=None)',
    'LecunUniform(seed=None, input_axes=None, output_axes=None)',
    'Ones()',
    'Orthogonal(gain=1.0, seed=None)',
    'RandomNormal(mean=0.0, stddev=0.05, seed=None)',
    'RandomUniform(minval=-0.05, maxval=0.05, seed=None)',
    'STFT(side="real", window="hann", scaling="density", periodic=False)',
    'TruncatedNormal(mean=0.0, stddev=0.05, seed=None)',
    'VarianceScaling(scale=1.0, mode="fan_in", distribution="truncated_normal", seed=None, input_axes=None, output_axes=None)',
    'Zeros()',
  ],
  aliases: { constant: 'Constant', glorot_normal: 'GlorotNormal', glorot_uniform: 'GlorotUniform', he_normal: 'HeNormal', he_uniform: 'HeUniform', IdentityInitializer: 'Identity', identity: 'Identity', lecun_normal: 'LecunNormal', lecun_uniform: 'LecunUniform', ones: 'Ones', OrthogonalInitializer: 'Orthogonal', orthogonal: 'Orthogonal', random_normal: 'RandomNormal', random_uniform: 'RandomUniform', STFTInitializer: 'STFT', stft: 'STFT', truncated_normal: 'TruncatedNormal', variance_scaling: 'VarianceScaling', zeros: 'Zeros', normal: 'RandomNormal', uniform: 'RandomUniform', zero: 'Zeros', one: 'Ones' },
});
