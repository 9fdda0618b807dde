import { defineMistake } from '../mistake.js';

export default defineMistake({
  code: 'argument-conflict',
  severity: 'error',
  summary: 'Two arguments are given of which Keras takes one only.',
  why: 'An optimizer clips its gradients in one way; clipnorm, clipvalue and global_clipnorm are three.',
  bad: `optimizer = keras.optimizers.Adam(clipnorm=1.0, clipvalue=0.5)
#                                               ^^^^^^^^^^^^^ argument-conflict`,
  good: 'optimizer = keras.optimizers.Adam(clipnorm=1.0)',
});
