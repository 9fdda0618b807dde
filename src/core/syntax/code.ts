/** Whether an offset of a Python text stands in code, not in a string or a comment. Broken strings end with their line. */
export function isCode(text: string, offset: number): boolean {
  // Comments and strings, longest quotes first; what is not closed reaches to the end of its line or, in triple quotes, of the text.
  const quiet = /#[^\n]*|("""|''')(?:\\[\s\S]|(?!\1)[\s\S])*(?:\1|$)|(["'])(?:\\[\s\S]|(?!\2)[^\\\n])*(?:\2|(?=\n)|$)/g;
  for (const match of text.matchAll(quiet)) {
    if (match.index >= offset) return true;
    if (offset < match.index + match[0].length) return false;
  }
  return true;
}
