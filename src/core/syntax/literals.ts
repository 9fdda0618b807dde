const SIMPLE: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"', a: '\x07', b: '\b', f: '\f', v: '\v', '\n': '' };

/** A Python string literal without its prefix and quotes, as they stand in the source. */
export interface LiteralParts {
  readonly prefix: string;
  readonly quote: string;
  readonly body: string;
}

export function splitLiteral(source: string): LiteralParts {
  const prefix = /^[A-Za-z]*/.exec(source)![0].toLowerCase();
  const rest = source.slice(prefix.length);
  const quote = /^("""|'''|"|')/.exec(rest)?.[0] ?? '';
  const body = rest.slice(quote.length, quote && rest.length >= 2 * quote.length && rest.endsWith(quote) ? rest.length - quote.length : rest.length);
  return { prefix, quote, body };
}

/** Resolves backslash escapes as Python does; an escape that Python does not know stays as it is. */
export function unescape(body: string, raw: boolean): string {
  if (raw || !body.includes('\\')) return body;
  return body.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[0-7]{1,3}|\r?\n|[\s\S])/g, (whole, code: string) => {
    if (/^[xuU][0-9a-fA-F]/.test(code)) {
      const point = Number.parseInt(code.slice(1), 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    }
    if (/^[0-7]/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8));
    return SIMPLE[code === '\r\n' ? '\n' : code] ?? whole;
  });
}

/** What stands between the fields of an f-string. */
export const formatText = (written: string, raw: boolean): string => unescape(written, raw).replaceAll('{{', '{').replaceAll('}}', '}');

export function stringValue(source: string): { value: string; bytes: boolean } {
  const { prefix, body } = splitLiteral(source);
  return { value: unescape(body, prefix.includes('r')), bytes: prefix.includes('b') };
}

/** A number literal; null for imaginary ones. */
export function numberValue(source: string): { value: number; float: boolean } | null {
  const digits = source.replaceAll('_', '').toLowerCase();
  if (digits.endsWith('j')) return null;
  if (/^0[xob]/.test(digits)) return { value: Number(digits), float: false };
  const float = /[.e]/.test(digits);
  const value = Number.parseFloat(digits);
  return Number.isNaN(value) ? null : { value, float };
}
