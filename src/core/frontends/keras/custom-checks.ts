import { Args } from '../python/args.js';
import { argumentFault } from '../python/calls.js';
import { type PyInstance, UnknownBase } from '../python/classes.js';
import { PyFunction } from '../python/functions.js';
import { ModelInstance } from '../../graph/builder.js';
import type { Site } from '../python/values.js';
import type { CustomState } from './custom-state.js';

/** Arguments of `Layer.__init__` (Keras 3.15): all of them by name. */
const OF_LAYER: ReadonlySet<string> = new Set(['activity_regularizer', 'trainable', 'dtype', 'autocast', 'name', 'input_shape', 'input_dim']);

/** What `super().__init__(…)` of a class derived from `Layer` or `Model` is given that Keras raises at. */
export function checkBaseArguments(instance: PyInstance, state: CustomState, args: Args, at: Site): void {
  if (state.spec || instance.cls.order.some((base) => base.name === 'Sequential' || base instanceof UnknownBase)) return;
  // A model with inputs and outputs is a functional one, which takes them by position as well.
  if (state.isModel && (args.positional.length === 2 || args.keyword.has('outputs') || args.keyword.has('inputs') || args.open)) return;
  const base = state.isModel ? 'Model' : 'Layer';
  const [first] = args.positional;
  if (first !== undefined) {
    const next = first === instance ? 'super() hands self on by itself: remove it' : 'Name each argument, such as name=...';
    at.machine.raise('TypeError', `${base}.__init__() takes its arguments by name only, but found ${args.positional.length} by position. ${next}.`, { ...at, span: args.positionalSpans[0] ?? at.span }, 'argument-count');
  }
  for (const name of args.keyword.keys()) {
    if (OF_LAYER.has(name)) continue;
    at.machine.raise('ValueError', `${instance.cls.name} hands ${name} on to ${base}.__init__(), which takes only activity_regularizer, autocast, dtype, name and trainable. Keep it in __init__() of ${instance.cls.name}, or leave it out.`, { ...at, span: args.keywordSpans.get(name) ?? at.span }, 'argument-unknown');
  }
}

/**
 * What Keras or Python says of a call of an object of one's own class before its `call` runs: the constructor of the base was never
 * called, there is no `call`, or the arguments do not fit it. True where the call goes on.
 */
export function checkCall(instance: PyInstance, state: CustomState, args: Args, at: Site): boolean {
  const { cls } = instance;
  if (cls.order.some((base) => base instanceof UnknownBase)) return true;
  if (state.uninitialised) at.machine.raise('RuntimeError', `${cls.name} cannot be called, because its __init__() does not call super().__init__(). Call it before anything else there.`, at, 'super-not-called');
  if (instance.attributes.has('call')) return true;
  const call = cls.ownMember('call');
  const functional = state.layer instanceof ModelInstance && state.layer.kind !== 'Subclass';
  if (call === undefined) {
    if (state.spec || functional) return true;
    at.machine.raise('NotImplementedError', `${cls.name} has no call() method, which says what ${state.isModel ? 'the model' : 'the layer'} computes. Define call(self, inputs).`, at, 'no-call');
    return false;
  }
  if (!(call instanceof PyFunction)) return true;
  const fault = argumentFault(call, args.after([instance]));
  if (!fault) return true;
  at.machine.raise('TypeError', fault.message, { ...at, span: fault.span ?? at.span });
  return false;
}

/** The arguments without `training`, which Keras keeps from a `call` that does not take it (`CallSpec`). */
export function accepted({ cls }: PyInstance, args: Args): Args {
  const call = args.keyword.has('training') ? cls.ownMethod('call') : null;
  if (!call) return args;
  const { parameters } = call.code;
  if (parameters.some(({ name, form }) => name === 'training' || form === '**')) return args;
  const keyword = new Map([...args.keyword].filter(([name]) => name !== 'training'));
  return new Args(args.positional, keyword, args.positionalSpans, args.keywordSpans, args.open);
}
