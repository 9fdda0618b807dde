import type { Diagnostic, Fix } from '../../analysis.js';
import { Lines } from '../../syntax/lines.js';

/** Silences one diagnostic by a comment at the end of its line, beside codes that are silenced there already. Null where a comment would break the line. */
export function silence(text: string, { code, span }: Diagnostic): Fix | null {
  if (span.file !== undefined || code === 'syntax-error') return null;
  const lines = new Lines(text);
  const line = lines.lineAt(span.from);
  const [start, end] = [lines.startOf(line), lines.endOf(line)];
  const source = text.slice(start, end);
  if (source.trimEnd().endsWith('\\')) return null;
  const title = `Silence ${code} on this line`;
  const known = /#\s*convlens:\s*ignore\[([^\]]*)/.exec(source);
  if (known) {
    const at = start + known.index + known[0].length;
    return { title, edits: [{ span: { from: at, to: at }, text: `${known[1]!.trim() === '' ? '' : ', '}${code}` }] };
  }
  const at = start + source.trimEnd().length;
  return { title, edits: [{ span: { from: at, to: end }, text: `  # convlens: ignore[${code}]` }] };
}
