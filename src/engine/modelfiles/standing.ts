/**
 * Tensors that no input leads to, as layers of a functional model of Keras: variables that a `call` method reads, and arrays of known numbers. Keras
 * computes such a model from its inputs alone, so each starts at a sum of zeros, shaped like an input; a variable is then the one row of an Embedding.
 */
import type { ConfigValue, Layer, ModelGraph, Shape, TensorInfo, WeightSpec } from '../../core/graph/types.js';
import type { Json } from './config.js';

export type History = readonly [layer: string, node: number, output: number];

/** A layer of a functional model, with its one node. */
type Placed = { readonly [key: string]: Json };

/** A tensor as an argument of a saved node. */
export const tensorJson = (shape: Shape | null, dtype: string, history: History): Json => ({
  class_name: '__keras_tensor__', config: { shape: shape === null ? null : [...shape], dtype, keras_history: [...history] },
});

const nodeOf = (args: readonly Json[]): Json => [{ args, kwargs: {} }];
const operation = (className: string, module: string, name: string, config: { readonly [key: string]: Json }, args: readonly Json[]): Placed =>
  ({ module: `keras.src.ops.${module}`, class_name: className, config: { name, ...config }, registered_name: className, name, inbound_nodes: nodeOf(args) });

/** Zero, as a scalar that depends on an input. */
function zero(name: string, input: Json): readonly [Placed[], Json] {
  const [like, sum] = [`${name}_like`, `${name}_zero`];
  const tensor = input as { readonly config: { readonly shape: Json; readonly dtype: string } };
  const zeros = { class_name: '__keras_tensor__', config: { ...tensor.config, keras_history: [like, 0, 0] } };
  return [[operation('ZerosLike', 'numpy', like, {}, [input]), operation('Sum', 'numpy', sum, { axis: null, keepdims: false }, [zeros])], tensorJson([], tensor.config.dtype, [sum, 0, 0])];
}

/** The layers whose weights are the variables that a model or layer has itself, in their order: they come first in its functional model, and in its file. */
export const ownEmbeddings = (own: readonly WeightSpec[]): readonly Layer[] =>
  own.map((spec) => ({
    id: `own ${spec.name}`, name: `own_${spec.name}`, type: 'Embedding', role: 'layer', config: { inputDim: 1, outputDim: count(spec.shape) }, unknown: [],
    weights: [{ ...spec, name: 'embeddings', shape: [1, count(spec.shape)] }], trainable: spec.trainable, span: null,
  }));
const count = (shape: Shape): number => shape.reduce<number>((product, length) => product * (length ?? 1), 1);

/** Embeddings of variables, reshaped, with the history of each by the variable's name. */
export function variables(own: readonly WeightSpec[], config: (layer: Layer) => { readonly [key: string]: Json }, input: Json): { readonly layers: readonly Placed[]; readonly histories: ReadonlyMap<string, History> } {
  const layers: Placed[] = [];
  const histories = new Map<string, History>();
  ownEmbeddings(own).forEach((layer, i) => {
    const { name: weight, shape, dtype } = own[i]!;
    const [before, start] = zero(layer.name, input);
    const shaped = `${layer.name}_shaped`;
    layers.push(...before, { ...config(layer), name: layer.name, inbound_nodes: nodeOf([start]) });
    layers.push(operation('Reshape', 'numpy', shaped, { newshape: [...shape] }, [tensorJson([count(shape)], dtype, [layer.name, 0, 0])]));
    histories.set(weight, [shaped, 0, 0]);
  });
  return { layers, histories };
}

/** Nested lists of numbers, which Keras takes for an array only where they are said to be one. */
export const numbersJson = (value: Json, dtype = 'float32'): Json => ({ class_name: '__numpy__', config: { value, dtype } });

/** An array of known numbers. */
export function constant(name: string, value: ConfigValue, dtype: string, input: Json): readonly Placed[] {
  const [before, start] = zero(name, input);
  const cast = `${name}_cast`;
  return [...before, operation('Cast', 'core', cast, { dtype }, [start]), operation('Add', 'numpy', name, {}, [tensorJson([], dtype, [cast, 0, 0]), numbersJson(value, dtype)])];
}

/** One example repeated for each of a batch (`tf.tile(x, [batch, 1, 1])`), whose length a saved operation cannot say: x and zeros, a column of them. */
export function batched(name: string, x: Json, to: Shape, dtype: string, input: Json): readonly Placed[] {
  const tensor = (input as { readonly config: { readonly shape: readonly (number | null)[]; readonly dtype: string } }).config;
  const from = (x as { readonly config: { readonly shape: readonly number[] } }).config.shape;
  const [like, sum, column, added] = [`${name}_like`, `${name}_sum`, `${name}_column`, `${name}_added`];
  const zeros = { class_name: '__keras_tensor__', config: { ...tensor, keras_history: [like, 0, 0] } };
  const others = to.slice(1);
  // What has fewer axes has lengths of 1 in front.
  const padded = [...others.map(() => 1).slice(0, Math.max(0, to.length - from.length)), ...from].slice(-others.length);
  return [
    operation('ZerosLike', 'numpy', like, {}, [input]),
    operation('Sum', 'numpy', sum, { axis: tensor.shape.slice(1).map((_, i) => i + 1), keepdims: false }, [zeros]),
    operation('Reshape', 'numpy', column, { newshape: [-1, ...others.map(() => 1)] }, [tensorJson([null], tensor.dtype, [sum, 0, 0])]),
    operation('Add', 'numpy', added, {}, [x, tensorJson([null, ...others.map(() => 1)], tensor.dtype, [column, 0, 0])]),
    operation('Tile', 'numpy', name, { repeats: [1, ...others.map((length, i) => (length ?? 1) / (padded[i] ?? 1))] }, [tensorJson([null, ...padded], dtype, [added, 0, 0])]),
  ];
}

/** In place of random numbers, which no saved operation draws, their mean. */
export function means(name: string, { mean, minval, maxval }: Layer['config'], { shape, dtype }: TensorInfo, input: Json): readonly Placed[] {
  const value = mean === undefined ? (Number(minval ?? 0) + Number(maxval ?? 1)) / 2 : Number(mean);
  const [first, ...rest] = shape ?? [];
  const one = [first ?? 1, ...rest.map((length) => length ?? 1)];
  const numbers = one.reduceRight<Json>((inner, length) => Array.from({ length }, () => inner), value);
  if (first !== null) return constant(name, numbers, dtype, input);
  return [...constant(`${name}_mean`, numbers, dtype, input), ...batched(name, tensorJson(one, dtype, [`${name}_mean`, 0, 0]), shape!, dtype, input)];
}

/** All that the calls of a graph apply. */
export const appliedIn = ({ layers, operations = [] }: ModelGraph): readonly Layer[] => [...layers, ...operations];
