/** Where an offset stands in a text: `line` counts from 1, `column` from 0 in UTF-16 units, as editors show and count them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Lines of one text, by UTF-16 offsets; built once a text. Methods that take or give a line number count from 0, positions from 1. */
export class Lines {
  private readonly starts: readonly number[];

  constructor(private readonly text: string) {
    const starts = [0];
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      // A carriage return alone ends a line too, as in the editor.
      if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
    }
    this.starts = starts;
  }

  get count(): number {
    return this.starts.length;
  }

  /** 0-based line of an offset; offsets beyond the text belong to the last line. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  startOf(line: number): number {
    return this.starts[line] ?? this.text.length;
  }

  /** Offset behind the last visible character of a line: trailing spaces and the comment stay before the hint. */
  endOf(line: number): number {
    const next = this.starts[line + 1];
    let end = next ?? this.text.length;
    while (end > this.startOf(line) && (this.text[end - 1] === '\n' || this.text[end - 1] === '\r')) end -= 1;
    return end;
  }

  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length));
    const line = this.lineAt(at);
    return { line: line + 1, column: at - this.startOf(line) };
  }

  offset({ line, column }: Position): number {
    const start = this.startOf(Math.max(0, Math.min(line - 1, this.count - 1)));
    return Math.min(start + Math.max(0, column), this.text.length);
  }
}
