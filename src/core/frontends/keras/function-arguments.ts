/** What a layer's arguments compute that are layers or functions of the program's own: `Conv2D(4, 3, activation=LeakyReLU(0.2))`, `activation=lambda t: …`. */
import { LayerInstance, type ModelInstance } from '../../graph/builder.js';
import { flatten, type InfoTree, isTensor } from '../../graph/tensors.js';
import type { TensorInfo } from '../../graph/types.js';
import { assignYoung } from '../../graph/young.js';
import type { Maybe } from '../../graph/values.js';
import { Args } from '../python/args.js';
import { PyFunction } from '../python/functions.js';
import { Raised } from '../python/machine.js';
import type { Obj, Site } from '../python/values.js';
import { sessionOf } from './session.js';
import { TensorValue } from './tensor-value.js';

const computes = /activation$/i;
const recurrent = /^(LSTM|GRU|SimpleRNN|ConvLSTM\dD)$/;

/** Has the functions among a layer's arguments followed as soon as the shape is known that they are applied to. */
export function followFunctions(layer: LayerInstance, at: Site): void {
  const found = Object.keys(layer.given).filter((name) => computes.test(name) && isFunction(layer.given[name]));
  if (found.length === 0) return;
  assignYoung(layer, 'onBuilt', (built, outputs) => {
    const info = appliedTo(built, outputs);
    if (info === null) return;
    const functions: { [argument: string]: ModelInstance } = {};
    for (const name of found) {
      const model = follow(built.given[name] as LayerInstance | PyFunction, info, at);
      if (model) functions[name] = model;
    }
    if (Object.keys(functions).length > 0) built.functions = functions;
  });
}

const isFunction = (value: Maybe | undefined): value is LayerInstance | PyFunction => value instanceof LayerInstance || value instanceof PyFunction;

/** An activation is applied to what the layer gives, which has its shape; that of a recurrent layer to one step. Null where the shape is not known. */
function appliedTo({ type, given }: LayerInstance, outputs: InfoTree): TensorInfo | null {
  const first = isTensor(outputs) ? outputs : flatten(outputs)[0];
  if (!first?.shape || first.loss) return null;
  const shape = recurrent.test(type) && given.returnSequences === true ? first.shape.filter((_, axis) => axis !== 1) : first.shape;
  return { shape, dtype: first.dtype };
}

/**
 * The operations of a function, or the one of a layer, as a graph of their own. Keras runs them when data passes and not when the layer is put together: no
 * name is taken, nothing is said, and no call is listed. Null where what comes out is not followed or has another shape, and for a layer
 * with weights that is used elsewhere too.
 */
function follow(fn: LayerInstance | PyFunction, { shape, dtype }: TensorInfo, at: Site): ModelInstance | null {
  const session = sessionOf(at.machine);
  const { builder, machine } = session;
  if (shape === null || (fn instanceof LayerInstance && fn.weights.length > 0)) return null;
  const callee: Obj = fn instanceof LayerInstance ? session.value(fn) : fn;
  const { handlers } = machine;
  machine.quiet++;
  machine.handlers = 0;
  session.tracing++;
  try {
    return builder.names.aside(() => {
      const input = builder.input(shape, { dtype, name: 'inner' });
      const result = machine.call(callee, Args.of(new TensorValue(input)), at);
      if (!(result instanceof TensorValue) || result.tensor.loss || result.tensor.shape?.join() !== shape.join()) return null;
      const { model } = builder.functional(input, result.tensor, fn instanceof LayerInstance ? fn.name : fn.code.name.replace(/\W/g, '') || 'function', fn instanceof LayerInstance ? fn.span : at.span);
      return model.incomplete ? null : model;
    });
  } catch (error) {
    if (error instanceof Raised) return null;
    throw error;
  } finally {
    session.tracing--;
    machine.handlers = handlers;
    machine.quiet--;
  }
}
