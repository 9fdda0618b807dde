import { defineKind } from '../kind.js';

/** Classes of `keras.losses`, Keras 3.15, with their parameters and defaults. */
export default defineKind({
  kind: 'loss',
  module: 'keras.losses',
  classes: [
    'BinaryCrossentropy(from_logits=False, label_smoothing=0.0, axis=-1, reduction="sum_over_batch_size", name="binary_crossentropy", dtype=None)',
    'BinaryFocalCrossentropy(apply_class_balancing=False, alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0.0, axis=-1, reduction="sum_over_batch_size", name="binary_focal_crossentropy", dtype=None)',
    'CTC(reduction="sum_over_batch_size", name="ctc", dtype=None)',
    'CategoricalCrossentropy(from_logits=False, label_smoothing=0.0, axis=-1, reduction="sum_over_batch_size", name="categorical_crossentropy", dtype=None)',
    'CategoricalFocalCrossentropy(alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0.0, axis=-1, reduction="sum_over_batch_size", name="categorical_focal_crossentropy", dtype=None)',
    'CategoricalGeneralizedCrossEntropy(q=0.5, reduction="sum_over_batch_size", name="categorical_generalized_cross_entropy", dtype=None)',
    'CategoricalHinge(reduction="sum_over_batch_size", name="categorical_hinge", dtype=None)',
    'Circle(gamma=80.0, margin=0.4, remove_diagonal=True, reduction="sum_over_batch_size", name="circle", dtype=None)',
    'CosineSimilarity(axis=-1, reduction="sum_over_batch_size", name="cosine_similarity", dtype=None)',
    'Dice(reduction="sum_over_batch_size", name="dice", axis=None, dtype=None)',
    'Hinge(reduction="sum_over_batch_size", name="hinge", dtype=None)',
    'Huber(delta=1.0, reduction="sum_over_batch_size", name="huber_loss", dtype=None)',
    'KLDivergence(reduction="sum_over_batch_size", name="kl_divergence", dtype=None)',
    'LogCosh(reduction="sum_over_batch_size", name="log_cosh", dtype=None)',
    'Loss(name=None, reduction="sum_over_batch_size", dtype=None)',
    'MeanAbsoluteError(reduction="sum_over_batch_size", name="mean_absolute_error", dtype=None)',
    'MeanAbsolutePercentageError(reduction="sum_over_batch_size", name="mean_absolute_percentage_error", dtype=None)',
    'MeanSquaredError(reduction="sum_over_batch_size", name="mean_squared_error", dtype=None)',
    'MeanSquaredLogarithmicError(reduction="sum_over_batch_size", name="mean_squared_logarithmic_error", dtype=None)',
    'Poisson(reduction="sum_over_batch_size", name="poisson", dtype=None)',
    'SparseCategoricalCrossentropy(from_logits=False, ignore_class=None, reduction="sum_over_batch_size", axis=-1, name="sparse_categorical_crossentropy", dtype=None)',
    'SquaredHinge(reduction="sum_over_batch_size", name="squared_hinge", dtype=None)',
    'Tversky(alpha=0.5, beta=0.5, reduction="sum_over_batch_size", name="tversky", axis=None, dtype=None)',
  ],
  aliases: { mse: 'MeanSquaredError', MSE: 'MeanSquaredError', mae: 'MeanAbsoluteError', MAE: 'MeanAbsoluteError', mape: 'MeanAbsolutePercentageError', msle: 'MeanSquaredLogarithmicError', bce: 'BinaryCrossentropy', kld: 'KLDivergence', kullback_leibler_divergence: 'KLDivergence', logcosh: 'LogCosh', huber_loss: 'Huber', cosine_proximity: 'CosineSimilarity' },
  functions: ['binary_crossentropy', 'binary_focal_crossentropy', 'categorical_crossentropy', 'categorical_focal_crossentropy', 'categorical_generalized_cross_entropy', 'categorical_hinge', 'circle', 'cosine_similarity', 'ctc', 'dice', 'hinge', 'huber', 'kl_divergence', 'log_cosh', 'mean_absolute_error', 'mean_absolute_percentage_error', 'mean_squared_error', 'mean_squared_logarithmic_error', 'poisson', 'sparse_categorical_crossentropy', 'squared_hinge', 'tversky'],
});
