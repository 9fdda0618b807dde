/** From pixels 0..255 to a model's input: as the recipe says, as the user says, or as the model lets us suppose. */
import type { ModelGraph } from '../../core/graph/types.js';
import type { DataStep, Recipe } from '../../core/recipe/types.js';
import type { ImageRange } from '../../visualizations/compute.js';
import type { Preprocessing as Mode } from '../../visualizations/picture.js';
import { rowsOf } from '../datasets/rows.js';
import { applySteps } from '../datasets/steps.js';
import type { Preprocessing } from './opened.js';

const named: Readonly<Record<Mode, { readonly title: string; readonly steps: readonly DataStep[] }>> = {
  none: { title: '0 to 255, unchanged', steps: [] },
  unit: { title: 'divided by 255', steps: [{ op: 'divide', by: 255 }] },
  caffe: { title: 'preprocess_input, mode "caffe"', steps: [{ op: 'preprocessInput', mode: 'caffe' }] },
  tf: { title: 'preprocess_input, mode "tf"', steps: [{ op: 'preprocessInput', mode: 'tf' }] },
  torch: { title: 'preprocess_input, mode "torch"', steps: [{ op: 'preprocessInput', mode: 'torch' }] },
};

/** Steps that change values and leave the image's form alone: the form is the model's, whatever the file did to reach it. */
const changesValues = ({ op }: DataStep): boolean => ['divide', 'multiply', 'add', 'subtract', 'preprocessInput'].includes(op);

/** The preprocessing that belongs to a model. `asked` comes from the user and goes before all else. */
export function preprocessingFor(graph: ModelGraph, recipe: Recipe | null, asked?: Mode): Preprocessing {
  if (asked !== undefined) return { title: named[asked].title, apply: apply(named[asked].steps) };
  if (recipe?.train) return { title: 'as the run\'s recipe says', apply: apply(recipe.train.x.steps.filter(changesValues)) };
  const rescales = firstLayers(graph).some((type) => type === 'Rescaling' || type === 'Normalization');
  return rescales ? { title: '0 to 255 (the model rescales)', apply: apply([]) } : { title: 'divided by 255 (assumed)', apply: apply(named.unit.steps) };
}

/** What black and white become, a number a channel, and the means of both. */
export async function rangeOf({ apply: change }: Preprocessing, channels: number): Promise<ImageRange> {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [black, white] = [[...(await change(new Float32Array(channels), [1, 1, channels]))], [...(await change(new Float32Array(channels).fill(255), [1, 1, channels]))]];
  return { low: Math.min(mean(black), mean(white)), high: Math.max(mean(black), mean(white)), black, white };
}

function apply(steps: readonly DataStep[]): Preprocessing['apply'] {
  return async (pixels, shape) => {
    const rows = await applySteps(rowsOf({ shape: [1, ...shape], values: pixels }), steps);
    const values = new Float32Array(pixels.length);
    await rows.read([0], values);
    return values;
  };
}

/** Types of the layers that meet the input first, in nested models too. */
function firstLayers(graph: ModelGraph): string[] {
  const layers = new Map(graph.layers.map((layer) => [layer.id, layer]));
  return graph.calls
    .filter(({ inputs }) => inputs.some((id) => graph.inputs.includes(id)))
    .flatMap(({ layer: id }) => {
      const layer = layers.get(id);
      if (layer === undefined) return [];
      return layer.role === 'model' && layer.inner !== undefined ? firstLayers(layer.inner) : [layer.type];
    });
}
