import type { Diagnostic } from '../analysis.js';
import { commentsOf } from '../syntax/comments.js';
import { Lines } from '../syntax/lines.js';

const EVERYTHING = '*';
const COMMENT = /#\s*convlens:\s*(ignore-file|ignore)\b[ \t]*(?:\[([^\]]*)\])?/g;

/**
 * Comments that silence diagnostics: `# convlens: ignore[code, code]` on the first or last line of what is underlined, or alone
 * on the line above it; without brackets for every code. `# convlens: ignore-file[code]` holds for the whole file.
 */
export class Ignores {
  private readonly lines: Lines | null = null;
  private readonly byLine = new Map<number, ReadonlySet<string>>();
  private readonly everywhere = new Set<string>();

  constructor(text: string) {
    if (!text.includes('convlens:')) return;
    const lines = new Lines(text);
    this.lines = lines;
    for (const comment of commentsOf(text)) for (const match of comment.text.matchAll(COMMENT)) {
      const codes = match[2]?.split(',').map((code) => code.trim()).filter(Boolean) ?? [EVERYTHING];
      const line = lines.lineAt(comment.from);
      const alone = text.slice(lines.startOf(line), comment.from).trim() === '';
      if (match[1] === 'ignore-file') for (const code of codes) this.everywhere.add(code);
      else this.byLine.set(alone ? line + 1 : line, new Set([...(this.byLine.get(alone ? line + 1 : line) ?? []), ...codes]));
    }
  }

  silences({ code, span }: Pick<Diagnostic, 'code' | 'span'>): boolean {
    const { lines } = this;
    if (span.file !== undefined || !lines) return false;
    const here = [lines.lineAt(span.from), lines.lineAt(span.to)].map((line) => this.byLine.get(line));
    return [this.everywhere, ...here].some((codes) => codes !== undefined && (codes.has(code) || codes.has(EVERYTHING)));
  }
}
