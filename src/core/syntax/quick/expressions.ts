import type { Argument, Comparison, ComprehensionClause, Expr, Parameter } from '../ast.js';
import { numberValue, splitLiteral, stringValue } from '../literals.js';
import { Cursor, unread } from './cursor.js';
import { formatted } from './strings.js';
import type { Tokens } from './tokens.js';

/** How tightly operators bind that take two numbers; all from left to right. */
const LEVELS: ReadonlyMap<string, number> = new Map(['|', '^', '&', '<< >>', '+ -', '* / // % @'].flatMap((marks, level) => marks.split(' ').map((mark) => [mark, level + 1] as const)));
const STARTS: ReadonlySet<string> = new Set(['name', 'number', 'string', 'fstring', '(', '[', '{', '-', '+', '~', '*', '...', 'not', 'lambda', 'None', 'True', 'False']);

/** Reads expressions from tokens. Throws `unread` at what it does not know. */
export class QuickExpressions extends Cursor {
  /** Expressions between commas: one is itself; several, or one with a comma after it, are a tuple. */
  list(item: () => Expr = () => this.item()): Expr {
    const { from } = this;
    const first = item();
    if (this.kind !== ',') {
      if (first.kind === 'Starred') throw unread;
      return first;
    }
    const items = [first];
    while (this.take(',') && STARTS.has(this.kind)) items.push(item());
    return { kind: 'Sequence', makes: 'tuple', items, from, to: this.to };
  }

  /** An expression of a list, or one that is unpacked into it. */
  private item(): Expr {
    return this.kind === '*' ? this.starred() : this.expression();
  }
  private starred(): Expr {
    const { from } = this;
    this.expect('*');
    return { kind: 'Starred', value: this.expression(), from, to: this.to };
  }

  /** What a loop binds: `in` ends it. */
  protected targets(): Expr {
    return this.list(() => {
      const { from } = this;
      return this.take('*') ? { kind: 'Starred', value: this.primary(), from, to: this.to } : this.primary();
    });
  }

  expression(): Expr {
    return this.deeper(() => (this.kind === 'lambda' ? this.lambda() : this.conditional()));
  }

  private conditional(): Expr {
    const { from } = this;
    const then = this.or();
    if (!this.take('if')) return then;
    const test = this.or();
    this.expect('else');
    return { kind: 'Conditional', then, test, otherwise: this.expression(), from, to: this.to };
  }

  private lambda(): Expr {
    const { from } = this;
    this.expect('lambda');
    const parameters = this.parameters(':');
    this.expect(':');
    return { kind: 'Lambda', parameters, body: this.expression(), from, to: this.to };
  }

  protected or(): Expr {
    const { from } = this;
    let left = this.and();
    while (this.take('or')) left = { kind: 'Logic', operator: 'or', left, right: this.and(), from, to: this.to };
    return left;
  }
  private and(): Expr {
    const { from } = this;
    let left = this.not();
    while (this.take('and')) left = { kind: 'Logic', operator: 'and', left, right: this.not(), from, to: this.to };
    return left;
  }
  private not(): Expr {
    const { from } = this;
    if (!this.take('not')) return this.compare();
    return { kind: 'Unary', operator: 'not', value: this.deeper(() => this.not()), from, to: this.to };
  }

  private compare(): Expr {
    const { from } = this;
    const first = this.binary(1);
    let operator = this.comparison();
    if (!operator) return first;
    const rest: { operator: Comparison; value: Expr }[] = [];
    for (; operator; operator = this.comparison()) rest.push({ operator, value: this.binary(1) });
    return { kind: 'Compare', first, rest, from, to: this.to };
  }
  private comparison(): Comparison | null {
    const { kind } = this;
    switch (kind) {
      case '<':
      case '<=':
      case '>':
      case '>=':
      case '==':
      case '!=':
      case 'in':
        this.at++;
        return kind;
      case 'not':
        this.at++;
        this.expect('in');
        return 'not in';
      case 'is':
        this.at++;
        return this.take('not') ? 'is not' : 'is';
      default:
        return null;
    }
  }

  private binary(level: number): Expr {
    const { from } = this;
    let left = this.unary();
    for (;;) {
      const operator = this.kind;
      const own = LEVELS.get(operator);
      if (own === undefined || own < level) return left;
      this.at++;
      left = { kind: 'Binary', operator, left, right: this.binary(own + 1), from, to: this.to };
    }
  }

