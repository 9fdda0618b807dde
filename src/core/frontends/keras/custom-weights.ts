import type { ObjectConfig, TensorInfo, WeightSpec } from '../../graph/types.js';
import { weight } from '../../layers/define.js';
import { constraint, initializer, regularizer } from '../../layers/objects.js';
import { showShape } from '../../graph/tensors.js';
import type { Args } from '../python/args.js';
import type { PyInstance } from '../python/classes.js';
import { Tuple } from '../python/containers.js';
import type { Site, Value } from '../python/values.js';
import { ArrayValue } from './array-value.js';
import { checkShapeFirst } from './add-weight.js';
import { plainShape, readDtype, readShape, toMaybe } from './convert.js';
import type { CustomState } from './custom-state.js';
import { sessionOf } from './session.js';
import { VariableValue, variableTensor } from './variable-value.js';

/** Keras 3: `add_weight(shape, initializer, dtype, trainable, …, name)`. Keras 2 took the name first, which is understood. */
export function addWeight(instance: PyInstance, state: CustomState, args: Args, at: Site): Value {
  checkShapeFirst(args, at);
  const positional = typeof args.positional[0] === 'string' ? args.positional.slice(1) : args.positional;
  const named = typeof args.positional[0] === 'string' ? args.positional[0] : args.keyword.get('name');
  const wanted = args.keyword.get('shape') ?? positional[0] ?? new Tuple([]);
  const { shape, loss } = plainShape(readShape(wanted));
  if (shape?.includes(null) && !loss && sessionOf(at.machine).openBatch === 0) {
    at.machine.raise('ValueError', `add_weight needs a shape of known lengths, but found ${showShape(shape)}. Use an axis of known length, such as the last one: input_shape[-1].`, { ...at, span: args.keywordSpans.get('shape') ?? args.positionalSpans[0] ?? at.span }, 'weight-shape');
  }
  const dtype = readDtype(args.keyword.get('dtype') ?? positional[2] ?? null) ?? state.layer?.policy.variable ?? 'float32';
  const trainable = args.keyword.get('trainable') ?? positional[3] ?? true;
  const object = (name: 'initializer' | 'regularizer' | 'constraint', value: Value): ObjectConfig | undefined => {
    const maybe = toMaybe(value);
    return objects[name].read(objects[name].normalise(maybe));
  };
  const initial = args.keyword.get('initializer') ?? positional[1] ?? null;
  const given = weight(
    unused(typeof named === 'string' ? named : 'variable', state.weights),
    shape ?? [null],
    object('initializer', initial ?? (dtype.includes('float') ? 'glorot_uniform' : 'zeros')),
    { dtype, trainable: trainable !== false, regularizer: object('regularizer', args.keyword.get('regularizer') ?? null), constraint: object('constraint', args.keyword.get('constraint') ?? null) },
  );
  at.machine.journal.touch(instance);
  state.weights = [...state.weights, given];
  const { layer } = state;
  if (!layer) return new ArrayValue(shape, dtype, { loss: loss?.loss });
  layer.weights = state.weights;
  const info: TensorInfo = loss ? { shape, dtype, loss: loss.loss } : { shape, dtype };
  return new VariableValue(variableTensor(sessionOf(at.machine).builder, layer, given.name, info, at), given.name, (site) => state.notFollowed('assign', site));
}

const objects = { initializer: initializer(), regularizer: regularizer(), constraint: constraint() } as const;

/** Keras lets two variables of a layer have one name; here a name tells which one is meant. */
function unused(name: string, weights: readonly WeightSpec[]): string {
  let unique = name;
  for (let i = 1; weights.some((other) => other.name === unique); i++) unique = `${name}_${i}`;
  return unique;
}
