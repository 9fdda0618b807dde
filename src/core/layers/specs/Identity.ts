import { mapTensors } from '../../graph/tensors.js';
import { defineLayer } from '../define.js';

export default defineLayer({ type: 'Identity', summary: 'Returns its input as it is.', params: {}, infer: (_, inputs) => mapTensors(inputs, (tensor) => tensor) });
