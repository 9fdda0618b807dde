import type { Argument, Block, Expr, ImportedName, Pattern, Stmt } from './ast.js';
import { ExpressionReader, splitAtCommas } from './expressions.js';
import type { RawNode } from './raw.js';

/** Turns concrete statements into typed ones. */
export class StatementReader extends ExpressionReader {
  /** Set while a function's body is read, to see whether it yields. */
  private yields = false;

  block(nodes: readonly RawNode[]): Block {
    const found: Stmt[] = [];
    for (const node of nodes) {
      if (node.name === 'StatementGroup') found.push(...this.block(node.children));
      else if (node.name !== ';' && node.name !== ':' && !node.error) found.push(this.statement(node));
    }
    return found;
  }

  private body(node: RawNode | undefined): Block {
    return node ? this.block(node.children) : [];
  }

  statement(node: RawNode): Stmt {
    const { from, to, children } = node;
    const at = { from, to };
    switch (node.name) {
      case 'ExpressionStatement':
        return { kind: 'Expression', value: this.tupleOr(children), ...at };
      case 'AssignStatement':
        return this.assignment(node);
      case 'UpdateStatement': {
        const operator = children.findIndex((k) => k.name === 'UpdateOp');
        if (operator < 1) return { kind: 'Broken', ...at };
        return { kind: 'Update', target: this.expression(children[0]), operator: this.text(children[operator]!).slice(0, -1), value: this.tupleOr(children.slice(operator + 1)), ...at };
      }
      case 'ReturnStatement':
        return { kind: 'Return', value: children.length > 1 ? this.tupleOr(children.slice(1)) : null, ...at };
      case 'YieldStatement':
        return { kind: 'Expression', value: this.expression(node), ...at };
      case 'RaiseStatement':
        return { kind: 'Raise', value: children[1] ? this.expression(children[1]) : null, ...at };
      case 'DeleteStatement':
        return { kind: 'Delete', targets: splitAtCommas(children.slice(1)).flatMap((g) => (g[0] ? [this.expression(g[0])] : [])), ...at };
      case 'AssertStatement':
        return { kind: 'Assert', test: this.expression(children[1]), ...at };
      case 'PassStatement':
        return { kind: 'Pass', ...at };
      case 'BreakStatement':
        return { kind: 'Break', ...at };
      case 'ContinueStatement':
        return { kind: 'Continue', ...at };
      case 'ScopeStatement':
        return { kind: 'Scope', names: children.filter((k) => k.name === 'VariableName').map((k) => this.text(k)), nonlocal: children[0]?.name === 'nonlocal', ...at };
      case 'ImportStatement':
        return this.importStatement(node);
      case 'IfStatement':
        return this.ifStatement(children, at);
      case 'WhileStatement': {
        const bodies = children.filter((k) => k.name === 'Body');
        return { kind: 'While', test: this.expression(children[1]), body: this.body(bodies[0]), otherwise: this.body(bodies[1]), ...at };
      }
      case 'ForStatement': {
        const clean = children.filter((k) => k.name !== 'async');
        const inside = clean.findIndex((k) => k.name === 'in');
        const first = clean.findIndex((k) => k.name === 'Body');
        const bodies = clean.filter((k) => k.name === 'Body');
        if (inside < 0) return { kind: 'Broken', ...at };
        const iterable = this.tupleOr(clean.slice(inside + 1, first < 0 ? undefined : first));
        return { kind: 'For', target: this.tupleOr(clean.slice(1, inside)), iterable, body: this.body(bodies[0]), otherwise: this.body(bodies[1]), ...at };
      }
      case 'TryStatement':
        return this.tryStatement(node);
      case 'WithStatement':
        return this.withStatement(node);
      case 'MatchStatement':
        return this.matchStatement(node);
      case 'DecoratedStatement': {
        const decorators = children.filter((k) => k.name === 'Decorator').map((k) => this.decorator(k));
        const definition = children.find((k) => k.name === 'FunctionDefinition' || k.name === 'ClassDefinition');
        return definition ? this.definition(definition, decorators) : { kind: 'Broken', ...at };
      }
      case 'FunctionDefinition':
      case 'ClassDefinition':
        return this.definition(node, []);
      case 'PrintStatement':
        return { kind: 'Pass', ...at };
      default:
        return { kind: 'Broken', ...at };
    }
  }

  override expression(node: RawNode | undefined): Expr {
    if (node?.name === 'YieldExpression' || node?.name === 'YieldStatement') this.yields = true;
    return super.expression(node);
  }

