import { type LayerInstance, ModelInstance } from '../../graph/builder.js';
import { toSnake } from '../../graph/names.js';
import { PyFunction } from '../python/functions.js';
import type { Site } from '../python/values.js';
import type { KerasSession } from './session.js';

/** The attribute that a function has once it is registered with Keras. */
export const REGISTERED = '__keras_registered__';

/**
 * What stops Keras from making a layer again from its configuration, as `clone_model` does: a function of the program that is not
 * registered, or a class of one's own whose constructor does not take what the configuration says. Null where nothing certainly does.
 */
function obstacle(layer: LayerInstance, session: KerasSession): string | null {
  if (layer instanceof ModelInstance) return layer.kind === 'Subclass' ? null : first(layer, session);
  if (!layer.spec) return ofOwnClass(layer, session);
  for (const [name, value] of Object.entries(layer.given)) {
    if (!(value instanceof PyFunction) || value.getAttribute(REGISTERED) === true) continue;
    const { name: fn } = value.code;
    if (layer.type === 'Lambda' && fn === '<lambda>') return `Lambda "${layer.name}" holds a Python lambda, which Keras does not copy. Write a layer of your own, or call keras.config.enable_unsafe_deserialization().`;
    return `${toSnake(name)} of ${layer.type} "${layer.name}" is ${fn}, which Keras cannot find by its name. Decorate it with @keras.saving.register_keras_serializable().`;
  }
  return layer.children.map((child) => obstacle(child, session)).find((found) => found !== null) ?? null;
}

/** The arguments that Keras keeps of a layer, besides those of its own constructor. */
const KEPT = ['trainable', 'dtype'];

function ofOwnClass(layer: LayerInstance, session: KerasSession): string | null {
  const cls = session.objects.get(layer)?.cls;
  if (!cls || ['get_config', 'from_config'].some((name) => cls.ownMember(name) !== undefined)) return null;
  const init = cls.ownMethod('__init__');
  if (!init) return null;
  const { parameters } = init.code;
  const missing = KEPT.filter((name) => !parameters.some((parameter) => parameter.name === name));
  if (missing.length === 0 || parameters.some(({ form }) => form === '**')) return null;
  return `${cls.name}.__init__() does not take ${missing.join(' and ')}, which Keras hands it when it makes the layer again. Add **kwargs and pass them on: super().__init__(**kwargs).`;
}

const first = (model: ModelInstance, session: KerasSession): string | null => model.layers.map((layer) => obstacle(layer, session)).find((found) => found !== null) ?? null;

/** Tells of a model that Keras cannot clone; true where it did. */
export function checkCloned(model: ModelInstance, session: KerasSession, at: Site): boolean {
  if (session.findsOwn || model.incomplete) return false;
  const found = first(model, session);
  if (found !== null) at.machine.raise('ValueError', `clone_model makes every layer again from its configuration. ${found}`, at, 'not-cloned');
  return found !== null;
}
