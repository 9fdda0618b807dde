import { defineModule } from '../../python/modules.js';
import { native, RawNative } from '../../python/native.js';
import { unknown } from '../../python/values.js';
import { cloneModel } from '../clone.js';
import { loadModel, saveModel } from '../saved/load.js';
import { modelBase, sequentialBase } from '../model-class.js';

export default defineModule({
  names: ['keras.models'],
  values: { Model: modelBase, Sequential: sequentialBase, Functional: modelBase },
  functions: [
    new RawNative('load_model(filepath, custom_objects=None, compile=True, safe_mode=True)', loadModel),
    new RawNative('save_model(model, filepath, overwrite=True, zipped=None, **kwargs)', saveModel),
    native('clone_model(model, input_tensors=None, clone_function=None, call_function=None, recursive=False, **kwargs)', (at, model, tensors, clone) => cloneModel(model, tensors, clone, at)),
    native('model_from_json(json_string, custom_objects=None)', (at) => unknown('The model in this text is not read by the analysis.', at.span)),
    native('model_from_yaml(yaml_string)', (at) => unknown('The model in this text is not read by the analysis.', at.span)),
    native('model_from_config(config)', (at) => unknown('Models that are made from a configuration are not followed.', at.span)),
  ],
});
