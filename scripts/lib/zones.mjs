/**
 * The rooms of the house and which of them may use which: read by eslint (while writing) and by the architecture test
 * (over every import). A room is a folder under src; the longest one that holds a file is its room.
 */

/** @typedef {{ may: readonly string[], packages: readonly string[] }} Room `may`: rooms; `packages`: npm packages, `node:*` for Node's own modules */

const panels = ['lit', '@vscode-elements/elements', 'uplot', '@dagrejs/dagre', '@vscode/codicons'];
const graph = ['core', 'core/syntax', 'core/graph', 'core/layers', 'core/applications'];
const core = [...graph, 'core/frontends', 'core/recipe', 'core/rules', 'core/features', 'core/protocol'];

/** @type {Readonly<Record<string, Room>>} */
export const rooms = {
  // Data flows syntax -> frontends -> graph <- layers; graph -> rules -> features -> analyze. Imports go the other way.
  'core/syntax': { may: ['core/syntax', 'core/graph'], packages: ['@lezer/common', '@lezer/python'] },
  'core/graph': { may: graph, packages: [] },
  'core/layers': { may: graph, packages: [] },
  'core/applications': { may: graph, packages: [] },
  'core/recipe': { may: [...graph, 'core/recipe', 'core/frontends'], packages: [] },
  'core/frontends': { may: [...graph, 'core/frontends', 'core/recipe', 'core/rules'], packages: [] },
  'core/rules': { may: [...graph, 'core/recipe', 'core/frontends', 'core/rules'], packages: [] },
  'core/features': { may: [...graph, 'core/recipe', 'core/rules', 'core/features'], packages: [] },
  'core/protocol': { may: ['core/graph', 'core/recipe', 'core', 'core/protocol'], packages: [] },
  core: { may: core, packages: ['@lezer/common', 'smol-toml'] },
  visualizations: { may: [...core, 'visualizations'], packages: ['@tensorflow/tfjs-core', 'valibot', ...panels] },
  engine: { may: [...core, 'visualizations', 'engine'], packages: ['node:*', '@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu', '@tensorflow/tfjs-node-gpu', 'onnxruntime-node', 'h5wasm', 'fflate', 'sharp', 'birpc', 'valibot'] },
  webview: { may: [...core, 'visualizations', 'webview'], packages: ['birpc', 'valibot', 'fflate', ...panels] },
  client: { may: [...core, 'client'], packages: ['node:*', 'birpc', 'valibot'] },
  extension: { may: [...core, 'visualizations', 'client', 'extension'], packages: ['vscode', 'node:*', 'birpc', 'valibot', 'fflate'] },
  cli: { may: [...core, 'visualizations', 'client', 'cli'], packages: ['node:*', 'valibot', 'fflate', 'sharp'] },
};

/** A visualization's three files meet only in its contract: tensors never reach a panel, and no panel reaches the engine. */
export const faces = {
  'compute.ts': { packages: ['@tensorflow/tfjs-core', 'valibot'], not: ['view.ts'] },
  'view.ts': { packages: panels, not: ['compute.ts'] },
  'contract.ts': { packages: /** @type {string[]} */ ([]), not: ['compute.ts', 'view.ts'] },
};

/** The room of a file. @param {string} path relative to src, with forward slashes @returns {string | null} */
export function roomOf(path) {
  const parts = path.split('/');
  for (let length = parts.length - 1; length > 0; length--) {
    const room = parts.slice(0, length).join('/');
    if (room in rooms) return room;
  }
  return null;
}
