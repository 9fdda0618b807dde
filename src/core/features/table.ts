/** Tables of box characters, as the package `rich` draws them for Keras: columns of fixed widths, long words cut by an ellipsis. */

export interface Column {
  readonly title: string;
  /** Characters between the spaces that pad a cell. */
  readonly width: number;
  readonly right?: boolean;
}

/** Lines of a table with a rule below each row. */
export function boxTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const rule = (left: string, line: string, middle: string, right: string) => left + columns.map(({ width }) => line.repeat(width + 2)).join(middle) + right;
  const row = (edge: string, cells: readonly string[]) => {
    const wrapped = columns.map(({ width }, at) => wrap(cells[at] ?? '', width));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) => {
      const padded = columns.map(({ width, right = false }, at) => pad(wrapped[at]?.[line] ?? '', width, right));
      return `${edge} ${padded.join(` ${edge} `)} ${edge}`;
    });
  };
  const body = rows.flatMap((cells, at) => (at === 0 ? row('│', cells) : [rule('├', '─', '┼', '┤'), ...row('│', cells)]));
  return [rule('┏', '━', '┳', '┓'), ...row('┃', columns.map(({ title }) => title)), rule('┡', '━', '╇', '┩'), ...body, rule('└', '─', '┴', '┘')];
}

const pad = (text: string, width: number, right: boolean) => (right ? text.padStart(width) : text.padEnd(width));

/** Lines of at most `width` characters, broken at spaces; a word that fits into no line is cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let last: string | undefined;
  for (const word of text.split(' ')) {
    if (last !== undefined && last.length + 1 + word.length <= width) last = `${last} ${word}`;
    else {
      if (last !== undefined) lines.push(last);
      last = word;
    }
  }
  return [...lines, last ?? ''].map((line) => (line.length > width ? `${line.slice(0, width - 1)}…` : line));
}
