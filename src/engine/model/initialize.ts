/** First values of a model's weights, drawn as Keras's initializers draw them (`keras.initializers`; the random numbers themselves differ). */
import type { Layer, ModelGraph, ObjectConfig, WeightSpec } from '../../core/graph/types.js';
import { UserError } from '../errors.js';
import { generator } from '../trace/random.js';
import { sizeOf, type TensorSpec, type Variable } from '../trace/step.js';
import { initializers, type Draw } from './initializers.js';

export interface NamedWeight {
  /** `layer/weight`, nested `outer/inner/weight`. */
  readonly name: string;
  readonly spec: WeightSpec;
  readonly layer: Layer;
  /** Whether training moves it: its own flag and that of every layer around it. */
  readonly trainable: boolean;
}

/** The graphs that a layer holds: its own inside, and those of functions among its arguments. */
export const insidesOf = ({ inner, functions }: Layer): ModelGraph[] => [...(inner ? [inner] : []), ...Object.values(functions ?? {})];

/** All variables of a graph in Keras's order of layers, nested ones included, each once. */
export function weightsOf(graph: ModelGraph, prefix = '', trainable = true): NamedWeight[] {
  const found = new Map<string, NamedWeight>();
  // Those of a model itself come before its layers', as in Keras; of a nested one they are its layer's.
  const { own } = graph;
  for (const spec of own?.weights ?? []) found.set(`${prefix}${spec.name}`, { name: `${prefix}${spec.name}`, spec, layer: asLayer(graph), trainable: trainable && own!.trainable && spec.trainable });
  for (const layer of graph.layers) {
    const moves = trainable && layer.trainable;
    for (const spec of layer.weights) found.set(`${prefix}${layer.name}/${spec.name}`, { name: `${prefix}${layer.name}/${spec.name}`, spec, layer, trainable: moves && spec.trainable });
    for (const inside of insidesOf(layer)) {
      for (const weight of weightsOf(inside, `${prefix}${layer.name}/`, moves)) if (!found.has(weight.name)) found.set(weight.name, weight);
    }
  }
  return [...found.values()];
}

/** A model that stands alone as the layer that its own variables belong to. */
const asLayer = ({ name, own, span }: ModelGraph): Layer => ({ id: name, name, type: 'Model', role: 'model', config: {}, unknown: [], weights: own!.weights, trainable: own!.trainable, span });

/** The fixed shape of a variable. Throws a UserError where an axis is not known. */
export function shapeOf({ name, spec, layer }: NamedWeight): number[] {
  const shape = spec.shape.filter((length): length is number => length !== null);
  if (shape.length !== spec.shape.length) {
    throw new UserError(`The weight "${name}" of layer "${layer.name}" (${layer.type}) has a shape that could not be determined: (${spec.shape.map((length) => length ?? '?').join(', ')}). Give the model a fixed input shape.`);
  }
  return shape;
}

/** A device's type for a variable: Keras's integer types become int32, all others float32. */
export const dtypeOf = ({ dtype }: WeightSpec): TensorSpec['dtype'] => (dtype.includes('int') ? 'int32' : dtype === 'bool' ? 'bool' : 'float32');

/**
 * Values of all weights. An initializer with a seed of its own draws the same numbers in every run, one without draws them from `seed`
 * and the weight's name. Throws a UserError on an initializer that Keras does not have.
 */
export function initialWeights(graph: ModelGraph, seed = 0): Record<string, Variable> {
  return Object.fromEntries(
    weightsOf(graph).map((weight) => {
      const shape = shapeOf(weight);
      const dtype = dtypeOf(weight.spec);
      const spec: TensorSpec = { shape, dtype };
      const values = initialize(weight.spec.initializer, shape, seed, weight.name);
      return [weight.name, { spec, values: dtype === 'int32' ? Int32Array.from(values) : dtype === 'bool' ? Uint8Array.from(values) : values }];
    }),
  );
}

function initialize(initializer: ObjectConfig, shape: number[], seed: number, name: string): Float32Array {
  const run = initializers[initializer.className];
  if (run === undefined) throw new UserError(`The initializer "${initializer.className}" of the weight "${name}" cannot be run here. Use one of keras.initializers, such as "glorot_uniform".`);
  const own = initializer.config.seed;
  const values = new Float32Array(sizeOf(shape));
  run(values, shape, initializer.config, numbers(typeof own === 'number' ? own : seed, typeof own === 'number' ? 'initializer' : name));
  return values;
}

/** Uniform and normal numbers from one seeded stream. */
function numbers(seed: number, name: string): Draw {
  const next = generator(seed, 0, name);
  const uniform = (): number => next() / 2 ** 32;
  let spare: number | null = null;
  const normal = (): number => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return { uniform, normal };
}
