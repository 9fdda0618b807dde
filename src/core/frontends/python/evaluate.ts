import type { Span } from '../../graph/types.js';
import { Unknown } from '../../graph/values.js';
import type { Argument, CallExpr, Expr, FStringPart } from '../../syntax/ast.js';
import { Args, noKeywords, noSpans } from './args.js';
import { assign } from './assign.js';
import { EnoughYielded } from './calls.js';
import { comprehension } from './comprehensions.js';
import { Super } from './classes.js';
import { Dict, List, PySet, Tuple } from './containers.js';
import { fork } from './fork.js';
import { formatValue } from './format.js';
import { PyFunction } from './functions.js';
import { getAttribute } from './lookup.js';
import type { Machine } from './machine.js';
import { binary, compareValues, unary } from './operators.js';
import { fullRepr, isPlain } from './show.js';
import { Bytes, Float, Obj, Slice, type Value, ellipsis, unknown } from './values.js';

/** Most values that a generator is followed for. */
const MOST_YIELDS = 500;

/** The value of an expression, where the program stands now. */
export function evaluate(m: Machine, node: Expr): Value {
  m.step();
  switch (node.kind) {
    case 'Name':
      return lookUp(m, node);
    case 'None':
      return null;
    case 'Boolean':
    case 'Integer':
      return node.value;
    case 'Float':
      return new Float(node.value);
    case 'String':
      return node.bytes ? new Bytes(node.value) : node.value;
    case 'Ellipsis':
      return ellipsis;
    case 'FString':
      return formatted(m, node.parts, node);
    case 'Attribute':
      return getAttribute(evaluate(m, node.value), node.name, m.site(node), node.to - node.nameFrom);
    case 'Call':
      return call(m, node);
    case 'Binary':
      return binary(node.operator, evaluate(m, node.left), evaluate(m, node.right), m.site(node));
    case 'Compare':
      return comparison(m, node);
    case 'Logic':
      return logic(m, node);
    case 'Unary':
      return unary(node.operator, evaluate(m, node.value), m.site(node));
    case 'Conditional':
      return conditional(m, node);
    case 'Sequence': {
      const items = sequence(m, node.items);
      if (node.makes === 'tuple') return items.lost ?? new Tuple(items.values);
      if (node.makes === 'set') return items.lost ?? PySet.of(items.values);
      const list = new List(items.values);
      list.lost = items.lost;
      return list;
    }
    case 'Dict':
      return dict(m, node.entries);
    case 'Subscript':
      return subscript(m, evaluate(m, node.value), evaluate(m, node.index), m.span(node));
    case 'Slice':
      return new Slice(optional(m, node.lower), optional(m, node.upper), optional(m, node.step));
    case 'Lambda':
      return new PyFunction(
        { name: '<lambda>', parameters: node.parameters, body: node.body, generator: false, unit: m.frame!.unit, module: m.frame!.module, from: node.from, to: node.to },
        m.frame!.scope,
        node.parameters.map((p) => (p.default ? evaluate(m, p.default) : undefined)),
      );
    case 'Comprehension':
      return comprehension(m, node);
    case 'Walrus': {
      const value = evaluate(m, node.value);
      assign(m, node.target, value);
      return value;
    }
    case 'Starred':
      return evaluate(m, node.value);
    case 'Await':
      evaluate(m, node.value);
      return unknown('What is awaited is not known without running it.', m.span(node));
    case 'Yield':
      return yielded(m, node);
    case 'Broken':
      return unknown('This part of the text cannot be read.', m.span(node));
  }
}

const optional = (m: Machine, node: Expr | null): Value => (node ? evaluate(m, node) : null);

function lookUp(m: Machine, node: Expr & { readonly kind: 'Name' }): Value {
  const { id } = node;
  const { scope } = m.frame!;
  const found = scope.find(id);
  if (found !== undefined) return found;
  const builtin = m.options.builtins.get(id);
  if (builtin !== undefined) return builtin;
  const open = scope.module.open;
  if (open) return unknown(`${id} may come from a star import of a module that is not known.`, m.span(node));
  if (/^__(file|doc|builtins|package|spec|loader|path|annotations|cached|dict|class|module|qualname)__$/.test(id)) return unknown(`${id} is not known without running the file.`, m.span(node));
  if (id === '__name__') return m.frame!.module.name;
  return m.raise('NameError', `The name ${id} is not defined. Import it, or define it above.`, m.site(node), 'undefined-name');
}

