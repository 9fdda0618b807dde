import type { SymbolicTensor } from '../../graph/builder.js';
import { type Maybe, Unknown } from '../../graph/values.js';
import { noteChange } from '../../graph/history.js';
import type { LayerSpec } from '../../layers/define.js';
import { regularizer } from '../../layers/objects.js';
import { Args } from '../python/args.js';
import type { PyInstance } from '../python/classes.js';
import { Dict, List, Tuple } from '../python/containers.js';
import { BoundNative } from '../python/native.js';
import { type Site, type Value, unknown } from '../python/values.js';
import { checkAddedLoss } from './added-loss.js';
import { applyLayer } from './apply.js';
import { toMaybe } from './convert.js';
import { inOrder } from './call-inputs.js';
import { callBase, evaluateCall } from './custom-call.js';
import { accepted, checkBaseArguments, checkCall } from './custom-checks.js';
import { ownMasking } from './custom-masks.js';
import { CustomState, stateOf } from './custom-state.js';
import { addWeight } from './custom-weights.js';
import { makeLayer } from './layer-class.js';
import { initialiseModel, modelMember } from './model-members.js';
import { checkAssignment } from './read-only.js';
import { sessionOf } from './session.js';
import { TensorValue } from './tensor-value.js';
import { assignYoung } from '../../graph/young.js';

/** Called when an object of a Layer subclass is made. */
export function constructInstance(instance: PyInstance, args: Args, _at: Site, spec: LayerSpec | null, isModel = false): void {
  const state = new CustomState(instance, isModel, spec);
  state.given = args;
  instance.native ??= state;
}

/** Makes the layer that the object is, where `super().__init__(…)` is called; later calls are ignored. */
export function initialise(instance: PyInstance, args: Args, at: Site): void {
  const state = stateOf(instance);
  if (!state || state.layer) return;
  noteChange(instance);
  checkBaseArguments(instance, state, args, at);
  const session = sessionOf(at.machine);
  if (state.isModel) state.layer = initialiseModel(instance, args, at);
  else {
    const name = args.keyword.get('name');
    const named = typeof name === 'string' ? name : undefined;
    if (state.spec) {
      const keyword = new Map(args.keyword).set('name', named ?? session.builder.names.take(instance.cls.name));
      state.layer = makeLayer(state.spec, new Args(args.positional, keyword, args.positionalSpans, args.keywordSpans, args.open), at);
    } else {
      const span = session.constructing ?? at.span;
      state.layer = session.builder.customLayer(instance.cls.name, {
        name: named, span, trainable: args.keyword.get('trainable') !== false, dtype: args.keyword.has('dtype') ? toMaybe(args.keyword.get('dtype')!) : undefined,
        config: args.keyword.has('activity_regularizer') ? { activityRegularizer: activityRegularizer(args.keyword.get('activity_regularizer')!) } : undefined,
        inputShape: args.keyword.has('input_shape') ? toMaybe(args.keyword.get('input_shape')!) : undefined,
      });
    }
    if (args.keyword.get('trainable') instanceof Unknown) session.setTrainable(state.layer, session.trainableOf(args.keyword.get('trainable')!, at), at);
    session.origins.set(state.layer, { span: state.layer.span ?? at.span, args, spec: state.spec });
  }
  state.layer.masks = !state.isModel && handlesMasks(instance);
  const extendsKeras = state.spec !== null;
  if (state.layer.masks) assignYoung(state.layer, 'ownMasks', () => ownMasking(instance, extendsKeras, at));
  session.objects.set(state.layer, instance);
  if (!state.spec || definesCall(instance)) {
    const { layer } = state;
    assignYoung(layer, 'evaluate', (inputs) => evaluateCall(instance, state, layer, inputs, at));
  }
}

const anyRegularizer = regularizer();
/** What a layer's constructor hands to Keras's own as `activity_regularizer`. */
function activityRegularizer(value: Value): Maybe {
  const given = anyRegularizer.normalise(toMaybe(value));
  return (anyRegularizer.read(given) ?? null) as Maybe;
}

/** True where the class says what becomes of masks; Keras hands one to a `call` that has an argument for it (`Layer._call_has_mask_arg`). */
function handlesMasks({ cls }: PyInstance): boolean {
  return cls.ownMember('compute_mask') !== undefined || cls.ownMember('supports_masking') === true || cls.ownMethod('call')?.code.parameters.some(({ name }) => name === 'mask') === true;
}

/** True where Keras asks the class for the shape of what it gives, instead of following its `call`. */
function saysShape({ cls }: PyInstance): boolean {
  return ['compute_output_shape', 'compute_output_spec'].some((name) => cls.ownMember(name) !== undefined);
}

/** True where the class has a `call` of its own, not only that of a Keras layer. */
function definesCall({ cls }: PyInstance): boolean {
  return cls.ownMember('call') !== undefined;
}

