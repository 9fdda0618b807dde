/** Tokens of Python, in parallel lists: thousands of small objects would cost more than to find the tokens. */
export interface Tokens {
  /** `name`, `number`, `string`, `fstring`, `newline`, `indent`, `dedent` or `end`; of operators and keywords they themselves. */
  readonly kinds: readonly string[];
  /** What stands there, for names. */
  readonly words: readonly string[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Where reading stopped. */
  readonly stop: number;
}

const KEYWORDS: ReadonlyMap<string, string> = new Map([
  'False', 'None', 'True', 'and', 'as', 'assert', 'async', 'await', 'break', 'class', 'continue', 'def', 'del', 'elif', 'else', 'except', 'finally', 'for', 'from', 'global',
  'if', 'import', 'in', 'is', 'lambda', 'nonlocal', 'not', 'or', 'pass', 'raise', 'return', 'try', 'while', 'with', 'yield',
].map((word) => [word, word] as const));
const LONGEST_KEYWORD = 8;

/** Operators of one character by its code, and what they become with the same character or an `=` after them. */
const SINGLE: (string | undefined)[] = [];
const DOUBLED: (string | undefined)[] = [];
const WITH_EQUALS: (string | undefined)[] = [];
for (const mark of ['(', ')', '[', ']', '{', '}', ',', ':', '.', ';', '@', '=', '+', '-', '*', '/', '%', '&', '|', '^', '~', '<', '>']) SINGLE[mark.charCodeAt(0)] = mark;
for (const mark of ['**', '//', '<<', '>>']) DOUBLED[mark.charCodeAt(0)] = mark;
for (const mark of ['+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '@=', '==', '!=', '<=', '>=', ':=']) WITH_EQUALS[mark.charCodeAt(0)] = mark;

const [TAB, LINE_FEED, RETURN, SPACE, QUOTES, HASH, APOSTROPHE, DOT, EQUALS, BACKSLASH] = Array.from('\t\n\r "#\'.=\\', (mark) => mark.charCodeAt(0)) as [number, number, number, number, number, number, number, number, number, number];
const NUMBER = /(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)/y;
const PREFIX = /^(?:[rubf]|br|rb|fr|rf)$/i;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
const isBreak = (code: number): boolean => code === LINE_FEED || code === RETURN;

/**
 * The tokens of a part of a text that begins a line; null where it holds anything unusual. With `inField` those of what stands in braces
 * in an f-string, up to the brace, colon or exclamation mark that ends it.
 */
export function tokenize(text: string, from: number, to: number, inField = false): Tokens | null {
  const kinds: string[] = [];
  const words: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const indents = [0];
  let depth = inField ? 1 : 0;
  let beginsLine = !inField;
  let at = from;
  let last = from;
  const push = (kind: string, word: string, start: number, end: number): void => {
    kinds.push(kind);
    words.push(word);
    starts.push(start);
    ends.push(end);
    last = end;
  };

  while (at < to) {
    let code = text.charCodeAt(at);
    if (beginsLine) {
      let column = 0;
      for (; code === SPACE || code === TAB; code = text.charCodeAt(++at)) column += code === SPACE ? 1 : 8 - (column % 8);
      if (at >= to) break;
      if (!isBreak(code) && code !== HASH) {
        beginsLine = false;
        if (column > indents[indents.length - 1]!) {
          indents.push(column);
          push('indent', '', last, last);
        }
        while (column < indents[indents.length - 1]!) {
          indents.pop();
          push('dedent', '', last, last);
        }
        if (column !== indents[indents.length - 1]) return null;
      }
    }
    const begin = at;
    if (code === SPACE || code === TAB) at++;
    else if (isBreak(code)) {
      at++;
      if (depth > 0 || beginsLine) continue;
      push('newline', '', begin, at);
      beginsLine = true;
    } else if (isLetter(code)) {
      do code = text.charCodeAt(++at); while (isLetter(code) || isDigit(code));
      const word = text.slice(begin, at);
      if (code === QUOTES || code === APOSTROPHE) {
        if (!PREFIX.test(word)) return null;
        at = endOfString(text, at, to);
        if (at < 0) return null;
        push(/f/i.test(word) ? 'fstring' : 'string', '', begin, at);
      } else push((word.length <= LONGEST_KEYWORD ? KEYWORDS.get(word) : undefined) ?? 'name', word, begin, at);
    } else if (isDigit(code) || (code === DOT && isDigit(text.charCodeAt(at + 1)))) {
      NUMBER.lastIndex = at;
      NUMBER.test(text);
      at = NUMBER.lastIndex;
      // An imaginary one, or a letter too many.
      if (at > to || isLetter(text.charCodeAt(at))) return null;
      push('number', '', begin, at);
    } else if (code === QUOTES || code === APOSTROPHE) {
      at = endOfString(text, at, to);
      if (at < 0) return null;
      push('string', '', begin, at);
    } else if (code === HASH) {
      do at++; while (at < to && !isBreak(text.charCodeAt(at)));
    } else if (code === BACKSLASH) {
      if (text.charCodeAt(at + 1) !== LINE_FEED || isBreak(text.charCodeAt(at + 2))) return null;
      at += 2;
    } else {
      const mark = operatorAt(text, at, code);
      if (mark === null) {
        if (inField && depth === 1 && text[at] === '!') break;
        return null;
      }
      if (inField && depth === 1) {
        if (mark === '}' || mark === ':') break;
        // A field may show what is written in it.
        if (mark === '=' || mark === ':=') return null;
      }
      if (mark === '(' || mark === '[' || mark === '{') depth++;
      else if ((mark === ')' || mark === ']' || mark === '}') && --depth < 0) return null;
      at += mark.length;
      push(mark, '', begin, at);
    }
  }
  if (inField ? at >= to : depth > 0 || at > to) return null;
  if (!inField) {
    if (!beginsLine) push('newline', '', last, last);
    for (; indents.length > 1; indents.pop()) push('dedent', '', last, last);
  }
  push('end', '', last, last);
  return { kinds, words, starts, ends, stop: at };
}

/** The longest operator that begins there; null where there is none. */
function operatorAt(text: string, at: number, code: number): string | null {
  const next = text.charCodeAt(at + 1);
  if (next === EQUALS) {
    const found = WITH_EQUALS[code];
    if (found) return found;
  } else if (next === code) {
    const found = DOUBLED[code];
    if (found) return text.charCodeAt(at + 2) === EQUALS ? `${found}=` : found;
    if (code === DOT && text.charCodeAt(at + 2) === DOT) return '...';
  } else if (next === 62) {
    if (code === 45) return '->';
    if (code === 60) return null;
  }
  return SINGLE[code] ?? null;
}

/** Behind a string that begins with its quote there; -1 where it does not end. */
function endOfString(text: string, at: number, to: number): number {
  const quote = text.charCodeAt(at);
  const long = text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote;
  for (let i = at + (long ? 3 : 1); i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === quote) {
      if (!long) return i + 1;
      if (text.charCodeAt(i + 1) === quote && text.charCodeAt(i + 2) === quote) return i + 3 > to ? -1 : i + 3;
    } else if (!long && isBreak(code)) return -1;
  }
  return -1;
}
