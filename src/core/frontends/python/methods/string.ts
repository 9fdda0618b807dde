import { Unknown } from '../../../graph/values.js';
import { type Args } from '../args.js';
import { List, Tuple } from '../containers.js';
import { formatBraces } from '../format.js';
import { BoundNative, MethodTable } from '../native.js';
import { Bytes, type Site, type Value, asInteger, typeName, unknown } from '../values.js';

const text = (value: Value | undefined): string | null => (typeof value === 'string' ? value : null);
const list = (items: readonly string[]): List => new List([...items]);
const escape = (characters: string): string => characters.replace(/[\\\]^-]/g, '\\$&');

function strip(self: string, characters: Value | undefined, sides: 'both' | 'left' | 'right'): Value {
  if (characters instanceof Unknown) return characters;
  const set = typeof characters === 'string' ? `[${escape(characters)}]` : '\\s';
  let result = self;
  if (sides !== 'right') result = result.replace(new RegExp(`^${set}+`), '');
  return sides === 'left' ? result : result.replace(new RegExp(`${set}+$`), '');
}

function affix(given: Value | undefined, test: (part: string) => boolean, at: Site): Value {
  if (given instanceof Unknown) return given;
  const options = given instanceof Tuple ? given.items : [given];
  if (options.every((o): o is string => typeof o === 'string')) return options.some((o) => test(o));
  return unknown('What this text is compared with is not known.', at.span);
}

