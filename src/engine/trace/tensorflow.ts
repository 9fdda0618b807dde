/**
 * tfjs as the engine uses it: its operations, their gradients, and the `cpu` backend that folds constants and runs what cannot be
 * compiled. Import `tf` from here, so that gradients are registered wherever operations are said.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';
import { registerGradients } from './gradients.js';

registerGradients();

// Production mode only silences tfjs's advice to install its own native backend.
tf.enableProdMode();

export { tf };
