/**
 * Loaded into an engine by `NODE_OPTIONS=--require`: its device `webgpu` computes with onnxruntime on the processor, and is lost as a graphics
 * processor is. While the file that CONVLENS_DYING_DEVICE names holds `{"runs": N, "message": "…"}`, the runs of a process fail from its N-th on,
 * and go on failing until that process ends, as CUDA's do after a failed kernel.
 */
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const Module = require('node:module');

const plan = process.env.CONVLENS_DYING_DEVICE;
// Threads of one process share the loss.
const lost = `${plan}.${process.pid}`;
let runs = 0;

function fail() {
  if (existsSync(lost)) return readFileSync(lost, 'utf8');
  if (!existsSync(plan)) return null;
  const { runs: alive, message } = JSON.parse(readFileSync(plan, 'utf8'));
  if (runs++ < alive) return null;
  writeFileSync(lost, message);
  return message;
}

function wrapped(runtime) {
  const create = async (model, options) => {
    if (!options?.executionProviders?.includes('webgpu')) return runtime.InferenceSession.create(model, options);
    const session = await runtime.InferenceSession.create(model, { ...options, executionProviders: ['cpu'] });
    return {
      inputNames: session.inputNames,
      outputNames: session.outputNames,
      run(...given) {
        const message = fail();
        if (message !== null) throw new Error(message);
        return session.run(...given);
      },
      release: () => session.release(),
    };
  };
  return { ...runtime, Tensor: runtime.Tensor, listSupportedBackends: runtime.listSupportedBackends, InferenceSession: { create } };
}

if (plan) {
  const load = Module._load;
  let runtime;
  Module._load = function (request, ...rest) {
    if (request !== 'onnxruntime-node') return load.call(this, request, ...rest);
    return (runtime ??= wrapped(load.call(this, request, ...rest)));
  };
}
