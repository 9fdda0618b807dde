/** Keras's initializers (`keras/src/initializers`, 3.15). */
import type { ConfigValue, ObjectConfig } from '../../core/graph/types.js';

export interface Draw {
  /** In [0, 1). */
  uniform(): number;
  /** Mean 0, deviation 1. */
  normal(): number;
}

/** Fills `values`, the elements of a tensor of `shape` in row order. */
type Initializer = (values: Float32Array, shape: readonly number[], config: ObjectConfig['config'], draw: Draw) => void;

const number = (value: ConfigValue | undefined, fallback: number): number => (typeof value === 'number' ? value : fallback);
const text = (value: ConfigValue | undefined, fallback: string): string => (typeof value === 'string' ? value : fallback);
const fill = (values: Float32Array, next: () => number): void => {
  for (let i = 0; i < values.length; i++) values[i] = next();
};

/** A normal number within two deviations; others are drawn again, as TensorFlow does. */
function truncated(draw: Draw): number {
  for (;;) {
    const value = draw.normal();
    if (Math.abs(value) < 2) return value;
  }
}

/** Keras's `compute_fans`: the last two axes are input and output channels, those before them the receptive field. */
function fans(shape: readonly number[], config: ObjectConfig['config']): [number, number] {
  const { inputAxes, outputAxes } = config;
  const over = (axes: readonly ConfigValue[]): number => axes.reduce<number>((product, axis) => product * (shape.at(Number(axis)) ?? 1), 1);
  if (Array.isArray(inputAxes) && Array.isArray(outputAxes)) return [over(inputAxes), over(outputAxes)];
  if (shape.length === 0) return [1, 1];
  if (shape.length === 1) return [shape[0]!, shape[0]!];
  const field = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return [shape.at(-2)! * field, shape.at(-1)! * field];
}

/** Deviation of a normal cut off at two deviations, relative to the whole one. */
const truncatedDeviation = 0.87962566103423978;

function varianceScaling(scale: number, mode: string, distribution: string): Initializer {
  return (values, shape, config, draw) => {
    const [fanIn, fanOut] = fans(shape, config);
    const fan = mode === 'fan_in' ? fanIn : mode === 'fan_out' ? fanOut : (fanIn + fanOut) / 2;
    const variance = scale / Math.max(1, fan);
    if (distribution === 'uniform') {
      const limit = Math.sqrt(3 * variance);
      fill(values, () => (2 * draw.uniform() - 1) * limit);
    } else if (distribution === 'untruncated_normal') fill(values, () => draw.normal() * Math.sqrt(variance));
    else fill(values, () => (truncated(draw) * Math.sqrt(variance)) / truncatedDeviation);
  };
}

/** The Q of a QR decomposition of a random matrix (modified Gram-Schmidt, whose R has a positive diagonal, so that Q is uniform). */
const orthogonal: Initializer = (values, shape, config, draw) => {
  const columns = shape.at(-1) ?? 1;
  const rows = values.length / columns;
  const [tall, wide] = [Math.max(rows, columns), Math.min(rows, columns)];
  const basis = Array.from({ length: wide }, () => Float64Array.from({ length: tall }, () => draw.normal()));
  basis.forEach((vector, i) => {
    for (let pass = 0; pass < 2; pass++) {
      for (const earlier of basis.slice(0, i)) {
        const overlap = earlier.reduce((sum, value, k) => sum + value * vector[k]!, 0);
        for (let k = 0; k < tall; k++) vector[k]! -= overlap * earlier[k]!;
      }
    }
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    for (let k = 0; k < tall; k++) vector[k]! /= norm;
  });
  const gain = number(config.gain, 1);
  for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) values[row * columns + column] = gain * (rows >= columns ? basis[column]![row]! : basis[row]![column]!);
};

export const initializers: Readonly<Record<string, Initializer>> = {
  Zeros: (values) => void values.fill(0),
  Ones: (values) => void values.fill(1),
  Constant: (values, _shape, config) => {
    const { value } = config;
    if (Array.isArray(value)) fill(values, cycle(flatten(value as ConfigValue[])));
    else values.fill(number(value, 0));
  },
  Identity: (values, shape, config) => {
    const columns = shape[1] ?? 1;
    for (let i = 0; i < Math.min(shape[0] ?? 1, columns); i++) values[i * columns + i] = number(config.gain, 1);
  },
  RandomNormal: (values, _shape, config, draw) => fill(values, () => number(config.mean, 0) + number(config.stddev, 0.05) * draw.normal()),
  TruncatedNormal: (values, _shape, config, draw) => fill(values, () => number(config.mean, 0) + number(config.stddev, 0.05) * truncated(draw)),
  RandomUniform: (values, _shape, config, draw) => {
    const [low, high] = [number(config.minval, -0.05), number(config.maxval, 0.05)];
    fill(values, () => low + (high - low) * draw.uniform());
  },
  VarianceScaling: (values, shape, config, draw) =>
    varianceScaling(number(config.scale, 1), text(config.mode, 'fan_in'), text(config.distribution, 'truncated_normal'))(values, shape, config, draw),
  GlorotUniform: varianceScaling(1, 'fan_avg', 'uniform'),
  GlorotNormal: varianceScaling(1, 'fan_avg', 'truncated_normal'),
  HeUniform: varianceScaling(2, 'fan_in', 'uniform'),
  HeNormal: varianceScaling(2, 'fan_in', 'truncated_normal'),
  LecunUniform: varianceScaling(1, 'fan_in', 'uniform'),
  LecunNormal: varianceScaling(1, 'fan_in', 'truncated_normal'),
  Orthogonal: orthogonal,
  OrthogonalInitializer: orthogonal,
};

export const isInitializer = (name: string): boolean => name in initializers;

function cycle(list: readonly number[]): () => number {
  let i = 0;
  return () => list[i++ % list.length]!;
}

const flatten = (value: readonly ConfigValue[]): number[] => value.flatMap((item) => (Array.isArray(item) ? flatten(item as ConfigValue[]) : [Number(item)]));
