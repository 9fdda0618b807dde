/** Rows of a CSV file (RFC 4180): fields between separators, in double quotes where they hold separators, quotes (doubled) or line ends. Empty lines are passed over, as pandas does. */
export function* csvRows(text: string, separator: string): Generator<string[]> {
  const [comma, line, back] = [separator.charCodeAt(0), 10, 13];
  let row: string[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length) {
    let field = '';
    let quoted = false;
    if (text[at] === '"') {
      quoted = true;
      for (at++; at < text.length; at++) {
        const end = text.indexOf('"', at);
        if (end < 0) {
          field += text.slice(at);
          at = text.length;
          break;
        }
        field += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"') break;
        field += '"';
      }
    }
    const start = at;
    let code = text.charCodeAt(at);
    while (at < text.length && code !== comma && code !== line && code !== back) code = text.charCodeAt(++at);
    row.push(quoted ? field + text.slice(start, at) : text.slice(start, at));
    if (text[at] === separator && at < text.length) {
      at++;
      if (at === text.length) row.push('');
      else continue;
    }
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
    if (row.length > 1 || row[0] !== '' || quoted) yield row;
    row = [];
  }
}