function formatted(m: Machine, parts: readonly FStringPart[], node: Expr): Value {
  let text: Value = '';
  let fault: Unknown | null = null;
  const add = (part: Value): void => {
    text = text === '' ? part : binary('+', text, part, m.site(node));
  };
  for (const part of parts) {
    if (typeof part === 'string') {
      add(part);
      continue;
    }
    const value = evaluate(m, part.value);
    const spec = part.spec ? formatted(m, part.spec, node) : '';
    const shown = part.conversion === 'r' || part.conversion === 'a' ? (isPlain(value) ? fullRepr(value) : value) : value;
    const made = typeof spec === 'string' ? formatValue(shown, spec, m.site(node)) : (spec as Unknown);
    if (typeof made === 'string') add(made);
    // A text that is known by a rule only can still be put together with others.
    else if (part.spec === null && shown instanceof Obj && shown.typeName === 'str') add(shown);
    else fault ??= made;
  }
  return fault ?? text;
}

function call(m: Machine, node: CallExpr): Value {
  const { callee } = node;
  if (callee.kind === 'Name' && callee.id === 'super' && node.arguments.length === 0) {
    const made = zeroArgumentSuper(m);
    if (made) return made;
  }
  const target = evaluate(m, callee);
  const args = evaluateArguments(m, node.arguments);
  return m.call(target, args, m.site(node));
}

function zeroArgumentSuper(m: Machine): Value | null {
  for (let frame = m.frame; frame; frame = frame.caller) {
    if (!frame.fn?.owner) continue;
    const first = frame.fn.code.parameters[0];
    const self = first && frame.scope.names.get(first.name);
    return self === undefined ? null : new Super(self, frame.fn.owner);
  }
  return null;
}

export function evaluateArguments(m: Machine, nodes: readonly Argument[]): Args {
  if (nodes.length === 0) return Args.none;
  const positional: Value[] = [];
  const positionalSpans: (Span | null)[] = [];
  const named = nodes.some(({ form }) => form === 'keyword' || form === '**');
  const keyword = named ? new Map<string, Value>() : null;
  const keywordSpans = named ? new Map<string, Span>() : null;
  let open: Unknown | null = null;
  for (const node of nodes) {
    const value = evaluate(m, node.value);
    if (node.form === 'positional') {
      positional.push(value);
      positionalSpans.push(m.span(node));
    } else if (node.form === 'keyword') {
      keyword!.set(node.name, value);
      keywordSpans!.set(node.name, m.span(node));
    } else if (node.form === '*') {
      const items = m.iterate(value, m.site(node));
      if (items instanceof Unknown) open ??= items;
      else {
        positional.push(...items);
        for (let i = 0; i < items.length; i++) positionalSpans.push(m.span(node));
      }
    } else if (value instanceof Dict) {
      open ??= value.open;
      for (const [key, item] of value.entries.values()) {
        if (typeof key !== 'string') continue;
        keyword!.set(key, item);
        keywordSpans!.set(key, m.span(node));
      }
    } else open ??= value instanceof Unknown ? value : unknown('What is unpacked here with ** is not known.', m.span(node));
  }
  return new Args(positional, keyword ?? noKeywords, positionalSpans, keywordSpans ?? noSpans, open);
}

function comparison(m: Machine, node: Expr & { readonly kind: 'Compare' }): Value {
  let left = evaluate(m, node.first);
  let result: Value = true;
  for (const { operator, value } of node.rest) {
    const right = evaluate(m, value);
    const step = compareValues(operator, left, right, m.site(node));
    if (node.rest.length === 1) return step;
    const truth = m.truth(step, m.site(node));
    if (truth === false) return false;
    if (truth === null) result = step;
    left = right;
  }
  return result;
}