  private assignment(node: RawNode): Stmt {
    const { from, to, children } = node;
    // Nearly every assignment has one target of one node.
    if (children.length === 3 && children[1]!.name === 'AssignOp') return { kind: 'Assign', targets: [this.tupleOr(children.slice(0, 1))], value: this.tupleOr(children.slice(2)), from, to };
    const type = children.find((k) => k.name === 'TypeDef');
    const operators = children.flatMap((k, i) => (k.name === 'AssignOp' ? [i] : []));
    if (type) {
      const value = operators[0] === undefined ? null : this.tupleOr(children.slice(operators[0] + 1));
      return { kind: 'Annotated', target: this.expression(children[0]), annotation: this.expression(type.children.at(-1)), value, from, to };
    }
    if (operators.length === 0) return { kind: 'Broken', from, to };
    const targets = operators.map((end, i) => this.tupleOr(children.slice(i === 0 ? 0 : operators[i - 1]! + 1, end)));
    return { kind: 'Assign', targets, value: this.tupleOr(children.slice(operators.at(-1)! + 1)), from, to };
  }

  private importStatement({ from, to, children }: RawNode): Stmt {
    const start = children.findIndex((k) => k.name === 'import');
    const names = splitAtCommas(children.slice(start + 1)).flatMap((group): ImportedName[] => {
      const as = group.findIndex((k) => k.name === 'as');
      const path = as === -1 ? group : group.slice(0, as);
      const name = path.map((k) => this.text(k)).join('');
      const alias = as === -1 ? undefined : group[as + 1];
      return path[0] && name !== '*' ? [{ name, alias: alias ? this.text(alias) : null, from: path[0].from, to: group.at(-1)!.to }] : [];
    });
    if (children[0]?.name !== 'from') return { kind: 'Import', names, from, to };
    const path = children.slice(1, start < 0 ? undefined : start).filter((k) => !k.error);
    const written = path.map((k) => this.text(k)).join('');
    const level = /^\.*/.exec(written)![0].length;
    const star = children.slice(start + 1).some((k) => k.name === '*');
    return { kind: 'ImportFrom', level, module: written.slice(level), moduleFrom: path[0]?.from ?? from, moduleTo: path.at(-1)?.to ?? from, names, star, from, to };
  }

  private ifStatement(children: readonly RawNode[], at: { from: number; to: number }): Stmt {
    const body = children.findIndex((k) => k.name === 'Body');
    const test = this.expression(children[1]);
    const rest = body < 0 ? [] : children.slice(body + 1);
    const otherwise: Block =
      rest[0]?.name === 'elif' ? [this.deeper(() => this.ifStatement(rest, { from: rest[0]!.from, to: at.to }), { from: rest[0].from, to: at.to })] : this.body(rest.find((k) => k.name === 'Body'));
    return { kind: 'If', test, body: this.body(children[body]), otherwise, ...at };
  }

  private tryStatement({ from, to, children }: RawNode): Stmt {
    const parts: { word: string; nodes: RawNode[]; body: Block }[] = [];
    for (const node of children) {
      if (['try', 'except', 'else', 'finally'].includes(node.name)) parts.push({ word: node.name, nodes: [], body: [] });
      else if (node.name === 'Body') {
        const part = parts.at(-1);
        if (part) part.body = this.body(node);
      } else if (!node.error && node.name !== '*') parts.at(-1)?.nodes.push(node);
    }
    const bodyOf = (word: string) => parts.find((p) => p.word === word)?.body ?? [];
    const handlers = parts
      .filter((p) => p.word === 'except')
      .map(({ nodes, body }) => {
        const as = nodes.findIndex((k) => k.name === 'as');
        const type = as === -1 ? nodes : nodes.slice(0, as);
        const name = as === -1 ? undefined : nodes[as + 1];
        return { type: type[0] ? this.tupleOr(type) : null, name: name ? this.text(name) : null, body };
      });
    return { kind: 'Try', body: bodyOf('try'), handlers, otherwise: bodyOf('else'), finally: bodyOf('finally'), from, to };
  }

  private withStatement({ from, to, children }: RawNode): Stmt {
    const start = children.findIndex((k) => k.name === 'with');
    const end = children.findIndex((k) => k.name === 'Body');
    const items = splitAtCommas(children.slice(start + 1, end < 0 ? undefined : end)).flatMap((group) => {
      const as = group.findIndex((k) => k.name === 'as');
      const target = as === -1 ? undefined : group[as + 1];
      return group[0] ? [{ context: this.expression(group[0]), target: target ? this.expression(target) : null }] : [];
    });
    return { kind: 'With', items, body: this.body(children[end]), from, to };
  }

  private decorator(node: RawNode): Expr {
    const names = node.children.filter((k) => k.name === 'VariableName' || k.name === 'PropertyName');
    const list = node.children.find((k) => k.name === 'ArgList');
    const [first, ...rest] = names;
    if (!first) return this.expression(node.children.find((k) => k.name !== 'At'));
    let callee = this.expression({ ...first, name: 'VariableName' });
    for (const name of rest) callee = { kind: 'Attribute', value: callee, name: this.text(name), nameFrom: name.from, from: first.from, to: name.to };
    return list ? { kind: 'Call', callee, arguments: this.argumentsOf(list), from: first.from, to: list.to } : callee;
  }

