/** Keras's random image layers applied to the data, as in `ds.map(lambda x, y: (augment(x, training=True), y))`: what they compute in a model, one image at a time. */
import type { Layer } from '../../../core/graph/types.js';
import type { Part } from '../../../core/recipe/types.js';
import { runEagerly } from '../../devices/eager.js';
import { UserError } from '../../errors.js';
import { forwardOf } from '../../layers/lookup.js';
import { Config } from '../../layers/support/config.js';

export interface LayerChange {
  /** Shape of an image behind the layer. */
  readonly shape: readonly number[];
  /** A changed copy; (seed, index) decide how. */
  apply(image: Float32Array, seed: number, index: number): Promise<Float32Array>;
}

/** Throws a UserError where the layer cannot be run. */
export async function layerChange({ className, config }: Part, shape: readonly number[]): Promise<LayerChange> {
  const layer: Layer = { id: className, name: typeof config['name'] === 'string' ? config['name'] : className, type: className, role: 'layer', config, unknown: [], weights: [], trainable: false, span: null };
  const forward = forwardOf(layer);
  if (forward === undefined) throw new UserError(`The layer ${className} is applied to the data, which cannot be run here yet. Leave it out, or train this model with Keras.`);
  const fault = (): never => {
    throw new Error(`${className} is no preprocessing layer.`);
  };
  const run = async (image: Float32Array, seed: number, index: number): Promise<{ readonly values: Float32Array; readonly shape: readonly number[] }> => {
    let made: readonly number[] = shape;
    const { outputs } = await runEagerly(
      {
        name: className, inputs: { x: { shape: [1, ...shape], dtype: 'float32' } }, state: {},
        build({ inputs, random }) {
          const result = forward.call({ layer, config: new Config(layer), weights: {}, inputs: [inputs['x']!], masks: [], named: {}, handedMask: () => undefined, arguments: {}, results: [], training: true, random, penalize: fault, update: fault, batch: 1, variable: fault, follow: fault, activate: fault, child: fault, childWeight: fault });
          const y = Array.isArray(result) ? result[0]! : result;
          made = y.shape.slice(1);
          return { outputs: { y } };
        },
      },
      {}, { x: image }, { seed, index },
    );
    return { values: Float32Array.from(outputs['y']!), shape: made };
  };
  // A first run tells the shape, and whether the configuration can be followed.
  const tried = await run(new Float32Array(shape.reduce((a, b) => a * b, 1)), 0, 0);
  return { shape: tried.shape, apply: async (image, seed, index) => (await run(image, seed, index)).values };
}
