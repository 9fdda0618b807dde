import { type LayerInstance, type ModelInstance, SymbolicTensor, type TensorTree } from '../../graph/builder.js';
import { isTensor, isTensorList } from '../../graph/tensors.js';
import { type Maybe, Unknown } from '../../graph/values.js';
import type { PyClass } from '../python/classes.js';
import type { Site, Value } from '../python/values.js';
import { unknown } from '../python/values.js';
import { checkCloned } from './clone-checks.js';
import { modelOf } from './model-value.js';
import { applyOwn, madeAgain } from './saved/own-objects.js';
import { type KerasSession, sessionOf } from './session.js';

/** `keras.models.clone_model(model)`: layers with the same names and configuration, and weights of their own. */
export function cloneModel(value: Value, tensors: Value, cloneFunction: Value, at: Site): Value {
  if (value instanceof Unknown) return value;
  const model = modelOf(value);
  if (!model || tensors !== null || cloneFunction !== null) return unknown('This clone is not followed.', at.span);
  const session = sessionOf(at.machine);
  const stopped = checkCloned(model, session, at);
  const made = stopped ? null : copyModel(model, session, at, () => true);
  if (!made) return unknown('A model with layers of the program\'s own classes is not cloned by the analysis.', at.span);
  session.addModel(made, at.machine.placeHere(at.span));
  return session.value(made);
}

/** Null where the model has layers of the program's own classes, or is not whole. */
export function copyModel(model: ModelInstance, session: KerasSession, at: Site, finds: (cls: PyClass) => boolean): ModelInstance | null {
  const { builder } = session;
  const copies = new Map<LayerInstance, LayerInstance>();
  const copy = (layer: LayerInstance): LayerInstance | null => {
    const known = copies.get(layer);
    if (known) return known;
    const instance = session.objects.get(layer);
    const isModel = !instance && 'operations' in layer;
    const made = instance && !finds(instance.cls) ? null : isModel ? copyModel(layer as ModelInstance, session, at, finds) : madeAgain(layer, session, at);
    if (made) copies.set(layer, made);
    return made;
  };
  if (model.kind === 'Sequential') {
    const made = builder.sequential(model.name, at.span);
    const input = model.operations[0];
    if (input?.type === 'InputLayer') {
      const tensor = input.calls[0]?.outputs[0];
      if (tensor?.shape) builder.add(made, builder.input(tensor.shape, { dtype: tensor.dtype, name: input.name, span: input.span }).node.layer);
    }
    for (const layer of model.layers) {
      const made2 = copy(layer);
      if (!made2) return null;
      builder.add(made, made2);
    }
    return made;
  }
  if (model.kind !== 'Functional' || model.incomplete) return null;
  const tensors = new Map<SymbolicTensor, TensorTree>();
  for (const input of model.inputs) tensors.set(input, builder.input(input.shape ?? new Unknown({ reason: 'This shape is not known.', span: null }), { dtype: input.dtype, name: input.node.layer.name, span: input.node.layer.span }));
  const swap = (tree: TensorTree): TensorTree => {
    if (tree instanceof Unknown) return tree;
    if (isTensor(tree)) return tensors.get(tree) ?? (tree);
    if (isTensorList(tree)) return (tree).map(swap);
    return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, swap(item)]));
  };
  for (const call of model.graphCalls) {
    let outputs: readonly SymbolicTensor[];
    if (call.layer.role === 'operation') {
      const infos = call.outputs.map(({ shape, dtype, loss }) => (loss ? { shape, dtype, loss } : { shape, dtype }));
      const made = builder.operation(call.layer.type, swap(call.inputs), call.layer.given, infos, call.span, call.layer.rule);
      outputs = flat(made);
    } else {
      const layer = copy(call.layer);
      if (!layer) return null;
      const given = Object.fromEntries(Object.entries(call.arguments).map(([name, value]) => [name, swapped(value, swap)]));
      if (applyOwn(layer, [swap(call.inputs)], given, session, at) === null) builder.call(layer, swap(call.inputs), { arguments: given, span: call.span });
      outputs = layer.calls.at(-1)!.outputs;
    }
    call.outputs.forEach((tensor, i) => outputs[i] && tensors.set(tensor, outputs[i]));
  }
  return builder.functional(swap(model.inputTree!), swap(model.outputTree!), model.name, at.span).model;
}

/** An argument of a call with its tensors replaced. */
function swapped(value: Maybe, swap: (tree: TensorTree) => TensorTree): Maybe {
  if (value instanceof SymbolicTensor) return swap(value);
  return Array.isArray(value) ? value.map((item: Maybe) => swapped(item, swap)) : value;
}

const flat = (tree: TensorTree): readonly SymbolicTensor[] => (Array.isArray(tree) ? (tree as readonly TensorTree[]).flatMap(flat) : [tree as SymbolicTensor]);
