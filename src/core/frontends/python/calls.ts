import type { Block, Expr, Parameter } from '../../syntax/ast.js';
import { noteUse } from '../../graph/history.js';
import type { Span } from '../../graph/types.js';
import { Unknown } from '../../graph/values.js';
import type { Args } from './args.js';
import { Dict, Tuple } from './containers.js';
import { Iterator } from './iterator.js';
import { evaluate } from './evaluate.js';
import { execute, finishFrame } from './execute.js';
import type { PyFunction } from './functions.js';
import { Frame } from './frame.js';
import { Scope } from './scope.js';
import { type Site, type Value, unknown } from './values.js';

const DEEPEST = 60;

/** Calls a function of the analysed program: binds its arguments as Python does and runs its body. */
export function callFunction(fn: PyFunction, args: Args, at: Site): Value {
  const { machine } = at;
  noteUse(fn);
  const { code } = fn;
  if (machine.depth >= DEEPEST) fn.runaway ||= fn.active > 0;
  if (fn.runaway || machine.depth >= DEEPEST) return unknown(`${code.name} calls itself too deeply to be followed.`, at.span);
  const scope = new Scope('function', fn.closure);
  const fault = bindParameters(fn, args, scope, at);
  if (fault !== null) return fault;
  if (code.generator) return new Generator(fn, scope);
  return run(fn, scope, at);
}

function run(fn: PyFunction, scope: Scope, at: Site): Value {
  const { machine } = at;
  const frame = new Frame(fn.code.module, fn.code.unit, scope, fn, at.span, machine.frame);
  const outer = machine.enter(frame);
  fn.active++;
  try {
    const { body } = fn.code;
    if (!Array.isArray(body)) return evaluate(machine, body as Expr);
    const done = execute(machine, body as Block);
    const value = done?.kind === 'return' ? done.value : null;
    return finishFrame(machine, frame, value, done?.kind === 'return');
  } finally {
    fn.active--;
    if (fn.active === 0) fn.runaway = false;
    machine.leave(outer);
  }
}

/** Runs a generator to its end, or as far as it is followed, and returns what it yields. */
function runGenerator(fn: PyFunction, scope: Scope, at: Site): readonly Value[] | Unknown {
  const { machine } = at;
  const frame = new Frame(fn.code.module, fn.code.unit, scope, fn, at.span, machine.frame);
  frame.yielded = [];
  const outer = machine.enter(frame);
  try {
    execute(machine, fn.code.body as Block);
  } catch (error) {
    if (!(error instanceof EnoughYielded)) throw error;
    return unknown(`${fn.code.name} yields more values than are followed.`, at.span);
  } finally {
    machine.leave(outer);
  }
  return frame.lostYields ?? frame.yielded;
}

/** What a call of a function with `yield` in it gives; its names hold the arguments of the call. */
export class Generator extends Iterator {
  constructor(
    readonly fn: PyFunction,
    readonly scope: Scope,
  ) {
    super((site) => runGenerator(fn, scope, site), 'generator');
  }
}

/** Stops a generator that goes on for ever. */
export class EnoughYielded extends Error {}

/** Gives every parameter its value. Returns the call's value where the arguments do not fit. */
function bindParameters(fn: PyFunction, args: Args, scope: Scope, at: Site): Value {
  const fault = bound(fn, args, scope.names);
  return fault && at.machine.raise('TypeError', fault.message, { machine: at.machine, span: fault.span ?? at.span });
}

/** Arguments that a function does not take: Python's TypeError, and the argument at fault where it is given by name. */
export interface ArgumentFault {
  readonly message: string;
  readonly span: Span | null;
}

/** What Python would say of a call, without making it. */
export const argumentFault = (fn: PyFunction, args: Args): ArgumentFault | null => bound(fn, args, new Map());

function bound(fn: PyFunction, args: Args, names: Map<string, Value>): ArgumentFault | null {
  const { parameters, name } = fn.code;
  const used = new Set<string>();
  let next = 0;
  for (let i = 0; i < parameters.length; i++) {
    const parameter = parameters[i]!;
    if (parameter.form === '*') {
      names.set(parameter.name, args.open && !args.keyword.size && next >= args.positional.length ? args.open : new Tuple(args.positional.slice(next)));
      next = args.positional.length;
    } else if (parameter.form === '**') {
      const rest = new Dict();
      for (const [key, value] of args.keyword) if (!used.has(key)) rest.put(key, value);
      rest.open = args.open;
      names.set(parameter.name, rest);
      for (const key of args.keyword.keys()) used.add(key);
    } else if (!parameter.keywordOnly && next < args.positional.length) {
      names.set(parameter.name, args.positional[next++]!);
      if (args.keyword.has(parameter.name)) return { message: `${name}() gets ${parameter.name} twice, by position and by name. Remove one of them.`, span: null };
    } else {
      const value = valueOf(parameter, i, fn, args);
      if (value === undefined) {
        return { message: `${name}() needs ${parameter.name}, but it is not given. Add it to the call.`, span: null };
      }
      names.set(parameter.name, value);
      used.add(parameter.name);
    }
  }
  if (next < args.positional.length) {
    return { message: `${name}() takes ${parameters.filter((p) => !p.keywordOnly).length} positional arguments, but ${args.positional.length} are given.`, span: null };
  }
  for (const key of args.keyword.keys()) {
    if (used.has(key) || names.has(key)) continue;
    return { message: `${name}() has no parameter ${key}. It takes ${parameters.map((p) => p.name).join(', ') || 'none'}.`, span: args.keywordSpans.get(key) ?? null };
  }
  return null;
}

function valueOf(parameter: Parameter, index: number, fn: PyFunction, args: Args): Value | undefined {
  const given = args.keyword.get(parameter.name);
  if (given !== undefined) return given;
  // Something of unknown content was unpacked into the call: it may well hold this one.
  if (args.open) return fn.defaults[index] !== undefined && !(args.open instanceof Unknown) ? fn.defaults[index] : args.open;
  return fn.defaults[index];
}
