/** Whether what a layer was made with is known and can be run: what is not would be left out, and the numbers would be those of another model. */
import type { Layer, ModelGraph } from '../../core/graph/types.js';
import { toSnake } from '../../core/graph/names.js';
import { UserError, atLine } from '../errors.js';
import { insidesOf } from '../model/initialize.js';
import { asObject } from '../layers/support/config.js';

/** Arguments that change nothing of what a layer computes. */
const idle = /^(name|dtype|seed|autocast|sparse|ragged|optional|batchSize|batchShape|shape|inputTensor|inputShape|inputLength|quantizationConfig|lora\w*|weights)$/;
/** Arguments that only training looks at. */
const penalties = /(Initializer|Regularizer|Constraint)$/;

/** Throws a UserError with the layer's line; layers inside are not looked at. `training` says whether more is done than looking at a model. */
export function checkArguments(layer: Layer, source: string, training: boolean): void {
  const place = `The layer "${layer.name}" (${layer.type})${atLine(source, layer.span)}`;
  for (const name of ['activation', 'recurrentActivation']) {
    if (asObject(layer.config[name])?.className === '' && layer.functions?.[name] === undefined) throw new UserError(`${place}: its ${toSnake(name)} is a function or an object of the program's own, and what it computes could not be followed. Call it on the layer's output instead, or use one of keras.activations.`);
  }
  // The kernel would stand still and the pair beside it would count for nothing.
  if (training && typeof layer.config['loraRank'] === 'number') throw new UserError(`${place}: the low-rank pair that lora_rank adds is not trained here. Leave lora_rank out to train the whole kernel.`);
  const lost = layer.unknown.find((name) => !idle.test(name) && (training || !penalties.test(name)));
  if (lost !== undefined) throw new UserError(`${place}: the value of ${toSnake(lost)} could not be determined from the file. Write it out where the layer is made.`);
}

/** The same for all layers, for a training. */
export function checkAllArguments(graph: ModelGraph, source: string, elsewhere: ReadonlySet<string> = new Set(graph.layers.map(({ id }) => id))): void {
  for (const layer of graph.layers) {
    const twice = Object.values(layer.functions ?? {}).flatMap(({ layers }) => layers).find(({ id, weights }) => weights.length > 0 && elsewhere.has(id));
    if (twice) throw new UserError(`The layer "${layer.name}" (${layer.type})${atLine(source, layer.span)}: its activation is the layer "${twice.name}", which has weights and is applied elsewhere too, and sharing them is not followed. Give each a layer of its own.`);
    if (layer.role === 'layer') checkArguments(layer, source, true);
    for (const inside of insidesOf(layer)) checkAllArguments(inside, source, elsewhere);
  }
}
