import type { Argument, Broken, Comparison, ComprehensionClause, Expr, FStringPart, Parameter, Stmt } from './ast.js';
import { formatText, numberValue, splitLiteral, stringValue } from './literals.js';
import type { RawNode } from './raw.js';

const COMPARISONS = new Set(['<', '<=', '>', '>=', '==', '!=', '<>', 'in', 'not', 'is']);
const COMPREHENSIONS = { ComprehensionExpression: 'generator', ArrayComprehensionExpression: 'list', SetComprehensionExpression: 'set' } as const;
const SEQUENCES = { TupleExpression: 'tuple', ArrayExpression: 'list', SetExpression: 'set' } as const;

/** Brackets and branches within one another, far beyond the 200 and 100 that Python takes and before a stack could end. */
const DEEPEST = 400;

/** Turns concrete expressions into typed ones. What the grammar could not read, or is nested deeper than Python reads, becomes `Broken`; nothing throws. */
export class ExpressionReader {
  private depth = 0;

  constructor(protected readonly source: string) {}

  /** What `read` finds one level deeper; `Broken` below the deepest one. */
  protected deeper<T extends Expr | Stmt>(read: () => T, { from, to }: Pick<RawNode, 'from' | 'to'>): T | Broken {
    if (this.depth >= DEEPEST) return { kind: 'Broken', from, to };
    this.depth++;
    const found = read();
    this.depth--;
    return found;
  }

  text(node: RawNode): string {
    return this.source.slice(node.from, node.to);
  }

  expression(node: RawNode | undefined): Expr {
    if (!node) return { kind: 'Broken', from: 0, to: 0 };
    return node.children.length === 0 ? this.written(node) : this.deeper(() => this.written(node), node);
  }

  private written(node: RawNode): Expr {
    const { from, to } = node;
    const kids = node.children;
    switch (node.name) {
      case 'VariableName':
        return this.name(node);
      case 'Number': {
        const number = numberValue(this.text(node));
        return number ? { kind: number.float ? 'Float' : 'Integer', value: number.value, from, to } : { kind: 'Broken', from, to };
      }
      case 'Boolean':
        return { kind: 'Boolean', value: this.text(node) === 'True', from, to };
      case 'None':
      case 'Ellipsis':
        return { kind: node.name, from, to };
      case 'String':
        return { kind: 'String', ...stringValue(this.text(node)), from, to };
      case 'FormatString':
        return { kind: 'FString', parts: this.formatParts(node), from, to };
      case 'ContinuedString':
        return this.continued(node);
      case 'ParenthesizedExpression':
        return this.parenthesized(node);
      case 'TupleExpression':
      case 'ArrayExpression':
      case 'SetExpression':
        return { kind: 'Sequence', makes: SEQUENCES[node.name], items: this.items(kids), from, to };
      case 'DictionaryExpression':
        return { kind: 'Dict', entries: this.entries(kids), from, to };
      case 'ComprehensionExpression':
      case 'ArrayComprehensionExpression':
      case 'SetComprehensionExpression':
        return { kind: 'Comprehension', makes: COMPREHENSIONS[node.name], key: null, ...this.comprehension(kids), from, to };
      case 'DictionaryComprehensionExpression': {
        const colon = kids.findIndex((k) => k.name === ':');
        const key = this.expression(kids[colon - 1]);
        return { kind: 'Comprehension', makes: 'dict', key, ...this.comprehension(kids.slice(colon)), from, to };
      }
      case 'CallExpression':
        return { kind: 'Call', callee: this.expression(kids[0]), arguments: this.argumentsOf(kids.find((k) => k.name === 'ArgList')), from, to };
      case 'MemberExpression':
        return this.member(node);
      case 'BinaryExpression':
        return this.binary(node);
      case 'UnaryExpression': {
        if (isLogic(node)) return this.logic(node);
        const operator = this.text(kids[0]!) as '-' | '+' | '~' | 'not';
        return { kind: 'Unary', operator, value: this.expression(kids[1]), from, to };
      }
      case 'ConditionalExpression': {
        const [then, test, otherwise] = kids.filter((k) => k.name !== 'if' && k.name !== 'else');
        return { kind: 'Conditional', then: this.expression(then), test: this.expression(test), otherwise: this.expression(otherwise), from, to };
      }
      case 'LambdaExpression': {
        const colon = kids.findIndex((k) => k.name === ':');
        return { kind: 'Lambda', parameters: this.parameters(kids.find((k) => k.name === 'ParamList')), body: this.expression(kids[colon + 1]), from, to };
      }
      case 'NamedExpression': {
        const assign = kids.findIndex((k) => k.name === 'AssignOp');
        return { kind: 'Walrus', target: this.expression(kids[assign - 1]), value: this.expression(kids[assign + 1]), from, to };
      }
      case 'AwaitExpression':
        return { kind: 'Await', value: this.expression(kids[1]), from, to };
      case 'YieldExpression':
      case 'YieldStatement': {
        const values = kids.filter((k) => k.name !== 'yield' && k.name !== 'from' && !k.error);
        return { kind: 'Yield', value: values.length ? this.tupleOr(values) : null, all: kids.some((k) => k.name === 'from'), from, to };
      }
      case 'StarExpression':
        return { kind: 'Starred', value: this.expression(kids.at(-1)), from, to };
      default:
        return { kind: 'Broken', from, to };
    }
  }

