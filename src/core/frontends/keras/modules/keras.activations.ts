import { activationNames } from '../../../layers/objects.js';
import { defineModule } from '../../python/modules.js';
import { native } from '../../python/native.js';
import { unknown } from '../../python/values.js';
import { OpFunction, opFunction, operate } from '../ops/operate.js';

const names: ReadonlySet<string> = new Set(activationNames);

/** Exact unless told otherwise, where the operation of the same name approximates. */
const gelu = new OpFunction('gelu(x, approximate=False)', (at, x, approximate) => operate('gelu', [x!, approximate!], at));

export default defineModule({
  names: ['keras.activations'],
  functions: [
    native('get(identifier)', (at, name) => (typeof name === 'string' ? (opFunction(name) ?? name) : name === null ? (opFunction('linear') ?? unknown('This activation is not known.', at.span)) : name)),
    native('serialize(activation)', (at) => unknown('Serialised activations are not followed.', at.span)),
    native('deserialize(name)', (_at, name) => name!),
  ],
  find: (name) => (name === 'gelu' ? gelu : names.has(name) ? opFunction(name) : undefined),
  starNames: () => [...activationNames],
});
