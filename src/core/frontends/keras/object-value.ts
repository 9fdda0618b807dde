import type { ConfigValue, Loss, Span } from '../../graph/types.js';
import { type Maybe, Unknown } from '../../graph/values.js';
import type { Part } from '../../recipe/types.js';
import type { Args } from '../python/args.js';
import { NativeClass, type PyClass, type PyInstance } from '../python/classes.js';
import { joinMaps } from '../python/join-maps.js';
import type { Machine } from '../python/machine.js';
import { BoundNative } from '../python/native.js';
import { nearest, toCamel } from '../../graph/names.js';
import { type Mutable, Obj, type Site, type Value, unknown } from '../python/values.js';
import { checkShapeFirst } from './add-weight.js';
import { configurationOf } from './configuration.js';
import { checkFileName } from './recipe/filenames.js';
import { removal } from './recipe/legacy.js';
import { numberIn, synthetic } from './array-value.js';
import { formerOfOptimizer } from './former-attributes.js';
import { checkLossCall } from './recipe/loss-call.js';
import { LearningRate } from './learning-rate.js';
import { fromMaybe, plainShape, readDtype, readShape, toMaybe } from './convert.js';
import { isConfigValue } from '../../graph/values.js';

/** Constructor parameters with their defaults, in Keras's order; `undefined` where Keras demands one. */
export type Parameters = readonly (readonly [name: string, fallback?: ConfigValue])[];

/** An optimizer, loss, metric, initializer, schedule, callback, …: a class name and its configuration. */
export class ObjectValue extends Obj implements Mutable {
  constructor(
    readonly className: string,
    public config: { readonly [key: string]: Maybe },
    readonly span: Span | null,
    readonly kind: string,
  ) {
    super();
  }
  get typeName(): string {
    return this.className;
  }
  toConfig(): Maybe {
    return { className: this.className, config: this.config };
  }
  /** As part of a recipe: with what is known. */
  toPart(): Part {
    return { className: this.className, config: plainConfig(this.config), span: this.span };
  }
  override getAttribute(name: string, at: Site): Value | undefined {
    if (name === 'get_config') return new BoundNative(name, () => configurationOf([], this.config));
    if (name === 'name') return this.config.name === undefined ? unknown('This name is not known.', at.span) : fromMaybe(this.config.name);
    const value = this.config[toCamel(name)];
    if (this.kind === 'optimizer' && name === 'learning_rate' && typeof value === 'number') return new LearningRate(value, (rate, site) => this.setAttribute(name, rate, site));
    if (value !== undefined) return fromMaybe(value);
    if (this.kind === 'optimizer') {
      const former = formerOfOptimizer(this.className, name, at);
      if (former !== undefined) return former;
    }
    return unknown(`${this.className}.${name} is not followed.`, at.span);
  }
  override setAttribute(name: string, value: Value, at: Site): boolean {
    if (this.kind === 'optimizer' && name === 'learning_rate' && isSchedule(this.config.learningRate) && !(value instanceof ObjectValue)) {
      at.machine.raise('TypeError', `The learning rate of this ${this.className} comes from a schedule, and Keras lets nothing else be set. Make the optimizer with a number as its learning_rate.`, at);
    }
    at.machine.journal.touch(this);
    this.config = { ...this.config, [toCamel(name)]: numberIn(value) ?? toMaybe(value) };
    return true;
  }
  snapshot(): ObjectValue['config'] {
    return this.config;
  }
  restore(state: ObjectValue['config']): void {
    this.config = state;
  }
  join(a: ObjectValue['config'], b: ObjectValue['config'], loss: Loss, machine: Machine): void {
    const joined = joinMaps(new Map(Object.entries(a).map(([key, value]) => [key, fromMaybe(value)])), new Map(Object.entries(b).map(([key, value]) => [key, fromMaybe(value)])), loss, machine);
    this.config = a === b ? a : Object.fromEntries([...joined].map(([key, value]) => [key, toMaybe(value)]));
  }
  override call(args: Args, at: Site): Value {
    if (this.kind === 'initializer') {
      const { shape, loss } = plainShape(readShape(args.positional[0] ?? args.keyword.get('shape') ?? null));
      return synthetic(shape, readDtype(args.positional[1] ?? args.keyword.get('dtype') ?? null) ?? 'float32', at.span, loss?.loss);
    }
    if (this.kind === 'loss') checkLossCall(this.className, args, at);
    return unknown(`What ${this.className} computes is not known without running it.`, at.span);
  }
}

/** A learning rate that follows the number of steps. */
const isSchedule = (rate: Maybe | undefined): boolean => typeof rate === 'object' && rate !== null && 'className' in rate;

export function plainConfig(config: { readonly [key: string]: Maybe }): { [key: string]: ConfigValue } {
  const plain: { [key: string]: ConfigValue } = {};
  for (const [key, value] of Object.entries(config)) if (isConfigValue(value)) plain[key] = value;
  return plain;
}

const CLIPPING = ['clipnorm', 'clipvalue', 'global_clipnorm'];

/** An optimizer clips gradients in one way (`BaseOptimizer.__init__`). */
function checkClipping(name: string, args: Args, at: Site): void {
  const given = CLIPPING.filter((way) => (args.keyword.get(way) ?? null) !== null && !(args.keyword.get(way) instanceof Unknown));
  if (given.length > 1) at.machine.raise('ValueError', `${name} takes one of clipnorm, clipvalue and global_clipnorm, but found ${given.join(' and ')}. Keep one of them.`, { ...at, span: args.keywordSpans.get(given[1]!) ?? at.span }, 'argument-conflict');
}

