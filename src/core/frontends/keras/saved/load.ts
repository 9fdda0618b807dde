import type { ModelInstance } from '../../../graph/builder.js';
import { Rejection } from '../../../graph/problem.js';
import { modelFromKeras } from '../../../modelfiles/keras-config.js';
import type { SavedModel } from '../../../modelfiles/saved.js';
import { isUserError } from '../../../protocol/failure.js';
import { Args } from '../../python/args.js';
import { Obj, type Site, type Value, unknown } from '../../python/values.js';
import { type KerasSession, sessionOf } from '../session.js';
import { compileSaved } from './compiled.js';

/** `keras.models.load_model(filepath, custom_objects=None, compile=True, safe_mode=True)`: a model that the program saved before, else that of the file. */
export function loadModel(args: Args, at: Site): Value {
  const session = sessionOf(at.machine);
  const path = args.get(0, 'filepath') ?? null;
  if (typeof path !== 'string') return unknown('Which file the model is loaded from is not known.', at.span);
  const compiles = args.get(2, 'compile') !== false;
  const own = session.saved.load(path, compiles, at);
  const loaded = own ?? fromFile(path, compiles, session, at);
  if (typeof loaded === 'string') return unknown(loaded, at.span);
  session.addModel(loaded, at.span);
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
function fromFile(path: string, compiles: boolean, session: KerasSession, at: Site): ModelInstance | string {
  if (!session.readModel) return `The model in "${path}" is not read here.`;
  const found = session.readModel(path, at.machine.file);
  if ('reason' in found) return found.reason;
  // What one model costs is in proportion to its layers; a file has no budget of its own.
  at.machine.spend(JSON.stringify(found.config).length >> 6);
  const model = build(found, path, session, at);
  if (typeof model !== 'string' && compiles) compileSaved(model, found.compiled, at);
  return model;
}

function build({ config }: SavedModel, path: string, session: KerasSession, at: Site): ModelInstance | string {
  try {
    return modelFromKeras(config, session.builder, at.span);
  } catch (error) {
    if (isUserError(error)) return `The model in "${path}" is not known: ${error.message}`;
    if (error instanceof Rejection) return `The model in "${path}" is not known: ${error.problem.message}`;
    throw error;
  }
}
