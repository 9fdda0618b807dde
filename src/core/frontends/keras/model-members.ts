import type { LayerInstance, ModelInstance } from '../../graph/builder.js';
import type { Args } from '../python/args.js';
import type { PyInstance } from '../python/classes.js';
import { List } from '../python/containers.js';
import type { Site, Value } from '../python/values.js';
import type { CustomState } from './custom-state.js';
import { modelMethod } from './model-methods.js';
import { sequentialLayers } from './model-class.js';
import { sessionOf } from './session.js';
import { toTree } from './trees.js';

/** `super().__init__(…)` of a Model subclass: with inputs and outputs it is a functional model, else its `call` says what it is. */
export function initialiseModel(instance: PyInstance, args: Args, at: Site): LayerInstance {
  const session = sessionOf(at.machine);
  const given = args.keyword.get('name');
  const name = typeof given === 'string' ? given : undefined;
  const span = session.constructing ?? at.span;
  const [inputs, outputs] = [args.get(0, 'inputs'), args.get(1, 'outputs')];
  let model: ModelInstance;
  if (instance.cls.order.some((c) => c.name === 'Sequential')) {
    model = session.builder.sequential(name ?? session.builder.names.take(instance.cls.name), span);
    session.addModel(model, session.machine.placeHere(span));
    sequentialLayers(model, args.positional[0] ?? args.keyword.get('layers') ?? null, at);
    return model;
  }
  if (inputs !== undefined && outputs !== undefined) {
    const made = session.builder.functional(toTree(inputs, session), toTree(outputs, session), name ?? session.builder.names.take(instance.cls.name), span, instance.cls.name);
    model = made.model;
    // Keras raises where the base class is handed the tensors.
    session.constructorProblems(made.problems, { span: at.span, args, spec: null }, at);
  } else model = session.builder.subclassed(instance.cls.name, { layers: [], name, span });
  session.addModel(model, session.machine.placeHere(span));
  return model;
}

/** Attributes that a Model subclass inherits. */
export function modelMember(_instance: PyInstance, state: CustomState, name: string, at: Site): Value | undefined {
  if (!state.layer) return undefined;
  if (name === 'layers' && state.model.kind === 'Subclass') return new List(state.tracked.map((layer) => sessionOf(at.machine).value(layer)));
  if (state.model.kind === 'Subclass') state.model.operations = state.model.operations.length > 0 ? state.model.operations : state.tracked;
  return modelMethod(state.model, name, at);
}
