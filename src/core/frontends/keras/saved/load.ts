import type { ModelInstance } from '../../../graph/builder.js';
import { modelOrReason } from '../../../modelfiles/keras-config.js';
import { Args } from '../../python/args.js';
import { Obj, type Site, type Value, unknown } from '../../python/values.js';
import { type KerasSession, sessionOf } from '../session.js';
import { compileSaved } from './compiled.js';
import { ownObjects } from './own-objects.js';

/** `keras.models.load_model(filepath, custom_objects=None, compile=True, safe_mode=True)`: a model that the program saved before, else that of the file. */
export function loadModel(args: Args, at: Site): Value {
  const session = sessionOf(at.machine);
  const path = args.get(0, 'filepath') ?? null;
  if (typeof path !== 'string') return unknown('Which file the model is loaded from is not known.', at.span);
  const compiles = args.get(2, 'compile') !== false;
  const custom = args.get(1, 'custom_objects') ?? null;
  const own = session.saved.load(path, custom, compiles, at);
  const loaded = own ?? fromFile(path, custom, compiles, session, at);
  if (typeof loaded === 'string') return unknown(loaded, at.span);
  session.addModel(loaded, at.machine.placeHere(at.span));
  const draft = session.recipe(loaded);
  if (own === null) draft.loads.push({ path, span: at.span });
  else draft.lose(`The weights in "${path}" are those that this file has trained before, which are not known without running it.`, at.span, false);
  return session.value(loaded);
}

/** `keras.models.save_model(model, filepath)`. */
export function saveModel(args: Args, at: Site): Value {
  const model = args.get(0, 'model');
  const save = model instanceof Obj ? model.getAttribute('save', at) : undefined;
  if (save instanceof Obj) save.call(new Args(args.positional.slice(1), args.without('model').keyword, args.positionalSpans.slice(1), args.keywordSpans), at);
  return null;
}

/** The model in a file, or why it is not known. */
function fromFile(path: string, custom: Value, compiles: boolean, session: KerasSession, at: Site): ModelInstance | string {
  if (!session.readModel) return `The model in "${path}" is not read here.`;
  const found = session.readModel(path, at.machine.file);
  if ('reason' in found) return found.reason;
  const model = modelOrReason(found.config, session.builder, at.span, ownObjects(custom, session, at));
  if (typeof model === 'string') return `The model in "${path}" is not known: ${model}`;
  // As much as if the program had made each layer.
  at.machine.spend(10 * model.layers.length);
  if (compiles) compileSaved(model, found.compiled, at);
  return model;
}
