import type { ConfigValue, ObjectConfig } from '../graph/types.js';
import { type Maybe, Opaque, Unknown, WholeFloat, isConfigValue } from '../graph/values.js';
import type { Param } from './params.js';

/** `keras.activations`, Keras 3.15, by name. */
export const activationNames = ['celu', 'elu', 'exponential', 'gelu', 'glu', 'hard_shrink', 'hard_sigmoid', 'hard_silu', 'hard_swish', 'hard_tanh', 'leaky_relu', 'linear', 'log_sigmoid', 'log_softmax', 'mish', 'relu', 'relu6', 'selu', 'sigmoid', 'silu', 'soft_shrink', 'softmax', 'softplus', 'softsign', 'sparse_plus', 'sparse_sigmoid', 'sparsemax', 'squareplus', 'swish', 'tanh', 'tanh_shrink', 'threshold'] as const;

/** Defaults of `keras.initializers`, by class. */
const initializers: { readonly [className: string]: { readonly [key: string]: ConfigValue } } = {
  Zeros: {}, Ones: {}, Constant: { value: 0 }, Identity: { gain: 1 },
  RandomNormal: { mean: 0, stddev: 0.05, seed: null }, RandomUniform: { minval: -0.05, maxval: 0.05, seed: null }, TruncatedNormal: { mean: 0, stddev: 0.05, seed: null },
  GlorotUniform: { seed: null }, GlorotNormal: { seed: null }, HeUniform: { seed: null }, HeNormal: { seed: null }, LecunUniform: { seed: null }, LecunNormal: { seed: null },
  VarianceScaling: { scale: 1, mode: 'fan_in', distribution: 'truncated_normal', seed: null }, Orthogonal: { gain: 1, seed: null },
  STFT: { side: 'real', window: 'hann', scaling: 'density', periodic: false },
};
const initializerAliases: { readonly [name: string]: string } = { normal: 'RandomNormal', uniform: 'RandomUniform', zero: 'Zeros', one: 'Ones', IdentityInitializer: 'Identity', OrthogonalInitializer: 'Orthogonal', STFTInitializer: 'STFT' };
const regularizers: typeof initializers = { L1: { l1: 0.01 }, L2: { l2: 0.01 }, L1L2: { l1: 0, l2: 0 }, OrthogonalRegularizer: { factor: 0.01, mode: 'rows' } };
const constraints: typeof initializers = { MaxNorm: { maxValue: 2, axis: 0 }, NonNeg: {}, UnitNorm: { axis: 0 }, MinMaxNorm: { minValue: 0, maxValue: 1, rate: 1, axis: 0 } };

/** Class names with their snake_case forms (`GlorotUniform`, `glorot_uniform`) and further aliases. */
function namesOf(table: typeof initializers, aliases: { readonly [name: string]: string } = {}): ReadonlyMap<string, ObjectConfig> {
  const names = new Map<string, ObjectConfig>();
  for (const [className, config] of Object.entries(table)) {
    names.set(className, { className, config });
    names.set(className === 'L1L2' ? 'l1l2' : className.replace(/(?<=[a-z])[A-Z]/g, (c) => `_${c}`).toLowerCase(), { className, config });
  }
  for (const [alias, className] of Object.entries(aliases)) names.set(alias, { className, config: table[className]! });
  return names;
}

const initializerNames = namesOf(initializers, initializerAliases);
const regularizerNames = namesOf(regularizers, { l1_l2: 'L1L2' });
const constraintNames = namesOf(constraints, { maxnorm: 'MaxNorm', nonneg: 'NonNeg', unitnorm: 'UnitNorm' });

/** The value stands for an object that this analysis cannot name (a function, a class of the user's). */
export const customObject: ObjectConfig = { className: '', config: {} };

function objectParam(names: ReadonlyMap<string, ObjectConfig>, what: string, fallback: string | null): Param<ObjectConfig | undefined> {
  const resolve = (v: Maybe): Maybe => {
    if (typeof v === 'string') return (names.get(v) as Maybe | undefined) ?? v;
    const object = asObject(v);
    const known = object && names.get(object.className);
    return known ? ({ className: known.className, config: { ...known.config, ...object.config } }) : v;
  };
  const normalFallback = fallback === null ? null : (names.get(fallback)! as unknown as ConfigValue);
  return {
    fallback: normalFallback,
    inert: true,
    expects: `the name of ${what} or an instance of one`,
    accepts: (v) => (typeof v === 'string' ? names.has(v) : v === null || (typeof v === 'object' && !Array.isArray(v) && !(v instanceof WholeFloat))),
    normalise: resolve,
    read: (v) => (v === null ? undefined : (asObject(v) ?? customObject)),
    choices: [...names.keys()],
  };
}

function asObject(value: Maybe): ObjectConfig | undefined {
  if (value === null || typeof value !== 'object' || value instanceof Unknown || value instanceof Opaque || Array.isArray(value)) return undefined;
  const { className, class_name: legacyName, config } = value as { readonly [key: string]: Maybe };
  const name = className ?? legacyName;
  if (typeof name !== 'string' || config === null || typeof config !== 'object' || config instanceof Unknown || config instanceof Opaque || Array.isArray(config)) return undefined;
  return { className: name, config: Object.fromEntries(Object.entries(config).map(([key, v]) => [key, v instanceof WholeFloat ? v.value : v] as const).filter(([, v]) => isConfigValue(v))) as ObjectConfig['config'] };
}

/** An initializer: a name, or `{ className, config }` as frontends write an instance. */
export const initializer = (fallback: string | null = 'glorot_uniform'): Param<ObjectConfig | undefined> => objectParam(initializerNames, 'an initializer', fallback);
/** A regularizer, None for none. */
export const regularizer = (): Param<ObjectConfig | undefined> => objectParam(regularizerNames, 'a regularizer', null);
/** A constraint, None for none. */
export const constraint = (): Param<ObjectConfig | undefined> => objectParam(constraintNames, 'a constraint', null);

/** An activation: a name of `keras.activations`, a function, or None for the identity. Read as its name where it has one. */
export function activation(fallback: string | null = null): Param<string | undefined> {
  const names: ReadonlySet<string> = new Set(activationNames);
  return {
    fallback,
    inert: true,
    expects: 'the name of an activation function or a function',
    accepts: (v) => (typeof v === 'string' ? names.has(v) : v === null || (typeof v === 'object' && !Array.isArray(v) && !(v instanceof WholeFloat))),
    normalise: (v) => v,
    read: (v) => (typeof v === 'string' ? v : undefined),
    choices: activationNames,
  };
}
/** An activation that must be given. */
export function requiredActivation(): Param<string | undefined> {
  const { fallback: _, ...rest } = activation();
  return rest;
}