  /** A name; where the text before parsing stood for a target that the grammar does not know after `as`, that target. */
  private name({ from, to }: RawNode): Expr {
    const written = this.source.slice(from, to);
    if (!/[.,([]/.test(written)) return { kind: 'Name', id: written, from, to };
    const names = written.replace(/[()[\]\s*]/g, '').split(',').filter(Boolean).map((path): Expr => {
      const [first = '', ...rest] = path.split('.');
      return rest.reduce<Expr>((value, name) => ({ kind: 'Attribute', value, name, nameFrom: from, from, to }), { kind: 'Name', id: first, from, to });
    });
    return names.length === 1 && !/[(,[]/.test(written) ? names[0]! : { kind: 'Sequence', makes: 'tuple', items: names, from, to };
  }

  /** Nodes between commas: one of them is itself, several (or one with a comma after it) are a tuple. */
  tupleOr(nodes: readonly RawNode[]): Expr {
    if (nodes.length === 1 && !isMark(nodes[0]!)) return this.expression(nodes[0]);
    const items = this.items(nodes);
    const comma = nodes.some((n) => n.name === ',');
    if (!comma && items.length === 1) return items[0]!;
    if (items.length === 0) return { kind: 'Broken', from: nodes[0]?.from ?? 0, to: nodes[0]?.to ?? 0 };
    return { kind: 'Sequence', makes: 'tuple', items, from: nodes[0]!.from, to: nodes.at(-1)!.to };
  }

  argumentsOf(list: RawNode | undefined): Argument[] {
    const found: Argument[] = [];
    const nodes = list?.children ?? none;
    // A bare generator stands alone; the commas inside it separate the names that it binds.
    const groups = nodes.some((n) => n.name === 'for') ? [nodes.filter((n) => !BRACKETS.has(n.name) && !n.error)] : splitAtCommas(nodes);
    for (const group of groups) {
      const first = group[0];
      const second = group[1];
      if (!first) continue;
      const from = first.from;
      const to = group[group.length - 1]!.to;
      if (first.name === '*' || first.name === '**') {
        found.push({ form: first.name, name: '', value: this.expression(second), from, to });
      } else if (second?.name === 'AssignOp' && first.name === 'VariableName') {
        const value = this.text(second) === ':=' ? this.walrus(first, group[2]) : this.expression(group[2]);
        found.push(this.text(second) === ':=' ? { form: 'positional', name: '', value, from, to } : { form: 'keyword', name: this.text(first), value, from, to });
      } else if (group.length > 1 && group.some((n) => n.name === 'for')) {
        found.push({ form: 'positional', name: '', value: { kind: 'Comprehension', makes: 'generator', key: null, ...this.comprehension(group), from, to }, from, to });
      } else {
        found.push({ form: 'positional', name: '', value: this.expression(first), from, to });
      }
    }
    return found;
  }

  parameters(list: RawNode | undefined): Parameter[] {
    const found: Parameter[] = [];
    let keywordOnly = false;
    for (const group of splitAtCommas(list?.children ?? [])) {
      const first = group[0];
      if (!first) continue;
      const starred = first.name === '*' || first.name === '**';
      const name = starred ? group[1] : first;
      if (first.name === '*') keywordOnly = true;
      if (name?.name !== 'VariableName') continue;
      const type = group.find((n) => n.name === 'TypeDef');
      const assign = group.findIndex((n) => n.name === 'AssignOp');
      found.push({
        form: first.name === '*' ? '*' : first.name === '**' ? '**' : 'normal',
        name: this.text(name),
        annotation: type ? this.expression(type.children.at(-1)) : null,
        default: assign === -1 ? null : this.expression(group[assign + 1]),
        keywordOnly: keywordOnly && !starred,
        positionalOnly: false,
        from: first.from,
        to: group.at(-1)!.to,
      });
    }
    return found;
  }

  private items(nodes: readonly RawNode[]): Expr[] {
    const found: Expr[] = [];
    for (const group of splitAtCommas(nodes)) {
      const first = group[0];
      const second = group[1];
      if (!first) continue;
      if (first.name === '*') found.push({ kind: 'Starred', value: this.expression(second), from: first.from, to: second?.to ?? first.to });
      else found.push(second?.name === 'AssignOp' ? this.walrus(first, group[2]) : this.expression(first));
    }
    return found;
  }

  private walrus(target: RawNode, value: RawNode | undefined): Expr {
    return { kind: 'Walrus', target: this.expression(target), value: this.expression(value), from: target.from, to: value?.to ?? target.to };
  }

  private entries(nodes: readonly RawNode[]): { key: Expr | null; value: Expr }[] {
    return splitAtCommas(nodes).flatMap((group): { key: Expr | null; value: Expr }[] => {
      if (group[0]?.name === '**') return [{ key: null, value: this.expression(group[1]) }];
      const colon = group.findIndex((n) => n.name === ':');
      return colon < 1 ? [] : [{ key: this.expression(group[0]), value: this.expression(group[colon + 1]) }];
    });
  }

  private parenthesized(node: RawNode): Expr {
    const inner = node.children.filter((k) => k.name !== '(' && k.name !== ')' && !k.error);
    if (inner[1]?.name === 'AssignOp') return this.walrus(inner[0]!, inner[2]);
    return inner[0] ? this.expression(inner[0]) : { kind: 'Broken', from: node.from, to: node.to };
  }

  private comprehension(nodes: readonly RawNode[]): { element: Expr; clauses: ComprehensionClause[] } {
    const clean = nodes.filter((n) => !BRACKETS.has(n.name) && n.name !== ':' && n.name !== 'async');
    const starts = clean.flatMap((n, i) => (n.name === 'for' ? [i] : []));
    const element = clean[1]?.name === 'AssignOp' ? this.walrus(clean[0]!, clean[2]) : this.expression(clean[0]);
    const clauses = starts.map((start, i) => {
      const part = clean.slice(start + 1, starts[i + 1]);
      const at = part.findIndex((n) => n.name === 'in');
      const conditions = part.flatMap((n, k) => (n.name === 'if' ? [this.expression(part[k + 1])] : []));
      return { target: this.tupleOr(part.slice(0, Math.max(at, 0))), iterable: this.expression(part[at + 1]), conditions };
    });
    return { element, clauses };
  }

  private member(node: RawNode): Expr {
    const { from, to, children } = node;
    const value = this.expression(children[0]);
    if (children[1]?.name === '.') {
      const property = children.find((k) => k.name === 'PropertyName');
      return { kind: 'Attribute', value, name: property ? this.text(property) : '', nameFrom: property?.from ?? to, from, to };
    }
    return { kind: 'Subscript', value, index: this.subscript(children.slice(2)), from, to };
  }

  private subscript(nodes: readonly RawNode[]): Expr {
    const inner = nodes.filter((n) => n.name !== ']' && !n.error);
    const items: Expr[] = [];
    for (const group of splitAtCommas(inner)) if (group.length > 0) items.push(this.slice(group));
    if (items.length === 1 && !inner.some((n) => n.name === ',')) return items[0]!;
    return { kind: 'Sequence', makes: 'tuple', items, from: inner[0]?.from ?? 0, to: inner.at(-1)?.to ?? 0 };
  }

  private slice(group: readonly RawNode[]): Expr {
    if (group[0]?.name === '*') return { kind: 'Starred', value: this.expression(group[1]), from: group[0].from, to: group.at(-1)!.to };
    if (group[1]?.name === 'AssignOp') return this.walrus(group[0]!, group[2]);
    if (!group.some((n) => n.name === ':')) return this.expression(group[0]);
    const parts: (Expr | null)[] = [null, null, null];
    let at = 0;
    for (const node of group) {
      if (node.name === ':') at++;
      else parts[at] = this.expression(node);
    }
    return { kind: 'Slice', lower: parts[0] ?? null, upper: parts[1] ?? null, step: parts[2] ?? null, from: group[0]!.from, to: group.at(-1)!.to };
  }

  /** The grammar lets `not` reach over `and` and `or`, which in Python join what it has denied: they are put together anew. */
  private logic(node: RawNode): Expr {
    const parts: RawNode[] = [];
    const spread = (part: RawNode): void => {
      if (isLogic(part)) part.children.forEach(spread);
      else if (!part.error) parts.push(part);
    };
    spread(node);
    const { from } = node;
    let at = 0;
    const end = (): number => parts[at - 1]?.to ?? node.to;
    const not = (): Expr => {
      const begin = parts[at]?.from ?? from;
      if (parts[at]?.name !== 'not') return this.expression(parts[at++]);
      at++;
      return { kind: 'Unary', operator: 'not', value: not(), from: begin, to: end() };
    };
    const joined = (operator: 'and' | 'or', part: () => Expr): Expr => {
      const begin = parts[at]?.from ?? from;
      let left = part();
      while (parts[at]?.name === operator) {
        at++;
        left = { kind: 'Logic', operator, left, right: part(), from: begin, to: end() };
      }
      return left;
    };
    return joined('or', () => joined('and', not));
  }

  private binary(node: RawNode): Expr {
    if (isLogic(node)) return this.logic(node);
    const { from, to, children } = node;
    const [left, operatorNode, ...others] = children;
    const operator = operatorNode ? this.text(operatorNode) : '';
    const right = this.expression(others.filter((n) => !['not', 'in', 'is'].includes(n.name)).at(-1));
    if (!COMPARISONS.has(operator)) return { kind: 'Binary', operator, left: this.expression(left), right, from, to };
    const words = operator === 'not' ? 'not in' : operator === 'is' && others[0]?.name === 'not' ? 'is not' : operator === '<>' ? '!=' : operator;
    const first = this.expression(left);
    const step = { operator: words as Comparison, value: right };
    // `a < b < c` is one chain unless parentheses say otherwise.
    if (first.kind === 'Compare' && left?.name === 'BinaryExpression') return { kind: 'Compare', first: first.first, rest: [...first.rest, step], from, to };
    return { kind: 'Compare', first, rest: [step], from, to };
  }

  private continued(node: RawNode): Expr {
    const parts = node.children.map((k) => this.expression(k));
    const { from, to } = node;
    if (parts.every((p) => p.kind === 'String')) {
      return { kind: 'String', value: parts.map((p) => p.value).join(''), bytes: parts.some((p) => p.bytes), from, to };
    }
    return { kind: 'FString', parts: parts.flatMap((p) => (p.kind === 'String' ? [p.value] : p.kind === 'FString' ? p.parts : [])), from, to };
  }

  private formatParts(node: RawNode): FStringPart[] {
    const { prefix, quote } = splitLiteral(this.text(node));
    const start = node.from + prefix.length + quote.length;
    return this.replacements(node, start, Math.max(start, node.to - quote.length), prefix.includes('r'));
  }

  private replacements(node: RawNode, start: number, end: number, raw: boolean): FStringPart[] {
    const parts: FStringPart[] = [];
    let at = start;
    const literal = (until: number) => {
      if (until > at) parts.push(formatText(this.source.slice(at, until), raw));
    };
    for (const child of node.children) {
      if (child.name !== 'FormatReplacement') continue;
      literal(child.from);
      at = child.to;
      parts.push(...this.replacement(child, raw));
    }
    literal(end);
    return parts;
  }

  private replacement(node: RawNode, raw: boolean): FStringPart[] {
    const values = node.children.filter((k) => !['{', '}', 'FormatConversion', 'FormatSpec', 'FormatSelfDoc'].includes(k.name));
    const conversion = node.children.find((k) => k.name === 'FormatConversion');
    const spec = node.children.find((k) => k.name === 'FormatSpec');
    const documented = node.children.find((k) => k.name === 'FormatSelfDoc');
    const part = {
      value: this.tupleOr(values),
      conversion: conversion ? this.text(conversion).slice(1) : documented && !spec ? 'r' : null,
      spec: spec ? this.replacements(spec, spec.from + 1, spec.to, raw) : null,
    };
    return documented ? [this.source.slice(node.from + 1, documented.to), part] : [part];
  }
}

const isLogic = ({ name, children: [first, second] }: RawNode): boolean => (name === 'UnaryExpression' ? first?.name === 'not' : name === 'BinaryExpression' && (second?.name === 'and' || second?.name === 'or'));
const BRACKETS = new Set(['(', ')', '[', ']', '{', '}']);
const none: readonly never[] = [];

/** What stands between or before items, or is none. */
const isMark = ({ name, error }: RawNode): boolean => error || name === ',' || name === '*' || BRACKETS.has(name);

/** Groups of nodes between commas, brackets and errors dropped; empty groups stay where commas follow each other. */
export function splitAtCommas(nodes: readonly RawNode[]): RawNode[][] {
  let group: RawNode[] = [];
  const groups = [group];
  for (const node of nodes) {
    if (node.name === ',') {
      group = [];
      groups.push(group);
    } else if (!BRACKETS.has(node.name) && !node.error) group.push(node);
  }
  return groups;
}