function split(self: string, separator: Value | undefined, most: Value | undefined, fromRight: boolean): string[] {
  const limit = asInteger(most) ?? -1;
  const parts = text(separator) === null ? self.trim().split(/\s+/).filter(Boolean) : self.split(text(separator)!);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  const glue = text(separator) ?? ' ';
  return fromRight ? [parts.slice(0, parts.length - limit).join(glue), ...parts.slice(parts.length - limit)] : [...parts.slice(0, limit), parts.slice(limit).join(glue)];
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();

const methods = new MethodTable<string>({
  'lower()': (_at, self) => self.toLowerCase(),
  'casefold()': (_at, self) => self.toLowerCase(),
  'upper()': (_at, self) => self.toUpperCase(),
  'title()': (_at, self) => self.replace(/[A-Za-z]+/g, capital),
  'capitalize()': (_at, self) => capital(self),
  'swapcase()': (_at, self) => [...self].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join(''),
  'strip(chars=None)': (_at, self, chars) => strip(self, chars, 'both'),
  'lstrip(chars=None)': (_at, self, chars) => strip(self, chars, 'left'),
  'rstrip(chars=None)': (_at, self, chars) => strip(self, chars, 'right'),
  'startswith(prefix)': (at, self, prefix) => affix(prefix, (p) => self.startsWith(p), at),
  'endswith(suffix)': (at, self, suffix) => affix(suffix, (p) => self.endsWith(p), at),
  'removeprefix(prefix)': (_at, self, prefix) => (text(prefix) !== null && self.startsWith(text(prefix)!) ? self.slice(text(prefix)!.length) : self),
  'removesuffix(suffix)': (_at, self, suffix) => (text(suffix) && self.endsWith(text(suffix)!) ? self.slice(0, self.length - text(suffix)!.length) : self),
  'split(sep=None, maxsplit=-1)': (_at, self, sep, most) => (sep instanceof Unknown ? sep : list(split(self, sep, most, false))),
  'rsplit(sep=None, maxsplit=-1)': (_at, self, sep, most) => (sep instanceof Unknown ? sep : list(split(self, sep, most, true))),
  'splitlines(keepends=False)': (_at, self) => list(self.replace(/\r?\n$/, '').split(/\r?\n/).filter((line, i, all) => all.length > 1 || line !== '' || i > 0)),
  'partition(sep)': (_at, self, sep) => {
    const at = self.indexOf(text(sep) ?? '');
    return at < 0 ? new Tuple([self, '', '']) : new Tuple([self.slice(0, at), sep!, self.slice(at + text(sep)!.length)]);
  },
  'rpartition(sep)': (_at, self, sep) => {
    const at = self.lastIndexOf(text(sep) ?? '');
    return at < 0 ? new Tuple(['', '', self]) : new Tuple([self.slice(0, at), sep!, self.slice(at + text(sep)!.length)]);
  },
  'replace(old, new, count=-1)': (at, self, old, fresh, count) => {
    const [a, b] = [text(old), text(fresh)];
    if (a === null || b === null || asInteger(count) !== -1) return unknown('What is replaced in this text is not known.', at.span);
    return self.replaceAll(a, b);
  },
  'join(items)': (at, self, items) => {
    const parts = at.machine.iterate(items, at);
    if (parts instanceof Unknown) return parts;
    const lost = parts.find((p): p is Unknown => p instanceof Unknown);
    if (lost) return lost;
    if (parts.every((p): p is string => typeof p === 'string')) return parts.join(self);
    return at.machine.raise('TypeError', `join takes texts only, but gets ${typeName(parts.find((p) => typeof p !== 'string')!)}.`, at);
  },
  'find(sub)': (_at, self, sub) => (text(sub) === null ? unknown('The text that is looked for is not known.') : self.indexOf(text(sub)!)),
  'rfind(sub)': (_at, self, sub) => (text(sub) === null ? unknown('The text that is looked for is not known.') : self.lastIndexOf(text(sub)!)),
  'index(sub)': (at, self, sub) => {
    const place = text(sub) === null ? -1 : self.indexOf(text(sub)!);
    return place >= 0 ? place : unknown('The text that is looked for is not known.', at.span);
  },
  'count(sub)': (at, self, sub) => (text(sub) ? self.split(text(sub)!).length - 1 : unknown('The text that is counted is not known.', at.span)),
  'isdigit()': (_at, self) => /^\d+$/.test(self),
  'isnumeric()': (_at, self) => /^\d+$/.test(self),
  'isdecimal()': (_at, self) => /^\d+$/.test(self),
  'isalpha()': (_at, self) => /^\p{L}+$/u.test(self),
  'isalnum()': (_at, self) => /^[\p{L}\d]+$/u.test(self),
  'isupper()': (_at, self) => self === self.toUpperCase() && self !== self.toLowerCase(),
  'islower()': (_at, self) => self === self.toLowerCase() && self !== self.toUpperCase(),
  'isspace()': (_at, self) => /^\s+$/.test(self),
  'isidentifier()': (_at, self) => /^[\p{L}_][\p{L}\d_]*$/u.test(self),
  'zfill(width)': (_at, self, width) => self.padStart(asInteger(width) ?? 0, '0'),
  'ljust(width, fill=" ")': (_at, self, width, fill) => self.padEnd(asInteger(width) ?? 0, text(fill) ?? ' '),
  'rjust(width, fill=" ")': (_at, self, width, fill) => self.padStart(asInteger(width) ?? 0, text(fill) ?? ' '),
  'center(width, fill=" ")': (_at, self, width, fill) => {
    const room = Math.max(0, (asInteger(width) ?? 0) - self.length);
    return (text(fill) ?? ' ').repeat(room >> 1) + self + (text(fill) ?? ' ').repeat(room - (room >> 1));
  },
  'encode(encoding="utf-8", errors="strict")': (_at, self) => new Bytes(self),
});

/** A method of a string, bound to it. */
export function stringMethod(self: string, name: string): Value | undefined {
  if (name === 'format') return new BoundNative('format', (args: Args, at: Site) => (args.open ? args.open : formatBraces(self, args.positional, args.keyword, at)));
  if (name === 'format_map') return new BoundNative('format_map', (_args, at) => unknown('format_map is not followed.', at.span));
  return methods.bound(self, name);
}
