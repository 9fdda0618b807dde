/** What lies directly inside a statement or an expression. */
import type { Block, Expr, Parameter, Pattern, Stmt } from './ast.js';

const present = (...found: readonly (Expr | null | undefined)[]): Expr[] => found.filter((expr): expr is Expr => expr != null);

/** The blocks directly inside a statement, in their order. */
export function innerBlocks(statement: Stmt): readonly Block[] {
  switch (statement.kind) {
    case 'Function':
    case 'Class':
    case 'With':
      return [statement.body];
    case 'If':
    case 'For':
    case 'While':
      return [statement.body, statement.otherwise];
    case 'Try':
      return [statement.body, ...statement.handlers.map(({ body }) => body), statement.otherwise, statement.finally];
    case 'Match':
      return statement.cases.map(({ body }) => body);
    default:
      return [];
  }
}

/** Statements of the blocks directly inside a statement, in their order. */
export const innerStatements = (statement: Stmt): Block => innerBlocks(statement).flat();

/** Expressions of a statement itself, without those of the blocks inside it. */
export function expressionsOf(statement: Stmt): readonly Expr[] {
  switch (statement.kind) {
    case 'Function':
      return [...statement.decorators, ...defaultsOf(statement.parameters)];
    case 'Class':
      return [...statement.decorators, ...statement.bases.map(({ value }) => value)];
    case 'If':
    case 'While':
    case 'Assert':
      return [statement.test];
    case 'For':
      return [statement.target, statement.iterable];
    case 'With':
      return statement.items.flatMap(({ context, target }) => present(context, target));
    case 'Match':
      return [statement.subject, ...statement.cases.flatMap(({ pattern, guard }) => [...patternValues(pattern), ...present(guard)])];
    case 'Try':
      return statement.handlers.flatMap(({ type }) => present(type));
    case 'Expression':
    case 'Return':
    case 'Raise':
      return present(statement.value);
    case 'Assign':
      return [...statement.targets, statement.value];
    case 'Annotated':
      return present(statement.target, statement.annotation, statement.value);
    case 'Update':
      return [statement.target, statement.value];
    case 'Delete':
      return statement.targets;
    default:
      return [];
  }
}

/** Expressions directly inside an expression, in their order. */
export function innerExpressions(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'Attribute':
    case 'Unary':
    case 'Starred':
    case 'Await':
      return [expr.value];
    case 'Yield':
      return present(expr.value);
    case 'Subscript':
      return [expr.value, expr.index];
    case 'Call':
      return [expr.callee, ...expr.arguments.map(({ value }) => value)];
    case 'Lambda':
      return [...defaultsOf(expr.parameters), expr.body];
    case 'Comprehension':
      return [...present(expr.key), expr.element, ...expr.clauses.flatMap(({ target, iterable, conditions }) => [target, iterable, ...conditions])];
    case 'Sequence':
      return expr.items;
    case 'FString':
      return expr.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.value]));
    case 'Slice':
      return present(expr.lower, expr.upper, expr.step);
    case 'Binary':
    case 'Logic':
      return [expr.left, expr.right];
    case 'Compare':
      return [expr.first, ...expr.rest.map(({ value }) => value)];
    case 'Conditional':
      return [expr.test, expr.then, expr.otherwise];
    case 'Dict':
      return expr.entries.flatMap(({ key, value }) => present(key, value));
    case 'Walrus':
      return [expr.target, expr.value];
    default:
      return [];
  }
}

const defaultsOf = (parameters: readonly Parameter[]): Expr[] => parameters.flatMap((parameter) => present(parameter.default));

function patternValues(pattern: Pattern): Expr[] {
  switch (pattern.kind) {
    case 'value':
      return [pattern.value];
    case 'or':
      return pattern.options.flatMap(patternValues);
    case 'as':
      return patternValues(pattern.pattern);
    case 'sequence':
      return pattern.items.flatMap(patternValues);
    case 'mapping':
      return pattern.entries.flatMap(({ key, value }) => [key, ...patternValues(value)]);
    case 'class':
      return [pattern.type, ...pattern.positional.flatMap(patternValues), ...pattern.keyword.flatMap(({ value }) => patternValues(value))];
    default:
      return [];
  }
}
