import type { ObjectConfig, WeightSpec } from '../../graph/types.js';
import { showShape } from '../../graph/tensors.js';
import type { Args } from '../python/args.js';
import type { PyInstance } from '../python/classes.js';
import { Tuple } from '../python/containers.js';
import type { Site, Value } from '../python/values.js';
import { ArrayValue } from './array-value.js';
import { plainShape, readDtype, readShape, toMaybe } from './convert.js';
import type { CustomState } from './custom-state.js';
import { sessionOf } from './session.js';

/** Keras 3: `add_weight(shape, initializer, dtype, trainable, …, name)`. Keras 2 took the name first, which is understood. */
export function addWeight(instance: PyInstance, state: CustomState, args: Args, at: Site): Value {
  const [first] = args.positional;
  if (typeof first === 'string') {
    const span = args.positionalSpans[0] ?? at.span;
    const written = at.machine.show(first);
    // A name may not stand before what is given by position.
    const fix = args.positional.length === 1 && args.positionalSpans[0] ? { title: `Write name=${written}`, edits: [{ span, text: `name=${written}` }] } : null;
    at.machine.report({ code: 'legacy-argument', severity: 'warning', span, message: `add_weight expects the shape first, but found the name ${written}, as Keras 2 had it; Keras 3 raises a ValueError. Write add_weight(shape=..., name=${written}).`, ...(fix ? { fixes: [fix] } : {}) });
  }
  const positional = typeof args.positional[0] === 'string' ? args.positional.slice(1) : args.positional;
  const named = typeof args.positional[0] === 'string' ? args.positional[0] : args.keyword.get('name');
  const given = args.keyword.get('shape') ?? positional[0] ?? new Tuple([]);
  const { shape, loss } = plainShape(readShape(given));
  if (shape?.includes(null) && !loss && sessionOf(at.machine).openBatch === 0) {
    at.machine.raise('ValueError', `add_weight needs a shape of known lengths, but found ${showShape(shape)}. Use an axis of known length, such as the last one: input_shape[-1].`, { ...at, span: args.keywordSpans.get('shape') ?? args.positionalSpans[0] ?? at.span }, 'weight-shape');
  }
  const dtype = readDtype(args.keyword.get('dtype') ?? positional[2] ?? null) ?? state.layer?.policy.variable ?? 'float32';
  const trainable = args.keyword.get('trainable') ?? positional[3] ?? true;
  const initial = toMaybe(args.keyword.get('initializer') ?? positional[1] ?? null);
  const spec: WeightSpec = {
    name: typeof named === 'string' ? named : 'variable',
    shape: shape ?? [null],
    dtype,
    trainable: trainable !== false,
    initializer: asObject(initial, shape?.length === 0 ? 'Zeros' : 'GlorotUniform'),
  };
  at.machine.journal.touch(instance);
  state.weights = [...state.weights, spec];
  if (state.layer) state.layer.weights = state.weights;
  return new ArrayValue(shape, dtype, { loss: loss?.loss });
}

function asObject(value: unknown, fallback: string): ObjectConfig {
  const names: Readonly<Record<string, string>> = { zeros: 'Zeros', ones: 'Ones', glorot_uniform: 'GlorotUniform', glorot_normal: 'GlorotNormal', he_normal: 'HeNormal', he_uniform: 'HeUniform', random_normal: 'RandomNormal', uniform: 'RandomUniform', normal: 'RandomNormal', truncated_normal: 'TruncatedNormal', orthogonal: 'Orthogonal' };
  if (typeof value === 'string') return { className: names[value] ?? value, config: {} };
  if (value !== null && typeof value === 'object' && 'className' in value && 'config' in value) return value as ObjectConfig;
  return { className: fallback, config: {} };
}
