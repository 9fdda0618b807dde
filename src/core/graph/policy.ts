import type { DtypePolicy } from './layer-state.js';
import type { Dtype } from './types.js';
import type { Maybe } from './values.js';

/** Dtypes that Keras names. */
export const dtypes: ReadonlySet<string> = new Set<Dtype>(['float16', 'bfloat16', 'float32', 'float64', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'bool', 'string']);

/** The policy that a `dtype=` argument names (`"float16"`, `"mixed_float16"`); the given one where it names none. */
export function policyOf(dtype: Maybe | undefined, otherwise: DtypePolicy): DtypePolicy {
  if (typeof dtype !== 'string') return otherwise;
  if (dtype === 'mixed_float16') return { compute: 'float16', variable: 'float32' };
  if (dtype === 'mixed_bfloat16') return { compute: 'bfloat16', variable: 'float32' };
  return dtypes.has(dtype) ? { compute: dtype as Dtype, variable: dtype as Dtype } : otherwise;
}
