import { defineModule } from '../../python/modules.js';
import { native } from '../../python/native.js';
import { unknown } from '../../python/values.js';
import { unfollowed } from '../array-value.js';
import { filled } from '../ops/creation.js';
import { randomFunctions } from '../ops/random-tensor.js';
import { operate } from '../ops/operate.js';

/** `keras.random`: numbers are not followed, their shapes are. */
export default defineModule({
  names: ['keras.random'],
  functions: [
    ...randomFunctions({ normal: 'normal', uniform: 'uniform' }),
    ...['truncated_normal', 'gamma', 'binomial', 'beta'].map((name) => native(`${name}(shape, *args, dtype=None, **kwargs)`, (at, shape, _args, dtype) => filled(shape, dtype, 'float32', at))),
    native('randint(shape, minval, maxval, dtype="int32", seed=None)', (at, shape, _min, _max, dtype) => filled(shape, dtype, 'int32', at)),
    native('dropout(inputs, rate, noise_shape=None, seed=None)', (at, x) => unfollowed(x, 'keras.random.dropout', at)),
    native('shuffle(x, axis=0, seed=None)', (at, x) => unfollowed(x, 'keras.random.shuffle', at)),
    native('categorical(logits, num_samples, dtype="int32", seed=None)', (at, logits, count, dtype) => operate('tf.random.categorical', [logits!, count!, dtype!], at)),
    native('SeedGenerator(seed=None, name=None, **kwargs)', (at) => unknown('A generator of random numbers is not followed.', at.span)),
  ],
});
