import type { Loss, ModelGraph } from './types.js';

/** Why the shapes of a model's weights are not all known: the first thing in it that is lost; null where nothing is, and an input is open. */
export function shapeLoss({ incomplete, calls, tensors }: ModelGraph): Loss | null {
  return incomplete ?? calls.flatMap(({ outputs }) => outputs.map((id) => tensors[id]?.loss)).find((loss) => loss !== undefined) ?? null;
}