  private unary(): Expr {
    const { from, kind } = this;
    if (kind === '-' || kind === '+' || kind === '~') {
      this.at++;
      return { kind: 'Unary', operator: kind, value: this.deeper(() => this.unary()), from, to: this.to };
    }
    const left = this.primary();
    if (!this.take('**')) return left;
    return { kind: 'Binary', operator: '**', left, right: this.deeper(() => this.unary()), from, to: this.to };
  }

  /** A value with all that is called, taken and looked up in it. */
  protected primary(): Expr {
    const { from } = this;
    let value = this.atom();
    for (;;) {
      if (this.take('.')) {
        const nameFrom = this.from;
        value = { kind: 'Attribute', value, name: this.name(), nameFrom, from, to: this.to };
      } else if (this.take('(')) value = { kind: 'Call', callee: value, arguments: this.arguments(), from, to: this.to };
      else if (this.take('[')) value = { kind: 'Subscript', value, index: this.index(), from, to: this.to };
      else return value;
    }
  }

  private atom(): Expr {
    const { from, kind } = this;
    this.at++;
    switch (kind) {
      case 'name':
        return { kind: 'Name', id: this.words[this.at - 1]!, from, to: this.to };
      case 'number': {
        const number = numberValue(this.text.slice(from + this.base, this.to + this.base));
        if (!number) throw unread;
        return { kind: number.float ? 'Float' : 'Integer', value: number.value, from, to: this.to };
      }
      case 'string':
      case 'fstring':
        return this.strings(kind);
      case 'True':
      case 'False':
        return { kind: 'Boolean', value: kind === 'True', from, to: this.to };
      case 'None':
        return { kind, from, to: this.to };
      case '...':
        return { kind: 'Ellipsis', from, to: this.to };
      case '(':
        return this.parenthesized(from);
      case '[':
        return this.bracketed(from);
      case '{':
        return this.braced(from);
      default:
        throw unread;
    }
  }

  private parenthesized(from: number): Expr {
    if (this.take(')')) return { kind: 'Sequence', makes: 'tuple', items: [], from, to: this.to };
    const first = this.item();
    if (this.kind === 'for') return this.comprehension('generator', null, first, ')', from);
    if (this.kind === ',') return { kind: 'Sequence', makes: 'tuple', items: this.items(first, ')'), from, to: this.to };
    this.expect(')');
    if (first.kind === 'Starred') throw unread;
    return first;
  }

  private bracketed(from: number): Expr {
    if (this.take(']')) return { kind: 'Sequence', makes: 'list', items: [], from, to: this.to };
    const first = this.item();
    if (this.kind === 'for') return this.comprehension('list', null, first, ']', from);
    return { kind: 'Sequence', makes: 'list', items: this.items(first, ']'), from, to: this.to };
  }

  private braced(from: number): Expr {
    const entries: { key: Expr | null; value: Expr }[] = [];
    while (!this.take('}')) {
      if (this.take('**')) entries.push({ key: null, value: this.expression() });
      else {
        const key = this.item();
        if (entries.length === 0 && this.kind !== ':') {
          if (this.kind === 'for') return this.comprehension('set', null, key, '}', from);
          return { kind: 'Sequence', makes: 'set', items: this.items(key, '}'), from, to: this.to };
        }
        this.expect(':');
        const value = this.expression();
        if (entries.length === 0 && this.kind === 'for') return this.comprehension('dict', key, value, '}', from);
        entries.push({ key, value });
      }
      if (this.kind !== '}') this.expect(',');
    }
    return { kind: 'Dict', entries, from, to: this.to };
  }

  /** The items after the first, and what closes them. */
  private items(first: Expr, close: string): Expr[] {
    const items = [first];
    while (!this.take(close)) {
      this.expect(',');
      if (this.kind !== close) items.push(this.item());
    }
    return items;
  }

  private comprehension(makes: 'list' | 'set' | 'dict' | 'generator', key: Expr | null, element: Expr, close: string, from: number): Expr {
    const clauses = this.clauses();
    this.expect(close);
    if (element.kind === 'Starred') throw unread;
    return { kind: 'Comprehension', makes, key, element, clauses, from, to: this.to };
  }
  private clauses(): ComprehensionClause[] {
    const clauses: ComprehensionClause[] = [];
    while (this.take('for')) {
      const target = this.list(() => this.primary());
      this.expect('in');
      const iterable = this.or();
      const conditions: Expr[] = [];
      while (this.take('if')) conditions.push(this.or());
      clauses.push({ target, iterable, conditions });
    }
    return clauses;
  }

