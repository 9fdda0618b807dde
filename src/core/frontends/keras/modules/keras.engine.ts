import { defineModule } from '../../python/modules.js';
import { layerBase, modelBase, sequentialBase } from '../model-class.js';
import { input } from './keras.layers.js';
import { classByName } from '../objects/lookup.js';
import { kerasLayer } from '../../../layers/lookup.js';
import { LayerClass } from '../layer-class.js';
import { native } from '../../python/native.js';
import { unknown } from '../../python/values.js';

/** What Keras 1 and 2 kept in `keras.engine` and its parts. */
export default defineModule({
  names: ['keras.engine'],
  values: { Layer: layerBase, Model: modelBase, Sequential: sequentialBase, Input: input },
  functions: [native('get_source_inputs(tensor, *args)', (at) => unknown('The inputs behind a tensor are not followed.', at.span))],
  find: (name) => {
    if (name === 'InputSpec') return native('InputSpec(**kwargs)', () => null);
    const spec = kerasLayer(name);
    return spec ? LayerClass.of(spec) : classByName('initializer', name);
  },
});
