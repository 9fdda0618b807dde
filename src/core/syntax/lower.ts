import type { SyntaxFlaw } from './ast.js';
import { splitLiteral } from './literals.js';
import type { RawNode } from './raw.js';
import type { Readable } from './readable.js';
import { StatementReader } from './statements.js';

/** Places where the grammar knows less than Python: an error below one of these proves nothing. */
const BLIND_SPOTS = new Set(['WithStatement', 'MatchStatement', 'MatchClause', 'LiteralPattern', 'YieldStatement', 'YieldExpression', 'FormatString', 'FormatReplacement', 'FormatSpec', 'TypeDefinition']);

/** Reads one top-level statement. */
export function lowerUnit(text: string, tree: RawNode): ReturnType<Readable['read']> {
  const reader = new StatementReader(text);
  const open = openString(tree, text);
  return { body: reader.block(tree.children), errors: open ? [...flaws(tree, text), open] : flaws(tree, text), flawed: tree.flawed || open !== null };
}

/** A string that ends with its line and not with its quote, which the grammar takes for a whole one. */
function openString(node: RawNode, text: string): SyntaxFlaw | null {
  if (node.name !== 'String' && node.name !== 'FormatString') {
    for (const child of node.children) {
      const found = openString(child, text);
      if (found) return found;
    }
    return null;
  }
  const { quote } = splitLiteral(text.slice(node.from, node.to));
  const inside = text.slice(node.from, node.to).replace(/^[A-Za-z]*/, '').slice(quote.length);
  return quote === '' || (inside.endsWith(quote) && !/(^|[^\\])(\\\\)*\\$/.test(inside.slice(0, -quote.length))) ? null : describe(node, text);
}

const none: readonly never[] = [];

function flaws(tree: RawNode, text: string): readonly SyntaxFlaw[] {
  if (!tree.flawed && !text.includes('print')) return none;
  const found: SyntaxFlaw[] = [];
  const visit = (node: RawNode, certain: boolean, parent: RawNode): void => {
    if (node.error) {
      if (certain && !acceptable(node, parent, text)) found.push(describe(node, text));
      return;
    }
    if (node.name === 'PrintStatement' && !/^print\s*(\(|$|>>)/.test(text.slice(node.from, node.to))) {
      found.push({ from: node.from, to: node.to, message: 'Python 3 expects parentheses here: print(…). Found a print statement of Python 2.' });
    }
    const sure = certain && !BLIND_SPOTS.has(node.name);
    for (const child of node.children) visit(child, sure, node);
  };
  visit(tree, true, tree);
  // A blind spot may push its rest to the same unit's end: then nothing in this unit is certain.
  return tree.children.some((child) => BLIND_SPOTS.has(child.name) && child.flawed) ? [] : found.slice(0, 3);
}

/** Python accepts a star in a subscript and among the targets of a comprehension; the grammar does not. */
function acceptable(node: RawNode, parent: RawNode, text: string): boolean {
  const written = text.slice(node.from, node.to);
  if (written === '*' && (parent.name === 'MemberExpression' || parent.name.endsWith('ComprehensionExpression') || parent.name === 'ArgList')) return true;
  return parent.children.some((k) => k.error && text.slice(k.from, k.to) === '*');
}

function describe(node: RawNode, text: string): SyntaxFlaw {
  const written = text.slice(node.from, node.to).trim();
  const from = Math.min(node.from, Math.max(0, text.length - 1));
  const message = written
    ? `Python cannot read "${written.length > 30 ? `${written.slice(0, 30)}…` : written}" here. Look for a bracket, comma or colon that is missing just before it.`
    : 'Something is missing here: Python expects more. Look for a bracket that is not closed, or a value that is not there.';
  return { from, to: Math.max(node.to, from + 1), message };
}
