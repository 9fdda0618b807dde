/** Comments of a Python text, each from its `#` to the end of its line; what looks like one inside a string is none. */
export function* commentsOf(text: string): Iterable<{ readonly from: number; readonly text: string }> {
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '#') {
      const end = /[\r\n]|$/.exec(text.slice(at))!.index + at;
      yield { from: at, text: text.slice(at, end) };
      at = end;
    } else if (sign === '"' || sign === "'") at = stringEnd(text, at) - 1;
  }
}

/** Offset behind a string literal that begins at a quote; a string of one line that is not closed ends with its line. */
function stringEnd(text: string, from: number): number {
  const sign = text[from]!;
  const quote = text.startsWith(sign.repeat(3), from) ? sign.repeat(3) : sign;
  for (let at = from + quote.length; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text.startsWith(quote, at)) return at + quote.length;
    else if (text[at] === '\n' && quote.length === 1) return at;
  }
  return text.length;
}
