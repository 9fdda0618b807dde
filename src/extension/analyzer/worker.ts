/** The analysis on a thread of its own: whatever a text costs, the editor's extensions go on. */
import { parentPort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { analyze } from '../../core/analyze.js';
import { layerSpec } from '../../core/layers/lookup.js';
import { failuresAsData } from '../../core/protocol/failure.js';
import { readModule } from './modules.js';
import type { AnalyzerApi } from './protocol.js';

const api: AnalyzerApi = {
  analyze: ({ text, id, file, roots, unsaved }) => Promise.resolve(
    file === null ? analyze(text, { file: id }) : analyze(text, { file, readModule: (name, from) => readModule(name, from, roots, unsaved) }),
  ),
  about(type) {
    const spec = layerSpec(type);
    return Promise.resolve(spec ? { summary: spec.summary, doc: spec.doc } : null);
  },
};

createBirpc<Record<string, never>, AnalyzerApi>(api, {
  post: (message) => parentPort?.postMessage(message),
  on: (receive) => void parentPort?.on('message', receive),
  ...failuresAsData,
  bind: 'functions',
});
