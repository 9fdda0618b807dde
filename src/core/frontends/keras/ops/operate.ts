import type { SymbolicTensor, TensorTree } from '../../../graph/builder.js';
import { symbols } from '../../../graph/model.js';
import { flatten, type InfoTree } from '../../../graph/tensors.js';
import type { TensorInfo } from '../../../graph/types.js';
import { type Maybe, Unknown } from '../../../graph/values.js';
import type { Args } from '../../python/args.js';
import { List, Tuple } from '../../python/containers.js';
import { Native } from '../../python/native.js';
import { Float, Obj, type Site, type Value, asNumber, unknown } from '../../python/values.js';
import { numbersOf } from '../array-numbers.js';
import { ArrayValue, EagerNumber, wrapped } from '../array-value.js';
import { activationNames } from '../../../layers/objects.js';
import { toMaybe } from '../convert.js';
import { afterSteps, stepOf } from '../data/steps.js';
import { type KerasSession, sessionOf } from '../session.js';
import { Rejection } from '../shapes.js';
import { TensorValue } from '../tensor-value.js';
import { isSymbolic, tensorValue } from '../trees.js';
import { OpCall, type OpRule } from './rule.js';
import { checkLengths } from './none-length.js';
import { openAxis } from './shape-of.js';
import { specs } from './registry.generated.js';

const tables: readonly { readonly [name: string]: OpRule }[] = Object.values(specs);
const rules = new Map(tables.flatMap((table) => Object.entries(table)));
const natives = new Map<string, Native>();

const activations: ReadonlySet<string> = new Set(activationNames);

/** An operation as the program holds it. One that is an activation stands for its name where a layer takes it. */
export class OpFunction extends Native {
  toConfig(): Maybe {
    return activations.has(this.name) ? this.name : this;
  }
}

/** An operation as `keras.ops` has it: its arguments are those that Keras names. */
class PublicOp extends OpFunction {
  constructor(private readonly operation: Native) {
    super(operation.signature, () => null);
  }
  override call(args: Args, at: Site): Value {
    const names = this.parameters.map(({ name }) => name);
    if (this.parameters.every(({ form }) => form === '')) {
      for (const name of args.keyword.keys()) {
        if (!names.includes(name)) return at.machine.raise('TypeError', `keras.ops.${this.name} has no argument ${name}. It takes ${names.join(', ')}.`, { ...at, span: args.keywordSpans.get(name) ?? at.span }, 'argument-unknown');
      }
      if (args.positional.length > names.length) return at.machine.raise('TypeError', `keras.ops.${this.name} takes at most ${names.length} arguments, but ${args.positional.length} are given. It takes ${names.join(', ')}.`, at, 'argument-count');
    }
    return this.operation.call(args, at);
  }
}
const publicOps = new Map<string, Native | undefined>();

/** The operation of this name as a program reaches it by `keras.ops`. */
export function publicOp(name: string): Native | undefined {
  if (!publicOps.has(name)) {
    const operation = opFunction(name);
    publicOps.set(name, operation && new PublicOp(operation));
  }
  return publicOps.get(name);
}

/** Names of `keras.ops`; those with a dot are TensorFlow's. */
export const opNames = (): readonly string[] => [...rules.keys()].filter((name) => !name.includes('.'));

/** An operation of `keras.ops` as a function of the program; undefined where there is no rule for it. */
export function opFunction(name: string): Native | undefined {
  let made = natives.get(name);
  const rule = rules.get(name);
  if (!made && rule) {
    made = new OpFunction(rule.signature, (at, ...values) => apply(name, rule, values, made!.parameters.map((p) => p.name), at));
    natives.set(name, made);
  }
  return made;
}

/** Applies an operation to positional arguments. */
export function operate(name: string, values: readonly Value[], at: Site): Value {
  const fn = opFunction(name);
  const rule = rules.get(name);
  if (!fn || !rule) return unknown(`The operation ${name} is not modelled.`, at.span);
  const filled = fn.parameters.map((p, i) => values[i] ?? (i < values.length ? null : p.fallback));
  return apply(name, rule, filled, fn.parameters.map((p) => p.name), at);
}

/** Arguments that are shapes, in which TensorFlow takes no None inside of a `call`. */
const LENGTHS: Readonly<Record<string, string>> = { reshape: 'newshape', broadcast_to: 'shape' };