  private definition(node: RawNode, decorators: readonly Expr[]): Stmt {
    const { from, to, children } = node;
    const name = children.find((k) => k.name === 'VariableName');
    const bodyNode = children.find((k) => k.name === 'Body');
    const common = { name: name ? this.text(name) : '', nameFrom: name?.from ?? from, decorators, from, to };
    const outer = this.yields;
    this.yields = false;
    const body = this.body(bodyNode);
    const generator = this.yields;
    this.yields = outer;
    if (node.name === 'FunctionDefinition') {
      return { kind: 'Function', ...common, parameters: this.parameters(children.find((k) => k.name === 'ParamList')), body, generator };
    }
    const bases: Argument[] = this.argumentsOf(children.find((k) => k.name === 'ArgList'));
    return { kind: 'Class', ...common, bases, body };
  }

  private matchStatement({ from, to, children }: RawNode): Stmt {
    const body = children.find((k) => k.name === 'MatchBody');
    const subject = this.tupleOr(children.filter((k) => k.name !== 'match' && k !== body && !k.error));
    const cases = (body?.children ?? [])
      .filter((k) => k.name === 'MatchClause')
      .map((clause) => {
        const guard = clause.children.find((k) => k.name === 'Guard');
        const patterns = clause.children.filter((k) => k.name.endsWith('Pattern') || k.name === ',');
        const open = patterns.some((k) => k.name === ',');
        const pattern: Pattern = open
          ? { kind: 'sequence', items: patterns.filter((k) => k.name !== ',').map((k) => this.pattern(k)) }
          : this.pattern(patterns[0]);
        return { pattern, guard: guard ? this.expression(guard.children[1]) : null, body: this.body(clause.children.find((k) => k.name === 'Body')) };
      });
    return { kind: 'Match', subject, cases, from, to };
  }

  private pattern(node: RawNode | undefined): Pattern {
    const kids = node?.children ?? [];
    const inner = kids.filter((k) => k.name.endsWith('Pattern'));
    const nameOf = (k: RawNode | undefined) => {
      const text = k ? this.text(k) : '_';
      return text === '_' ? null : text;
    };
    switch (node?.name) {
      case 'CapturePattern':
        return { kind: 'capture', name: nameOf(node) };
      case 'LiteralPattern': {
        const [first] = kids;
        if (first?.name === 'ArithOp') return { kind: 'value', value: { kind: 'Unary', operator: '-', value: this.expression(kids[1]), from: node.from, to: node.to } };
        return { kind: 'value', value: this.expression(first) };
      }
      case 'AttributePattern':
        return { kind: 'value', value: this.path(node) };
      case 'OrPattern':
        return { kind: 'or', options: inner.map((k) => this.pattern(k)) };
      case 'AsPattern':
        return { kind: 'as', pattern: this.pattern(inner[0]), name: this.text(kids.at(-1)!) };
      case 'SequencePattern':
        if (inner.length === 1 && kids[0]?.name === '(' && !kids.some((k) => k.name === ',')) return this.pattern(inner[0]);
        return { kind: 'sequence', items: inner.map((k) => this.pattern(k)) };
      case 'StarPattern':
        return { kind: 'star', name: nameOf(kids.at(-1)) };
      case 'MappingPattern':
        return this.mappingPattern(kids);
      case 'ClassPattern': {
        const list = kids.find((k) => k.name === 'PatternArgList')?.children.filter((k) => k.name.endsWith('Pattern')) ?? [];
        const type = kids[0]?.name === 'AttributePattern' ? this.path(kids[0]) : this.expression(kids[0]);
        return {
          kind: 'class',
          type,
          positional: list.filter((k) => k.name !== 'KeywordPattern' && k.children[0]?.error !== true).map((k) => this.pattern(k)),
          keyword: list.filter((k) => k.name === 'KeywordPattern').map((k) => ({ name: this.text(k.children[0]!), value: this.pattern(k.children.at(-1)) })),
        };
      }
      default:
        return { kind: 'capture', name: null };
    }
  }

  private path(node: RawNode): Expr {
    const [first, ...rest] = node.children.filter((k) => k.name === 'VariableName' || k.name === 'PropertyName');
    let value = this.expression(first);
    for (const name of rest) value = { kind: 'Attribute', value, name: this.text(name), nameFrom: name.from, from: node.from, to: name.to };
    return value;
  }

  private mappingPattern(kids: readonly RawNode[]): Pattern {
    const entries: { key: Expr; value: Pattern }[] = [];
    let rest: string | null = null;
    for (const group of splitAtCommas(kids)) {
      const [first, second, third] = group;
      if (first?.name === '**') rest = second ? this.text(second) : null;
      else if (first && second?.name === ':') {
        const key = this.pattern(first);
        entries.push({ key: key.kind === 'value' ? key.value : { kind: 'Broken', from: first.from, to: first.to }, value: this.pattern(third) });
      }
    }
    return { kind: 'mapping', entries, rest };
  }
}