/** Classes whose constructor takes any keyword: bases of the user's own, and callbacks that only warn. */
const ANY: ReadonlySet<string> = new Set(['Optimizer', 'Loss', 'Metric', 'Callback', 'Regularizer', 'Initializer', 'Constraint', 'LearningRateSchedule', 'MeanMetricWrapper', 'LambdaCallback', 'ReduceLROnPlateau', 'History', 'ProgbarLogger']);

/** A class of such objects. */
export class ObjectClass extends NativeClass {
  constructor(
    name: string,
    readonly kind: string,
    readonly parameters: Parameters,
    private readonly earlier: { readonly former?: { readonly [old: string]: string }; readonly gone?: { readonly [old: string]: string } } = {},
  ) {
    super(name);
  }
  override call(args: Args, at: Site): Value {
    const config: { [key: string]: Maybe } = {};
    for (const [name, fallback] of this.parameters) if (fallback !== undefined) config[toCamel(name)] = fallback;
    args.positional.forEach((value, i) => {
      const name = this.parameters[i]?.[0];
      if (name) config[toCamel(name)] = toMaybe(value);
    });
    for (const [name, value] of args.keyword) {
      const modern = this.takes(name) ? undefined : this.earlier.former?.[name];
      if (modern !== undefined) this.warnFormer(name, modern, args, at);
      else if (!this.takes(name)) this.refuse(name, args, at);
      config[toCamel(modern ?? name)] = toMaybe(value);
    }
    this.checkCount(args, at);
    if (this.kind === 'optimizer') {
      checkClipping(this.name, args, at);
      if (typeof config.learningRate === 'string') at.machine.raise('ValueError', `learning_rate must be a number or a schedule, but found the text ${at.machine.show(config.learningRate)}. Write it without quotes.`, { ...at, span: args.spanOf(0, 'learning_rate') ?? at.span }, 'argument-type');
    }
    if (this.name === 'ModelCheckpoint') checkFileName(config.saveWeightsOnly === true ? 'weights' : 'checkpoint', args, at);
    if (args.open) for (const [name] of this.parameters) if (!args.keyword.has(name)) config[toCamel(name)] = args.open;
    return new ObjectValue(this.name, config, at.span, this.kind);
  }
  /** True for an argument that Keras 3 takes; base classes and a few callbacks take any. */
  private takes(name: string): boolean {
    return this.parameters.some(([known]) => known === name);
  }
  private refuse(name: string, args: Args, at: Site): void {
    const span = args.keywordSpans.get(name) ?? at.span;
    const advice = this.earlier.gone?.[name];
    if (advice !== undefined) {
      const fix = removal(name, args);
      at.machine.report({ code: 'legacy-argument', severity: 'warning', span, message: `${this.name} no longer takes ${name}. ${advice}.`, ...(fix ? { fixes: [fix] } : {}) });
    }
    if (advice === undefined && !ANY.has(this.name)) {
      const meant = nearest(name, this.parameters.map(([known]) => known));
      at.machine.raise('TypeError', `${this.name} has no argument ${name}. ${meant ? `Did you mean ${meant}?` : `It takes ${this.parameters.slice(0, 8).map(([known]) => known).join(', ') || 'none'}${this.parameters.length > 8 ? ', ...' : ''}.`}`, { ...at, span }, 'argument-unknown');
    }
  }
  private checkCount(args: Args, at: Site): void {
    if (ANY.has(this.name) || args.open) return;
    const given = args.positional.length;
    const missing = this.parameters.find(([name, fallback], i) => fallback === undefined && i >= given && !args.keyword.has(name));
    if (missing) at.machine.raise('TypeError', `${this.name} needs ${missing[0]}, but it is not given. Add ${missing[0]}=....`, at, 'argument-missing');
    else if (given > this.parameters.length) at.machine.raise('TypeError', `${this.name} takes at most ${this.parameters.length} arguments, but ${given} are given. Remove the last.`, at, 'argument-count');
  }
  private warnFormer(old: string, modern: string, args: Args, at: Site): void {
    const span = args.keywordSpans.get(old) ?? at.span;
    at.machine.report({
      code: 'legacy-argument', severity: 'warning', span, message: `${this.name} no longer takes ${old}; Keras 3 calls it ${modern}. Rename the argument.`,
      ...(span.file ? {} : { fixes: [{ title: `Change ${old} to ${modern}`, edits: [{ span: { from: span.from, to: span.from + old.length }, text: modern }] }] }),
    });
  }
  override instanceCheck(value: Value): boolean | null {
    return value instanceof ObjectValue ? value.className === this.name || value.kind === this.name.toLowerCase() : value instanceof Unknown ? null : super.instanceCheck(value);
  }
  override member(_instance: PyInstance, name: string): Value | undefined {
    if (name === '__init__') return new BoundNative(name, () => null);
    return new BoundNative(name, (args, at) => {
      if (this.kind === 'metric' && name === 'add_weight') checkShapeFirst(args, at);
      return unknown(`${name} is not followed.`, at.span);
    });
  }
  override classMember(_cls: NativeClass | PyClass, name: string): Value | undefined {
    return name === 'from_config' ? new BoundNative(name, (_args, at) => unknown('Objects that are made from a configuration are not followed.', at.span)) : undefined;
  }
}