function apply(name: string, rule: OpRule, given: readonly Value[], names: readonly string[], at: Site): Value {
  const session = sessionOf(at.machine);
  const values = session.tracing > 0 && !given.some(isSymbolic) ? given.map((value) => constantOf(value, session)) : given;
  const lengths = LENGTHS[name];
  if (lengths !== undefined) checkLengths(name, values[names.indexOf(lengths)], at);
  const symbolic = values.some(isSymbolic);
  if (!symbolic) {
    const lost = values.find((v): v is Unknown => v instanceof Unknown);
    if (lost) return lost;
    const direct = rule.direct?.(values, at);
    if (direct !== undefined) return direct;
  }
  let outcome: TensorInfo | readonly TensorInfo[];
  try {
    outcome = rule.infer(new OpCall(name, names, values));
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    session.report(error.problem, at.span, at);
    return unknown(error.problem.message, at.span);
  }
  if (!symbolic) {
    if (Array.isArray(outcome)) return new List(outcome.map(eagerResult));
    const result = eagerResult(outcome as TensorInfo);
    const [first] = values;
    if (!(first instanceof ArrayValue)) return result;
    const step = stepOf(name, (parameter) => values[names.indexOf(parameter)] ?? null, at);
    const made = afterSteps(first, [step], result, name, at);
    // Keras gives resized images the type that they had (keras/src/ops/image.py, `resize`).
    const whole = step?.op === 'resize' && step.interpolation !== 'nearest' && made.dtype.includes('int');
    return wrapped(whole ? made.after({ op: 'round', span: at.span }, made.shape) : made, step?.op, at);
  }
  const tree = inputsOf(values);
  const config = configOf(names, values);
  session.machine.step();
  const tensors = symbols(tree);
  // A model that holds the operation may be applied to another shape: the same arguments, with other tensors in their place.
  const again = tree instanceof Unknown || flatten(tree).length !== tensors.length ? undefined : (inputs: InfoTree): InfoTree => {
    const given = flatten(inputs);
    return rule.infer(new OpCall(name, names, values, new Map(tensors.map((tensor, i) => [tensor, given[i] ?? tensor]))));
  };
  const made = session.builder.operation(rule.layerName ?? name, tree, config, outcome, at.span, again);
  return Array.isArray(made) ? new List(made.map((t) => tensorValue(t as SymbolicTensor, session))) : tensorValue(made as SymbolicTensor, session);
}

/** An array of known numbers in a `call`: what is computed of it is computed with the rest. */
function constantOf(value: Value, session: KerasSession): Value {
  if (!(value instanceof ArrayValue) || value instanceof EagerNumber || value.shape === null) return value;
  const numbers = numbersOf(value);
  return numbers === undefined ? value : tensorValue(session.constant(value.shape, value.dtype, numbers), session);
}

const eagerResult = ({ shape, dtype, loss }: TensorInfo): ArrayValue => new ArrayValue(shape, dtype, { loss });

/** The symbolic tensors among the arguments; constants are part of the operation. */
function inputsOf(values: readonly Value[]): TensorTree {
  const found: TensorTree[] = [];
  const visit = (value: Value): void => {
    if (value instanceof TensorValue) found.push(value.tensor);
    else if (value instanceof Unknown) found.push(value);
    else if (value instanceof Tuple || value instanceof List) value.items.forEach(visit);
  };
  for (const value of values) if (isSymbolic(value) || value instanceof Unknown) visit(value);
  return found.length === 1 ? found[0]! : found;
}

/** Lengths that are open until data is there, of batches, are None in a configuration. */
const closed = (value: Value): Value => (value === openAxis ? null : value instanceof Tuple || value instanceof List ? new Tuple(value.items.map(closed)) : value);

/** Arguments that are not tensors, as the configuration of the operation. */
function configOf(names: readonly string[], values: readonly Value[]): { [name: string]: Maybe } {
  const config: { [name: string]: Maybe } = {};
  values.forEach((value, i) => {
    if (isSymbolic(value)) return;
    if (value instanceof ArrayValue) {
      config[names[i]!] = numbersOf(value) ?? new Unknown(value.loss ?? { reason: 'The numbers of this array are not followed.', span: null });
      return;
    }
    if (value instanceof Float || asNumber(value) !== null || !(value instanceof Obj) || value instanceof Tuple || value instanceof List) config[names[i]!] = toMaybe(closed(value));
  });
  return config;
}
