/** onnxruntime's binding: the package's own, or the one with CUDA that was installed beside it and that whoever starts this thread names. */
import { createRequire } from 'node:module';
import { workerData } from 'node:worker_threads';
import type * as Onnxruntime from 'onnxruntime-node';

const load = createRequire(typeof __filename === 'string' ? __filename : import.meta.url);
const { runtime = null } = (workerData ?? {}) as { readonly runtime?: string | null };
const loaded = load(runtime ?? 'onnxruntime-node') as typeof Onnxruntime;

export const { InferenceSession, Tensor, listSupportedBackends } = loaded;
export type { InferenceSession as Session, Tensor as SessionTensor } from 'onnxruntime-node';
