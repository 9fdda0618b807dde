/**
 * Operations of a graph that stand for no function of Keras: what a `call` method computes with beside its inputs. The frontend makes them,
 * the engine runs them, and model files have something else in their place.
 */

/** Reads a variable: its configuration says which (`weight`), and whether it is the graph's own (`own`) or another layer's. */
export const VARIABLE = 'Variable';
/** Gives the numbers of an array (`value`). */
export const CONSTANT = 'Constant';
/** Gives its first tensor in training and its second one otherwise. */
export const BY_MODE = 'by_mode';
/** Gives its first tensor and adds the others to the loss. */
export const ADD_LOSS = 'add_loss';
/** Draw random numbers anew for each batch. */
export const DRAWN = { normal: 'random_normal', uniform: 'random_uniform' } as const;
