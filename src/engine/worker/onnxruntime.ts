/** onnxruntime's binding, the same under Node's module loader (where a CommonJS package is a default export) and in a bundle. */
import * as loaded from 'onnxruntime-node';

const runtime = ('default' in loaded ? loaded.default : loaded) as typeof loaded;

export const { InferenceSession, Tensor, listSupportedBackends } = runtime;
export type { InferenceSession as Session, Tensor as SessionTensor } from 'onnxruntime-node';
