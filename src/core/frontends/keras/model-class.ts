import type { ModelInstance } from '../../graph/builder.js';
import { Unknown } from '../../graph/values.js';
import { kerasLayer } from '../../layers/lookup.js';
import type { Args } from '../python/args.js';
import { NativeClass, PyInstance, type PyClass } from '../python/classes.js';
import { List, Tuple } from '../python/containers.js';
import { BoundNative } from '../python/native.js';
import { Args as ArgsClass } from '../python/args.js';
import type { Site, Value } from '../python/values.js';
import { unknown } from '../python/values.js';
import { assignAttribute, baseMember, constructInstance, initialise, invokeInstance } from './custom-layer.js';
import { noTensor } from './call-inputs.js';
import { layerOf, stateOf } from './custom-state.js';
import { makeLayer } from './layer-class.js';
import { LayerValue } from './layer-value.js';
import { addLayer } from './model-methods.js';
import { modelOf } from './model-value.js';
import { sessionOf } from './session.js';
import { objectNames } from './surface/objects.js';
import { isSymbolic, toTree } from './trees.js';

/** `keras.Layer`, `keras.Model` and `keras.Sequential`: what user classes derive from. */
export class BaseClass extends NativeClass {
  constructor(
    name: string,
    private readonly isModel: boolean,
    private readonly make: (args: Args, at: Site) => Value,
    private readonly fits: (value: LayerValue) => boolean,
  ) {
    super(name);
  }
  override call(args: Args, at: Site): Value {
    return this.make(args, at);
  }
  override instanceCheck(value: Value): boolean | null {
    if (value instanceof LayerValue) return this.fits(value);
    if (value instanceof PyInstance) {
      const state = stateOf(value);
      if (state) return this.name === 'Layer' || (this.name === 'Model' && state.isModel) || value.cls.isSubclassOf(this);
    }
    return super.instanceCheck(value);
  }
  override construct(instance: PyInstance, args: Args, at: Site): void {
    const session = sessionOf(at.machine);
    session.constructing = at.span;
    constructInstance(instance, args, at, null, this.isModel);
  }
  override constructed(instance: PyInstance, at: Site): void {
    const state = stateOf(instance);
    if (state?.layer) return;
    if (state && instance.cls.ownMethod('__init__')) state.uninitialised = true;
    initialise(instance, ArgsClass.none, at);
  }
  override member(instance: PyInstance, name: string, at: Site): Value | undefined {
    return baseMember(instance, name, at);
  }
  override memberNames(): ReadonlySet<string> {
    return objectNames(this.isModel ? 'model' : 'ownLayer');
  }
  override assign(instance: PyInstance, name: string, value: Value, at: Site): boolean {
    return assignAttribute(instance, name, value, at);
  }
  override invoke(instance: PyInstance, args: Args, at: Site): Value {
    return invokeInstance(instance, args, at);
  }
  override classMember(_cls: NativeClass | PyClass, name: string): Value | undefined {
    if (name === 'from_config') return new BoundNative(name, (_args, site) => unknown('Models that are made from a configuration are not followed.', site.span));
    if (name === '__init__') {
      // `Layer.__init__(self, …)`, `Model.__init__(self, …)`.
      return new BoundNative(name, (args, site) => {
        const [self, ...rest] = args.positional;
        const inherited = self instanceof PyInstance ? baseMember(self, '__init__', site) : undefined;
        if (inherited instanceof BoundNative) inherited.call(new ArgsClass(rest, args.keyword, args.positionalSpans.slice(1), args.keywordSpans, args.open), site);
        return null;
      });
    }
    return undefined;
  }
}

export const layerBase = new BaseClass('Layer', false, (args, at) => sessionOf(at.machine).wrapped(makeLayer(kerasLayer('Layer')!, args, at)), () => true);
export const modelBase: BaseClass = new BaseClass('Model', true, makeFunctional, (value) => modelOf(value) !== null);
export const sequentialBase: BaseClass = new BaseClass('Sequential', true, makeSequential, (value) => modelOf(value)?.kind === 'Sequential');

const LEGACY: Readonly<Record<string, string>> = { input: 'inputs', output: 'outputs' };

