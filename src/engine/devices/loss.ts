/** A device that was lost, in words for people: runtimes wrap the reason in places of their own source and names of machines. */
import type { Device } from '../trace/step.js';
import { firstLine, sentence } from './trial.js';

/**
 * How onnxruntime's providers and TensorFlow tell the reason. CUDA: `CUDA failure 719: unspecified launch failure ; GPU=0 ; hostname=... ; file=...`
 * (onnxruntime, `cuda_call.cc`). DirectML: `...ExecutionProvider.cpp(962)\...: (caller: ...) Exception(3) tid(5a68) 887A0005 The GPU device instance has
 * been suspended. ...` (`ORT_THROW_IF_FAILED` of an HRESULT). WebGPU: `...buffer_manager.cc:641 ... MapAsyncStatus value: 4, message: [Device] is lost.`
 */
const reasons: readonly RegExp[] = [
  /\b(CU[A-Z]+ failure \d+: [^;]+?)\s*;/,
  /\b(887A00[0-9A-F]{2} .+)$/,
  /, message: (\[?\w.+)$/,
];

/** The reason of a loss as one sentence. */
export function lossReason(error: unknown): string {
  const words = firstLine(error);
  for (const reason of reasons) {
    const found = reason.exec(words)?.[1];
    if (found !== undefined) return sentence(found);
  }
  return sentence(words);
}

/** That a device was lost, and why. */
export const lossWords = ({ info, lost }: Pick<Device, 'info' | 'lost'>): string => `The device ${info.label} was lost: ${lost?.message ?? 'nobody said why.'}`;