function logic(m: Machine, node: Expr & { readonly kind: 'Logic' }): Value {
  const left = evaluate(m, node.left);
  const truth = m.truth(left, m.site(node));
  if (truth === null) {
    // Either side may be the result; what both agree on is known, and a side that decides alone decides.
    const right = fork(m, [() => evaluate(m, node.right)], { reason: 'This condition is not known.', span: m.span(node) }).value;
    const other = m.truth(right, m.site(node));
    if (typeof right === 'boolean' && other === (node.operator === 'or')) return right;
    const combined = left instanceof Obj ? left.combined(node.operator, right) : undefined;
    if (combined !== undefined) return combined;
    return left instanceof Unknown ? left : unknown('This condition is not known.', m.span(node));
  }
  return truth === (node.operator === 'and') ? evaluate(m, node.right) : left;
}

function conditional(m: Machine, node: Expr & { readonly kind: 'Conditional' }): Value {
  const test = evaluate(m, node.test);
  const truth = m.truth(test, m.site(node.test));
  if (truth !== null) return evaluate(m, truth ? node.then : node.otherwise);
  const loss = { reason: conditionReason(test), span: m.span(node.test) };
  const ways: Value[] = [];
  const followed = (way: Expr) => (): Value => {
    const value = evaluate(m, way);
    ways.push(value);
    return value;
  };
  const { value } = fork(m, [followed(node.then), followed(node.otherwise)], loss);
  return (test instanceof Obj && ways.length === 2 ? test.chosen(ways[0]!, ways[1]!, m.site(node)) : undefined) ?? value;
}

/** Why a value depends on a condition. */
export function conditionReason(test: Value): string {
  return test instanceof Unknown ? `It depends on a condition that is not known: ${test.loss.reason}` : 'It depends on a condition that is not known.';
}

export function sequence(m: Machine, nodes: readonly Expr[]): { values: Value[]; lost: Unknown | null } {
  const values: Value[] = [];
  let lost: Unknown | null = null;
  for (const node of nodes) {
    if (node.kind !== 'Starred') {
      values.push(evaluate(m, node));
      continue;
    }
    const items = m.iterate(evaluate(m, node.value), m.site(node));
    if (items instanceof Unknown) lost ??= items;
    else values.push(...items);
  }
  return { values, lost };
}

function dict(m: Machine, entries: readonly { readonly key: Expr | null; readonly value: Expr }[]): Value {
  const made = new Dict();
  for (const { key, value } of entries) {
    if (key) {
      const k = evaluate(m, key);
      made.put(k, evaluate(m, value));
      continue;
    }
    const other = evaluate(m, value);
    if (other instanceof Dict) {
      for (const [k, v] of other.entries.values()) made.put(k, v);
      made.open ??= other.open;
    } else made.open ??= other instanceof Unknown ? other : unknown('What is unpacked here with ** is not known.', m.span(value));
  }
  return made;
}

export function subscript(m: Machine, value: Value, index: Value, span: Span): Value {
  const at = { machine: m, span };
  if (value instanceof Unknown) return value;
  if (typeof value === 'string') {
    const item = new List([...value]).getItem(index, at);
    return item instanceof List ? item.items.map((c) => (typeof c === 'string' ? c : '')).join('') : (item ?? unknown('This character is not known.', span));
  }
  const found = value instanceof Obj ? value.getItem(index, at) : undefined;
  if (found !== undefined) return found;
  if (value === null || typeof value === 'number') return m.raise('TypeError', `${m.show(value)} has no items to take.`, at);
  return index instanceof Unknown ? index : unknown(`An item of ${m.show(value)} is not known.`, span);
}

function yielded(m: Machine, node: Expr & { readonly kind: 'Yield' }): Value {
  const value = node.value ? evaluate(m, node.value) : null;
  const frame = m.frame!;
  if (!frame.yielded) return unknown('What a generator is sent is not known.', m.span(node));
  if (m.journal.active) frame.lostYields ??= unknown('Whether this is yielded depends on a condition that is not known.', m.span(node));
  if (node.all) {
    const items = m.iterate(value, m.site(node));
    if (items instanceof Unknown) frame.lostYields ??= items;
    else frame.yielded.push(...items);
  } else frame.yielded.push(value);
  if (frame.yielded.length > MOST_YIELDS) throw new EnoughYielded();
  return null;
}