  /** What a call is given, up to the bracket that closes it. */
  protected arguments(): Argument[] {
    const found: Argument[] = [];
    while (!this.take(')')) {
      const { from, kind } = this;
      if (kind === '*' || kind === '**') {
        this.at++;
        found.push({ form: kind, name: '', value: this.expression(), from, to: this.to });
      } else if (kind === 'name' && this.kinds[this.at + 1] === '=') {
        const name = this.name();
        this.at++;
        found.push({ form: 'keyword', name, value: this.expression(), from, to: this.to });
      } else {
        const value = this.expression();
        if (this.kind === 'for') return [this.generator(found, value, from)];
        found.push({ form: 'positional', name: '', value, from, to: this.to });
      }
      if (this.kind !== ')') this.expect(',');
    }
    return found;
  }
  /** A generator that stands alone in a call has no brackets of its own. */
  private generator(others: readonly Argument[], element: Expr, from: number): Argument {
    const clauses = this.clauses();
    const { to } = this;
    this.expect(')');
    if (others.length > 0) throw unread;
    return { form: 'positional', name: '', value: { kind: 'Comprehension', makes: 'generator', key: null, element, clauses, from, to }, from, to };
  }

  private index(): Expr {
    const { from } = this;
    const items = [this.slice()];
    let comma = false;
    while (this.take(',')) {
      comma = true;
      if (this.kind !== ']') items.push(this.slice());
    }
    const { to } = this;
    this.expect(']');
    return comma ? { kind: 'Sequence', makes: 'tuple', items, from, to } : items[0]!;
  }
  private slice(): Expr {
    const { from } = this;
    const lower = this.kind === ':' ? null : this.expression();
    if (lower && this.kind !== ':') return lower;
    this.expect(':');
    const bound = (): Expr | null => (STARTS.has(this.kind) ? this.expression() : null);
    const upper = bound();
    const step = this.take(':') ? bound() : null;
    return { kind: 'Slice', lower, upper, step, from, to: this.to };
  }

  /** Parameters up to the mark that closes them, which is left. */
  protected parameters(close: ')' | ':'): Parameter[] {
    const found: Parameter[] = [];
    let keywordOnly = false;
    while (this.kind !== close) {
      const { from, kind } = this;
      const starred = kind === '*' || kind === '**';
      if (starred) this.at++;
      if (kind === '*') keywordOnly = true;
      if (kind !== '*' || this.kind === 'name') {
        const name = this.name();
        const annotation = close === ')' && this.take(':') ? this.expression() : null;
        const value = !starred && this.take('=') ? this.expression() : null;
        found.push({ form: starred ? kind : 'normal', name, annotation, default: value, keywordOnly: keywordOnly && !starred, positionalOnly: false, from, to: this.to });
      }
      if (this.kind === close) break;
      this.expect(',');
      if (close === ':' && this.kind === close) throw unread;
    }
    return found;
  }

  /** A string, or several in a row, which are one. */
  private strings(kind: string): Expr {
    const first = this.string(kind, this.at - 1);
    if (this.kind !== 'string' && this.kind !== 'fstring') return first;
    const parts = [first];
    for (let next = this.kind; next === 'string' || next === 'fstring'; next = this.kind) parts.push(this.string(next, this.at++));
    const { from } = first;
    const { to } = this;
    if (parts.every((part) => part.kind === 'String')) return { kind: 'String', value: parts.map(({ value }) => value).join(''), bytes: parts.some(({ bytes }) => bytes), from, to };
    return { kind: 'FString', parts: parts.flatMap((part) => (part.kind === 'String' ? [part.value] : part.parts)), from, to };
  }
  private string(kind: string, token: number): Extract<Expr, { readonly kind: 'String' | 'FString' }> {
    const [start, end] = [this.starts[token]!, this.ends[token]!];
    const [from, to] = [start - this.base, end - this.base];
    const written = this.text.slice(start, end);
    if (kind === 'string') return { kind: 'String', ...stringValue(written), from, to };
    const { prefix, quote } = splitLiteral(written);
    return { kind: 'FString', parts: formatted(this.text, start + prefix.length + quote.length, end - quote.length, prefix.includes('r'), (tokens) => this.field(tokens)), from, to };
  }

  /** What stands in the braces of an f-string. */
  private field(tokens: Tokens): Expr {
    const inner = new QuickExpressions(this.text, tokens);
    inner.base = this.base;
    inner.depth = this.depth + 1;
    const value = inner.list();
    inner.expect('end');
    return value;
  }
}