/** Attributes that a Layer subclass inherits. */
export function baseMember(instance: PyInstance, name: string, at: Site): Value | undefined {
  const state = stateOf(instance);
  if (!state) return undefined;
  switch (name) {
    case '__init__':
      return new BoundNative(name, (args, site) => (initialise(instance, args, site), null));
    case 'add_weight':
    case 'add_variable':
      return new BoundNative(name, (args, site) => {
        if (!state.layer) site.machine.raise('RuntimeError', `${instance.cls.name} adds a weight before super().__init__() is called. Call it first in __init__().`, site, 'super-not-called');
        return addWeight(instance, state, args, site);
      });
    case 'build':
      if (state.isModel && state.layer) return modelMember(instance, state, name, at);
      return new BoundNative(name, (args, site) => {
        if (!state.isModel && !args.open && args.positional.length + args.keyword.size === 0) site.machine.raise('TypeError', 'Layer.build() needs input_shape, but it is not given. Write super().build(input_shape).', site, 'argument-missing');
        site.machine.journal.touch(instance);
        // `build(shape)` that the program itself calls: there is nothing left to build at the first call.
        if (state.layer && !state.building) state.layer.built = true;
        return null;
      });
    case 'built':
      return state.layer?.built ?? false;
    case '__call__':
      return new BoundNative(name, (args, site) => invokeInstance(instance, args, site));
    case 'call':
      return state.spec && state.layer ? new BoundNative(name, (args, site) => callBase(state.layer!, args, site)) : new BoundNative(name, (args) => args.positional[0] ?? null);
    case 'get_config':
      return new BoundNative(name, () => Dict.of([['name', state.layer?.name ?? null] as const, ['trainable', state.layer?.trainable ?? true] as const, ['dtype', state.layer?.policy.variable ?? 'float32'] as const]));
    case 'compute_output_shape':
    case 'compute_mask':
      return new BoundNative(name, (_args, site) => (name === 'compute_mask' ? null : unknown('The shape that this layer computes is not followed.', site.span)));
    case 'add_loss':
      return new BoundNative(name, (args, site) => {
        checkAddedLoss(args, site);
        const losses = tensorsIn(args.get(0, 'loss') ?? args.keyword.get('losses') ?? null);
        if (losses && state.depth > 0) state.addLoss(losses);
        else if (state.layer) sessionOf(site.machine).addsLoss.set(state.layer, true);
        return null;
      });
    case 'add_metric':
    case 'add_update':
      return new BoundNative(name, (_args, site) => {
        if (!state.isModel || name === 'add_update') site.machine.raise(name === 'add_metric' ? 'NotImplementedError' : 'AttributeError', name === 'add_metric' ? 'add_metric() raises in Keras 3. Give compile metrics, or update a metric that the model holds in its train_step().' : 'A layer has no add_update in Keras 3. Assign to the variable in call(): variable.assign(...).', site, 'legacy-method');
        return null;
      });
    case 'supports_masking':
    case 'stateful':
      return false;
    case 'losses':
    case 'metrics': {
      // What add_loss, regularizers and layers inside bring is there only once data was seen.
      const gathered = new List([]);
      gathered.lost = unknown(`Which ${name} a layer or model has at this point is not followed.`, at.span);
      return gathered;
    }
    case '_compute_dtype':
    case 'compute_dtype':
      return state.layer?.policy.compute ?? 'float32';
    case 'variable_dtype':
    case 'dtype':
      return state.layer?.policy.variable ?? 'float32';
    default: {
      if (state.isModel) {
        const own = modelMember(instance, state, name, at);
        if (own !== undefined) return own;
      }
      if (!state.layer) return undefined;
      return sessionOf(at.machine).wrapped(state.layer).getAttribute(name, at);
    }
  }
}

/** The tensors that a program hands over as one or as a list; null where it hands over something else. */
function tensorsIn(value: Value): SymbolicTensor[] | null {
  if (value instanceof TensorValue) return value.tensor.loss ? null : [value.tensor];
  const items = value instanceof List || value instanceof Tuple ? value.items.map(tensorsIn) : [null];
  return items.includes(null) ? null : (items as SymbolicTensor[][]).flat();
}

export function assignAttribute(instance: PyInstance, name: string, value: Value, at: Site): boolean {
  const state = stateOf(instance);
  if (!state) return false;
  const own = instance.cls.lookUp(name);
  if (!own || 'native' in own) checkAssignment({ name: instance.cls.name, isModel: state.isModel, hasGraph: state.isModel && state.layer !== null && state.model.kind !== 'Subclass' }, name, at);
  if (!state.layer) return false;
  if (name === 'trainable') {
    const session = sessionOf(at.machine);
    at.machine.journal.touch(session.wrapped(state.layer));
    const truth = session.trainableOf(value, at);
    session.setTrainable(state.layer, truth, at);
    for (const child of state.tracked) session.setTrainable(child, truth, at);
    return true;
  }
  if (name === 'supports_masking') state.layer.masks ||= !state.isModel && value === true;
  if (name === 'built') {
    state.layer.built ||= value === true;
    return true;
  }
  return false;
}

/** `instance(inputs, …)`. */
export function invokeInstance(instance: PyInstance, args: Args, at: Site): Value {
  const state = stateOf(instance);
  if (!state) return unknown(`${instance.cls.name} is not followed.`, at.span);
  if (!state.layer) initialise(instance, Args.none, at);
  const { layer } = state;
  if (!layer) return unknown(`${instance.cls.name} has not been initialised.`, at.span);
  args = inOrder(instance.cls.ownMethod('call'), accepted(instance, args));
  if (!checkCall(instance, state, args, at)) return unknown(`What ${instance.cls.name} gives is not known, because it cannot be called so.`, at.span);
  const session = sessionOf(at.machine);
  if (state.depth > 3) return unknown(`${instance.cls.name} calls itself too deeply to be followed.`, at.span);
  at.machine.journal.touch(instance);
  const outer = state.current;
  state.current = args;
  state.takeNothing();
  const calledAt = state.calledAt;
  state.calledAt = at;
  try {
    const value = applyLayer(session.wrapped(layer), args, at);
    return state.takeNothing() && !saysShape(instance) ? null : value;
  } finally {
    state.current = outer;
    state.calledAt = calledAt;
  }
}
