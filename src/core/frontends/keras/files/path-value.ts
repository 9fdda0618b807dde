import { NativeClass } from '../../python/classes.js';
import type { Args } from '../../python/args.js';
import { Tuple } from '../../python/containers.js';
import { BoundNative } from '../../python/native.js';
import { Obj, type Site, type Value, unknown } from '../../python/values.js';
import { TextListValue } from './text-list.js';
import { concatenated, TextValue } from './text-value.js';

/** A `pathlib.Path` that the program writes out. Layers, readers and `str` take it as its text. */
export class PathValue extends Obj {
  readonly typeName = 'PosixPath';
  constructor(readonly text: string) {
    super();
  }
  toConfig(): string {
    return this.text;
  }

  override getAttribute(name: string, at: Site): Value | undefined {
    const method = (body: (args: Args, where: Site) => Value): Value => new BoundNative(name, body);
    const last = this.text.slice(this.text.lastIndexOf('/') + 1);
    const dot = last.lastIndexOf('.');
    switch (name) {
      case 'name':
        return last;
      case 'stem':
        return dot > 0 ? last.slice(0, dot) : last;
      case 'suffix':
        return dot > 0 ? last.slice(dot) : '';
      case 'parent':
        return new PathValue(this.text.includes('/') ? this.text.slice(0, this.text.lastIndexOf('/')) || '/' : '.');
      case 'parts':
        return new Tuple(this.text.split('/').filter((part, i) => i === 0 || part !== ''));
      case '__fspath__':
      case 'as_posix':
      case '__str__':
        return method(() => this.text);
      case 'joinpath':
        return method((args, where) => joined([this, ...args.positional], where));
      case 'with_suffix':
        return method((args) => (typeof args.positional[0] === 'string' ? new PathValue(`${dot > 0 ? this.text.slice(0, dot - last.length) : this.text}${args.positional[0]}`) : this));
      case 'expanduser':
      case 'absolute':
      case 'resolve':
        return method(() => this);
      case 'mkdir':
      case 'touch':
      case 'unlink':
        return method(() => null);
      case 'glob':
      case 'rglob':
        return method((args, where) => {
          const pattern = args.get(0, 'pattern');
          return typeof pattern === 'string' ? found(`${this.text}/${name === 'rglob' ? '**/' : ''}${pattern}`) : unknown('The pattern of the files is not known.', where.span);
        });
      case 'iterdir':
        return method(() => found(`${this.text}/*`));
      default:
        return unknown(`${name} of a path is not known without reading the disk.`, at.span);
    }
  }

  override binary(operator: string, other: Value, reflected: boolean, at: Site): Value | undefined {
    if (operator !== '/') return undefined;
    return reflected ? joined([other, this], at) : joined([this, other], at);
  }
  override equals(other: Value): boolean {
    return other instanceof PathValue && other.text === this.text;
  }
}

const found = (pattern: string): TextListValue => new TextListValue({ origin: { kind: 'glob', pattern, recursive: true, hidden: true }, changes: [] }, true);

const textOf = (value: Value): string | null => (typeof value === 'string' ? value : value instanceof PathValue ? value.text : null);

/** A path of its parts: a part that begins with a slash begins anew. */
export function joinedText(parts: readonly string[]): string {
  return parts.reduce((path, part) => (part.startsWith('/') || path === '' ? part : path.endsWith('/') ? path + part : `${path}/${part}`), '');
}

/** `Path(…)`, `path / …`: of known parts, or of one that stands for any of a list. */
function joined(parts: readonly Value[], at: Site): Value {
  const texts = parts.map(textOf);
  if (texts.every((text) => text !== null)) return new PathValue(joinedText(texts.map((text) => (text === '.' ? '' : text))) || '.');
  const made = joinedParts(parts);
  return made ? new TextValue(made.list, made.to, true) : unknown('A part of this path is not known.', at.span);
}

/** `os.path.join` where one of the parts stands for any text of a list; null where none, or another one, is not known. */
export function joinedParts(parts: readonly Value[]): TextValue | null {
  const at = parts.findIndex((part) => part instanceof TextValue);
  const [before, after] = [parts.slice(0, Math.max(at, 0)).map(textOf), parts.slice(at + 1).map(textOf)];
  if (at < 0) return null;
  if ([...before, ...after].includes(null)) return joinedTexts(parts);
  const front = joinedText(before as string[]);
  const text = (parts[at] as TextValue).text();
  const wrapped = front === '' && after.length === 0 ? text : text.wrapped(front === '' || front.endsWith('/') ? front : `${front}/`, after.map((part) => `/${part!}`).join(''));
  return wrapped;
}

/** The same where several of the parts stand for texts of one list. */
function joinedTexts(parts: readonly Value[]): TextValue | null {
  const texts = parts.map((part) => (part instanceof TextValue ? part : textOf(part)));
  const { list } = texts.find((part) => part instanceof TextValue)!;
  if (!texts.every((part) => typeof part === 'string' || (part instanceof TextValue && part.list === list))) return null;
  const pieces = texts.flatMap((part, i) => [...(i === 0 || (typeof texts[i - 1] === 'string' && /^$|\/$/.test(texts[i - 1] as string)) ? [] : ['/']), part instanceof TextValue ? part.to : part!]);
  return new TextValue(list, concatenated(pieces));
}

/** `pathlib.Path`. */
export class PathClass extends NativeClass {
  override call(args: Args, at: Site): Value {
    return args.open ?? joined(args.positional, at);
  }
  override instanceCheck(value: Value): boolean | null {
    return value instanceof PathValue || (value instanceof TextValue && value.isPath) || super.instanceCheck(value);
  }
}