/** `keras.Model(inputs, outputs, name=None)`. */
function makeFunctional(args: Args, at: Site): Value {
  const session = sessionOf(at.machine);
  const keyword = new Map(args.keyword);
  for (const [old, modern] of Object.entries(LEGACY)) {
    if (!keyword.has(old)) continue;
    keyword.set(modern, keyword.get(old)!);
    const span = args.keywordSpans.get(old) ?? at.span;
    session.warn('legacy-argument', `Model no longer takes ${old}; Keras 3 calls it ${modern}. Rename the argument.`, span, { title: `Change ${old} to ${modern}`, edits: [{ span: { from: span.from, to: span.from + old.length }, text: modern }] });
  }
  const inputs = keyword.get('inputs') ?? args.positional[0];
  const outputs = keyword.get('outputs') ?? args.positional[1];
  const name = keyword.get('name') ?? args.positional[2];
  if (inputs === undefined || outputs === undefined) {
    if (args.open) return args.open;
    if (inputs !== undefined || outputs !== undefined) at.machine.raise('TypeError', `A Model needs inputs and outputs, but is given ${inputs === undefined ? 'outputs' : 'inputs'} alone. Write keras.Model(inputs, outputs).`, at, 'argument-missing');
    const model = session.builder.subclassed('Model', { layers: [], name: typeof name === 'string' ? name : undefined, span: at.span, incomplete: { reason: 'A Model needs inputs and outputs.', span: at.span } });
    return session.value(model);
  }
  if (!isSymbolic(outputs)) {
    const lost = outputs instanceof Unknown ? outputs : inputs instanceof Unknown ? inputs : null;
    if (!lost) at.machine.raise('ValueError', `Model's outputs must be tensors that layers made, but found ${at.machine.show(outputs)}. Call the last layer on a tensor.`, { ...at, span: args.spanOf(1, 'outputs') ?? at.span }, 'outputs-not-tensors');
  }
  for (const [i, given] of [inputs, outputs].entries()) {
    const layer = i === 0 || isSymbolic(given) ? layerOf(noTensor(given, true) ?? null) : null;
    const name = i === 0 ? 'inputs' : 'outputs';
    const lacking = isSymbolic(given) && (given instanceof List || given instanceof Tuple) && given.items.includes(null);
    if (lacking) at.machine.raise('ValueError', `Model's ${name} must be tensors, but found None among them. Check that the function which makes the tensor returns it.`, at, 'outputs-not-tensors');
    if (layer) at.machine.raise('ValueError', `Model's ${name} must be tensors, but found the layer "${layer.name}", which is not called. Call it: ${layer.type}(...)(x).`, at, 'outputs-not-tensors');
  }
  const { model, problems } = session.builder.functional(toTree(inputs, session), toTree(outputs, session), typeof name === 'string' ? name : undefined, at.span);
  session.addModel(model, at.machine.placeHere(at.span));
  session.constructorProblems(problems, { span: at.span, args, spec: null }, at);
  if (keyword.get('trainable') === false) model.trainable = false;
  return session.value(model);
}

/** `keras.Sequential(layers=None, trainable=True, name=None)`. */
function makeSequential(args: Args, at: Site): Value {
  const session = sessionOf(at.machine);
  for (const name of args.keyword.keys()) {
    if (name !== 'layers' && name !== 'name' && name !== 'trainable') session.constructorProblems([{ code: 'argument-unknown', severity: 'error', argument: name, message: `Sequential has no argument ${name}. It takes layers, trainable and name.` }], { span: at.span, args, spec: null }, at);
  }
  const trainable = args.get(1, 'trainable');
  const name = args.keyword.get('name') ?? args.positional[2];
  const misplaced = layerOf(trainable ?? null) ?? layerOf(name ?? null);
  if (misplaced) at.machine.raise('TypeError', `Sequential takes its layers in one list, but is given "${misplaced.name}" beside it. Write Sequential([layer, layer]).`, at, 'argument-type');
  const model = session.builder.sequential(typeof name === 'string' ? name : undefined, at.span);
  session.addModel(model, at.machine.placeHere(at.span));
  if (args.open && args.positional.length === 0) model.incomplete = args.open.loss;
  sequentialLayers(model, args.get(0, 'layers') ?? null, at);
  return session.value(model);
}

/** Adds the layers that a Sequential is given, one by one. */
export function sequentialLayers(model: ModelInstance, layers: Value, at: Site): void {
  if (layers === null) return;
  if (layerOf(layers)) {
    at.machine.raise('TypeError', 'Sequential takes its layers in a list, but found a layer. Write keras.Sequential([...]).', at, 'argument-type');
    model.incomplete ??= { reason: 'Its layers are not given in a list.', span: at.span };
    return;
  }
  const items = at.machine.iterate(layers, at);
  if (items instanceof Unknown) {
    model.incomplete = items.loss;
    return;
  }
  for (const item of items) {
    const span = spanOf(item) ?? at.span;
    addLayer(model, ArgsClass.of(item), { ...at, span }, { rebuilds: false });
  }
  sessionOf(at.machine).builder.nameGraph(model);
}

function spanOf(value: Value): Site['span'] | null {
  return value instanceof LayerValue ? value.layer.span : null;
}
