/** Models that the model panel is shown in the harness: files of the samples, and published architectures. */
import { readFileSync } from 'node:fs';
import { analyze } from '../../../src/core/analyze.js';
import type { ModelSheet } from '../../../src/visualizations/model/contract.js';
import { modelSheet } from '../../../src/visualizations/model/sheet.js';

const sample = (name: string) => readFileSync(new URL(`../../../samples/keras/${name}.py`, import.meta.url), 'utf8');

const made = new Map<string, ModelSheet | null>();

/** The sheet of a scene: `lenet5` and `unet` from the samples, else a class of keras.applications. Made once: in the editor the analysis has it already. */
export function sheetOf(scene: string): ModelSheet | null {
  if (!made.has(scene)) made.set(scene, make(scene));
  return made.get(scene) ?? null;
}

function make(scene: string): ModelSheet | null {
  if (scene === 'none') return null;
  const usual = scene === 'usual' ? 'mnist_convnet' : scene;
  const text = /^[a-z]/.test(usual) ? sample(usual) : `import keras\nmodel = keras.applications.${usual}(weights=None)\n`;
  const model = analyze(text, { file: usual }).models.at(-1);
  return model ? modelSheet(model) : null;
}
