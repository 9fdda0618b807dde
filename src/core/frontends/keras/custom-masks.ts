/** What classes of the program say of masks, and `layer.compute_mask(...)` as the program calls it. */
import type { LayerInstance, SymbolicTensor, TensorTree } from '../../graph/builder.js';
import { computeMask, type Mask, type OwnMasking } from '../../graph/masks.js';
import { symbols } from '../../graph/model.js';
import { Args } from '../python/args.js';
import type { PyInstance } from '../python/classes.js';
import { List, Tuple } from '../python/containers.js';
import { Obj, type Site, type Value, unknown } from '../python/values.js';
import { type KerasSession, sessionOf } from './session.js';
import { TensorValue } from './tensor-value.js';
import { fromTree, tensorValue, toTree, isSymbolic } from './trees.js';

/** What the object's class says, as Keras asks for it at each call (`Layer.__call__`). With `extendsKeras` one of Keras's own layers stands behind it and says the rest. */
export function ownMasking(instance: PyInstance, extendsKeras: boolean, at: Site): OwnMasking {
  const { cls } = instance;
  const call = cls.ownMethod('call');
  const rule = cls.ownMember('compute_mask');
  const says = instance.attributes.get('supports_masking') ?? cls.ownMember('supports_masking');
  const takes = call ? call.code.parameters.some(({ name }) => name === 'mask') : undefined;
  const supports = typeof says === 'boolean' ? says : rule !== undefined ? true : extendsKeras ? undefined : false;
  return {
    ...(takes === undefined ? {} : { takes }), ...(supports === undefined ? {} : { supports }),
    ...(rule instanceof Obj && supports !== false ? { compute: (inputs, previous) => asked(instance, rule, inputs, previous, at) } : {}),
  };
}

function asked(instance: PyInstance, rule: Obj, inputs: TensorTree, previous: readonly Mask[], at: Site): readonly Mask[] {
  const session = sessionOf(at.machine);
  const one = (mask: Mask): Value => (mask ? tensorValue(mask, session) : null);
  const handed = Array.isArray(inputs) ? new List(previous.map(one)) : one(previous[0]);
  return masksOf(rule.call(Args.of(instance, fromTree(inputs, session), handed), at) ?? null);
}

/** The masks that a value holds, from left to right. */
function masksOf(value: Value): readonly Mask[] {
  if (value instanceof List || value instanceof Tuple) return value.items.flatMap(masksOf);
  return [value instanceof TensorValue ? value.tensor : undefined];
}

/** `layer.compute_mask(inputs, previous)` of one of Keras's layers. */
export function maskOfLayer(layer: LayerInstance, args: Args, session: KerasSession, at: Site): Value {
  const [inputs, given] = [args.get(0, 'inputs') ?? null, args.get(1, 'mask') ?? args.keyword.get('previous_mask') ?? null];
  if (!isSymbolic(inputs) || (given !== null && !isSymbolic(given))) return unknown('Masks of arrays are not followed.', at.span);
  const tensors = symbols(toTree(inputs, session));
  const [mask] = computeMask(layer, tensors, masksOf(given), (name, of, config, shape, dtype) => session.builder.operation(name, of.length === 1 ? of[0]! : of, config, { shape, dtype }, at.span) as SymbolicTensor);
  return mask ? tensorValue(mask, session) : null;
}
