import { type Native, RawNative } from '../../python/native.js';
import { unknown } from '../../python/values.js';
import { warnSymbolic } from './symbolic.js';

/**
 * Functions of TensorFlow that are not modelled, and raise at a tensor of the functional API: all that take tensors at all were tried on
 * one with TensorFlow 2.21.
 */
const NAMES: Readonly<Record<string, string>> = {
  'tf': 'approx_top_k as_string assert_equal assert_greater assert_less assert_rank batch_to_space broadcast_dynamic_shape dynamic_partition eigvals fftnd histogram_fixed_width ' +
    'histogram_fixed_width_bins ifftnd irfftnd matrix_square_root required_space_to_batch_paddings rfftnd space_to_batch space_to_batch_nd unique_with_counts',
  'tf.math': 'approx_max_k approx_min_k bessel_i0e bessel_i1e betainc igamma igammac invert_permutation is_non_decreasing is_strictly_increasing lbeta polygamma xlog1py zeta',
  'tf.nn': 'approx_max_k approx_min_k atrous_conv2d_transpose batch_norm_with_global_normalization collapse_repeated ctc_beam_search_decoder ctc_greedy_decoder ctc_unique_labels dilation2d erosion2d ' +
    'fractional_avg_pool fractional_max_pool isotonic_regression log_poisson_loss nce_loss normalize_moments safe_embedding_lookup_sparse sampled_softmax_loss space_to_batch sufficient_statistics ' +
    'weighted_moments',
  'tf.linalg': 'banded_triangular_solve cholesky_solve eigh_tridiagonal eigvals lu lu_matrix_inverse lu_reconstruct lu_solve tensor_diag tensor_diag_part tridiagonal_matmul',
  'tf.signal': 'fftnd ifftnd inverse_mdct irfftnd mdct rfftnd',
  'tf.strings': 'as_string bytes_split length lower ngrams reduce_join regex_full_match strip substr to_hash_bucket to_hash_bucket_fast unicode_decode unicode_decode_with_offsets unicode_encode ' +
    'unicode_script unicode_split unicode_split_with_offsets unsorted_segment_join upper',
  'tf.bitwise': 'bitwise_and bitwise_or bitwise_xor invert left_shift right_shift',
  'keras.backend': 'batch_normalization binary_focal_crossentropy categorical_focal_crossentropy conv2d_transpose ctc_decode ctc_label_dense_to_sparse dropout moving_average_update random_normal_variable ' +
    'random_uniform_variable rnn separable_conv2d spatial_3d_padding',
};

const made = new Map<string, Native>();

/** Such a function by its module and name; undefined for any other. */
export function refusing(module: string, name: string): Native | undefined {
  const path = `${module}.${name}`;
  let fn = made.get(path);
  if (!fn && NAMES[module]?.split(' ').includes(name)) {
    fn = new RawNative(`${name}(*args, **kwargs)`, (args, at) => {
      warnSymbolic(path, 'an operation of keras.ops', args, at);
      return unknown(`${path} is not modelled by this analysis.`, at.span);
    });
    made.set(path, fn);
  }
  return fn;
}
